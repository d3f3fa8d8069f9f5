/** The text of `--help`. */
import { paint } from '../base/paint.ts';
import { OPTION_GROUPS, OPTIONS, type OptionSpec, type OwnOptionSpec } from '../options.ts';
import { COMMANDS, type CommandName, type CommandSpec } from '../subcommands.ts';
import { wrap } from './wrap.ts';

/** Columns of a terminal that was never made wider. */
const WIDTH = 80;
/** Where the right column begins. */
const RIGHT = 24;

/** The text of `mfa-exec --help`; `colour` only for a terminal. */
export function generalHelp(colour = false): string {
  const heading = headings(colour);
  return page([
    'Runs one command with a short-lived AWS session that was obtained with',
    'multi-factor authentication.',
    '',
    heading('Usage'),
    '  mfa-exec [options] -- COMMAND [ARG…]',
    '  mfa-exec SUBCOMMAND [options]',
    '',
    heading('Subcommands'),
    ...COMMANDS.flatMap((command) => row(command.name, command.help)),
    ...optionGroups(OPTIONS, heading),
    '',
    ...row('-h, --help', 'show this help, or that of a subcommand'),
    ...row('--version', 'print the version'),
    '',
    ...wrap(
      'Every option can be set in the environment, --min-ttl as MFA_EXEC_MIN_TTL: an option beats its variable, which beats the profile.',
      WIDTH,
    ),
    '',
    heading('Exit status'),
    ...wrap(
      'that of COMMAND; 125 if mfa-exec itself failed, 126 if COMMAND cannot be executed, 127 if it was not found.',
      WIDTH - 2,
    ).map((line) => `  ${line}`),
    '',
    heading('Examples'),
    '  mfa-exec -- aws eks list-clusters',
    '  mfa-exec --profile prod -- terraform apply',
    '  mfa-exec login && make -j16',
  ]);
}

/** The text of `mfa-exec NAME --help`. */
export function commandHelp(name: CommandName, colour = false): string {
  const heading = headings(colour);
  const command: CommandSpec | undefined = COMMANDS.find((entry) => entry.name === name);
  if (command === undefined) throw new Error(`no command ${name}`);
  const shared = OPTIONS.filter((option) => command.shared.includes(option.name));
  const hasOptions = command.options.length + shared.length > 0;
  return page([
    ...wrap(`mfa-exec ${name}: ${command.help}`, WIDTH),
    '',
    heading('Usage'),
    `  ${['mfa-exec', name, command.usage, hasOptions ? '[options]' : ''].filter(Boolean).join(' ')}`,
    ...(command.options.length === 0 ? [] : ['', heading(`Options of ${name}`)]),
    ...command.options.flatMap(optionRow),
    ...optionGroups(shared, heading),
    ...(command.notes ?? []).flatMap((note) => ['', ...wrap(note, WIDTH)]),
  ]);
}

function optionGroups(options: readonly OptionSpec[], heading: (title: string) => string): string[] {
  return Object.entries(OPTION_GROUPS).flatMap(([group, title]) => {
    const rows = options.filter((option) => option.group === group).flatMap(optionRow);
    return rows.length === 0 ? [] : ['', heading(title), ...rows];
  });
}

function optionRow(option: OwnOptionSpec): string[] {
  return row(optionUsage(option), option.help);
}

/** `-q, --quiet`, `--profile NAME`. */
function optionUsage({ name, short, value }: OwnOptionSpec): string {
  const names = short === undefined ? name : `${short}, ${name}`;
  return value === undefined ? names : `${names} ${value}`;
}

function row(left: string, right: string): string[] {
  const [first, ...rest] = wrap(right, WIDTH - RIGHT);
  return [`  ${left.padEnd(RIGHT - 2)}${first}`, ...rest.map((line) => ' '.repeat(RIGHT) + line)];
}

function headings(colour: boolean): (title: string) => string {
  return (title) => paint(title, 'bold', colour);
}

function page(lines: readonly string[]): string {
  return `${lines.join('\n')}\n`;
}
