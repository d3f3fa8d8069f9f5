// The manual page, from the same definitions as `--help`.
import {
  bold,
  breakable,
  example,
  italic,
  item,
  more,
  paragraph,
  plain,
  section,
  subsection,
} from './roff.mjs';

/** @typedef {import('./definitions.mjs').Definitions} Definitions */
/** @typedef {import('../../src/options.ts').OptionSpec} OptionSpec */
/** @typedef {import('../../src/options.ts').OwnOptionSpec} OwnOptionSpec */
/** @typedef {import('../../src/subcommands.ts').CommandSpec} CommandSpec */

/**
 * @param {Definitions} definitions
 * @param {string} version
 * @returns {string} man(7) source
 */
export function manPage(definitions, version) {
  const parts = [
    '.\\" Made by "npm run docs": change src/options.ts or scripts/lib/man-page.mjs instead.',
    // Without a date, so that the same sources make the same page.
    `.TH MFA\\-EXEC 1 "" "mfa\\-exec ${plain(version)}" "User Commands"`,
    '.nh',
    '.ad l',
    section('NAME'),
    'mfa\\-exec \\- run one command with an AWS MFA session',
    section('SYNOPSIS'),
    ...synopsis(definitions),
    section('DESCRIPTION'),
    ...description(),
    section('SUBCOMMANDS'),
    ...definitions.COMMANDS.flatMap(subcommand),
    section('OPTIONS'),
    paragraph(
      'Options go before the first `--`. Each can be set by an environment variable as well: an option beats its variable, which beats the profile, which beats the default. The variable of a flag is set by `1`, `true`, `yes` or `on`.',
    ),
    ...options(definitions),
    section('ENVIRONMENT'),
    paragraph('The variables of the options, and:'),
    ...[...definitions.OWN_VARIABLES, ...definitions.OTHER_VARIABLES].map(({ name, help }) =>
      item(name.split(', ').map(bold).map(breakableName).join(', '), sentence(help)),
    ),
    section('EXIT STATUS'),
    ...exitStatus(),
    section('FILES'),
    ...files(),
    section('SECURITY'),
    ...security(),
    section('EXAMPLES'),
    ...examples(),
    section('SEE ALSO'),
    `${bold('aws')}(1), ${bold('env')}(1), ${bold('ssh-agent')}(1), ${bold('keyctl')}(1)`,
    paragraph('AWS IAM User Guide, "Temporary security credentials in IAM"'),
  ];
  // A heading begins a paragraph by itself.
  return `${parts.join('\n').replaceAll(/^(\.S[HS] .*)\n\.PP$/gm, '$1')}\n`;
}

/** @param {Definitions} definitions */
function synopsis({ COMMANDS }) {
  const lines = COMMANDS.map(({ name, usage, options, shared }) =>
    [
      bold(`mfa-exec ${name}`),
      ...(usage === '' ? [] : [breakable(usage.split('|').map(bold).join('|'))]),
      ...(options.length + shared.length === 0 ? [] : [`[${italic('options')}]`]),
    ].join(' '),
  );
  const main = `${bold('mfa-exec')} [${italic('options')}] ${bold('--')} ${italic('COMMAND')} [${italic('ARG')} ...]`;
  return [main, ...lines].join('\n.br\n').split('\n');
}

function description() {
  return [
    paragraph(
      '`mfa-exec` runs one command with a short-lived AWS session that was obtained with multi-factor authentication, and leaves the shell that called it unchanged. The first call asks for the six digits of the MFA device, trades them for a session (`sts:GetSessionToken`) and keeps it in the keychain; later calls, from any terminal, find it there until it ends.',
    ),
    paragraph(
      'Everything after the first `--` is the command and its arguments, to the byte. On Linux and macOS `mfa-exec` becomes the command, so that signals, job control, exit status, pipes and the terminal are its own.',
    ),
    paragraph(
      'The command gets the variables of the session, and the region, endpoints, FIPS, dual stack and `ca_bundle` of the profile, unless the environment sets them. `--region` sets its region in any case. `AWS_PROFILE`, `AWS_DEFAULT_PROFILE` and `AWS_SECURITY_TOKEN` are removed, since some programs prefer them to the session; so are `MFA_EXEC_TOKEN_CODE`, `MFA_EXEC_PASSPHRASE` and `MFA_EXEC_REFRESH`, which are meant for `mfa-exec` alone. Nothing else changes.',
    ),
    paragraph(
      'A profile with `role_arn` gets a session of that role, assumed with the MFA session: one code serves every role of a user. Several calls at once, as of `make -j`, ask for one code.',
    ),
  ];
}

/** @param {CommandSpec} command */
function subcommand({ name, help, options: own, notes = [] }) {
  return [
    item(bold(name), sentence(help)),
    ...(own.length === 0
      ? []
      : ['.RS', ...own.map((option) => item(optionTerm(option), sentence(option.help))), '.RE']),
    ...notes.map(more),
  ];
}

/** @param {Definitions} definitions */
function options({ OPTIONS, OPTION_GROUPS }) {
  return Object.entries(OPTION_GROUPS).flatMap(([group, title]) => [
    subsection(title),
    ...OPTIONS.filter((option) => option.group === group).map((option) =>
      item(`${optionTerm(option)} (${bold(option.env)})`, sentence(option.help)),
    ),
  ]);
}

/** @param {OwnOptionSpec} option */
function optionTerm({ name, short, value }) {
  const names = short === undefined ? bold(name) : `${bold(short)}, ${bold(name)}`;
  return value === undefined ? names : `${names} ${italic(value)}`;
}

/** @param {string} text */
function sentence(text) {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}.`;
}

function exitStatus() {
  return [
    paragraph('That of the command; where a signal ended it, `mfa-exec` ends by the same signal. Otherwise:'),
    item(bold('0'), 'A subcommand did its work.'),
    item(bold('1'), '`mfa-exec doctor` found something wrong.'),
    item(bold('125'), '`mfa-exec` itself failed; the command was not started.'),
    item(bold('126'), 'The command was found and cannot be executed.'),
    item(bold('127'), 'The command was not found.'),
  ];
}

function files() {
  return [
    item(
      italic('~/.aws/config'),
      'Profiles, as the AWS CLI reads them. `mfa_process` is a command that prints a code.',
    ),
    item(italic('~/.aws/credentials'), 'Long-term keys; should be readable only by their owner.'),
    item(
      italic('$XDG_RUNTIME_DIR/mfa-exec'),
      'Sessions of the file store, readable only by their owner; without that variable, in `~/.cache/mfa-exec`, on macOS in `~/Library/Caches/mfa-exec`, on Windows in `%LOCALAPPDATA%`.',
    ),
    item(
      italic('~/.cache/mfa-exec/code'),
      'What V8 made of the program, so that the next start is quicker; it may be deleted at any time. Like the above, elsewhere with `XDG_CACHE_HOME`, on macOS and on Windows.',
    ),
  ];
}

function security() {
  return [
    paragraph(
      'Long-term keys never reach the command. The session does, in its environment, where other processes of the same user may read it (`/proc`). It is kept in the keychain, the kernel keyring or a file of mode 0600; `--store none` keeps nothing.',
    ),
    paragraph(
      'AWS has no call to end a session: `mfa-exec logout` forgets it, and copies of it are good until it expires. A shorter `--duration` limits that.',
    ),
    paragraph(
      'A code given by `--token-code` is visible in the process list; AWS takes each code once. No secret is ever written to a log, an argument list or the standard error, `--verbose` included.',
    ),
  ];
}

function examples() {
  return [
    paragraph('One command, and a profile of its own:'),
    example(['mfa-exec -- aws eks list-clusters', 'mfa-exec --profile prod -- terraform apply']),
    paragraph('Ask for the code now, not later:'),
    example(['mfa-exec login && make -j16']),
    paragraph('The variables in this shell, and their removal:'),
    example(['eval "$(mfa-exec export)"', 'eval "$(mfa-exec export --unset)"']),
    paragraph('For programs that read the AWS config file, in `~/.aws/config`:'),
    example(['[profile prod-mfa]', 'credential_process = mfa-exec --profile prod export --format process']),
    paragraph('The code from a YubiKey:'),
    example(["mfa-exec --mfa-process 'ykman oath accounts code -s aws' -- aws s3 ls"]),
    paragraph('What is wrong here?'),
    example(['mfa-exec doctor']),
  ];
}

/**
 * Lets a narrow page break a variable's name that is longer than its lines.
 * @param {string} name
 */
function breakableName(name) {
  return name.length > 36 ? name.replaceAll('_', '_\\:') : name;
}
