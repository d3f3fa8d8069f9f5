/** The text of `--help`. */
import { inAscii } from '../base/ascii.ts';
import { type Look, PLAIN_LOOK } from '../base/output.ts';
import { paint } from '../base/paint.ts';
import { indented, wrap } from '../base/wrap.ts';
import { OPTION_GROUPS, OPTIONS, type OptionSpec, type OwnOptionSpec } from '../options.ts';
import { COMMANDS, type CommandName, type CommandSpec } from '../subcommands.ts';

/** Columns of a terminal that was never made wider; longer lines are hard to read. */
const WIDTH = 80;
/** Fewer do not hold two columns. */
const TWO_COLUMNS = 64;
/** Where the right column begins. */
const RIGHT = 24;

/** The text of `mfa-exec --help`; `docs` is the folder of the documentation, where there is one. */
export function generalHelp(look: Look = PLAIN_LOOK, docs?: string): string {
  const { heading, width, row, example, page } = layout(look);
  return page([
    ...wrap(
      'Runs one command with a short-lived AWS session that was obtained with multi-factor authentication.',
      width,
    ),
    '',
    heading('Usage'),
    ...example('mfa-exec [options] -- COMMAND [ARG…]'),
    ...example('mfa-exec SUBCOMMAND [options]'),
    '',
    heading('Subcommands'),
    ...COMMANDS.flatMap((command) => row(command.name, command.help)),
    ...optionGroups(OPTIONS, look),
    '',
    ...row('-h, --help', 'show this help, or that of a subcommand'),
    ...row('-V, --version', 'print the version'),
    '',
    ...wrap(
      'Every option can be set in the environment, --min-ttl as MFA_EXEC_MIN_TTL: an option beats its variable, which beats the profile.',
      width,
    ),
    '',
    heading('Exit status'),
    ...indented(
      'that of COMMAND; 125 if mfa-exec itself failed, 126 if COMMAND cannot be executed, 127 if it was not found.',
      width,
      2,
    ),
    '',
    heading('Examples'),
    ...example('mfa-exec -- aws eks list-clusters'),
    ...example('mfa-exec -p prod -- terraform apply'),
    ...example('mfa-exec login && make -j16'),
    '',
    heading('More'),
    ...example('man mfa-exec'),
    ...(docs === undefined ? [] : indented(`recipes and reference: ${docs}`, width, 2)),
  ]);
}

/** The text of `mfa-exec NAME --help`. */
export function commandHelp(name: CommandName, look: Look = PLAIN_LOOK): string {
  const { heading, width, example, page } = layout(look);
  const command: CommandSpec | undefined = COMMANDS.find((entry) => entry.name === name);
  if (command === undefined) throw new Error(`no command ${name}`);
  const shared = OPTIONS.filter((option) => command.shared.includes(option.name));
  const hasOptions = command.options.length + shared.length > 0;
  return page([
    ...wrap(`mfa-exec ${name}: ${command.help}`, width),
    '',
    heading('Usage'),
    ...example(['mfa-exec', name, command.usage, hasOptions ? '[options]' : ''].filter(Boolean).join(' ')),
    ...(command.options.length === 0 ? [] : ['', heading(`Options of ${name}`)]),
    ...command.options.flatMap((option) => optionRow(option, look)),
    ...optionGroups(shared, look),
    ...(command.notes ?? []).flatMap((note) => ['', ...wrap(note, width)]),
  ]);
}

function optionGroups(options: readonly OptionSpec[], look: Look): string[] {
  return Object.entries(OPTION_GROUPS).flatMap(([group, title]) => {
    const rows = options
      .filter((option) => option.group === group)
      .flatMap((option) => optionRow(option, look));
    return rows.length === 0 ? [] : ['', layout(look).heading(title), ...rows];
  });
}

function optionRow(option: OwnOptionSpec, look: Look): string[] {
  return layout(look).row(optionUsage(option), option.help);
}

/** `-q, --quiet`, `--profile NAME`. */
function optionUsage({ name, short, value }: OwnOptionSpec): string {
  const names = short === undefined ? name : `${short}, ${name}`;
  return value === undefined ? names : `${names} ${value}`;
}

/** How the parts of a page are set. On a narrow terminal what stood in the right column goes below. */
function layout({ colour, unicode, width: columns = WIDTH }: Look) {
  const width = Math.min(columns, WIDTH);
  return {
    width,
    heading: (title: string) => paint(title, 'bold', colour),
    row(left: string, right: string): string[] {
      if (width < TWO_COLUMNS) return [`  ${left}`, ...indented(right, width, 6)];
      const [first = '', ...rest] = indented(right, width, RIGHT);
      return [`  ${left.padEnd(RIGHT - 2)}${first.trimStart()}`, ...rest];
    },
    example: (line: string) => indented(line, width, 2, 4),
    page(lines: readonly string[]): string {
      const text = `${lines.join('\n')}\n`;
      return unicode ? text : inAscii(text);
    },
  };
}
