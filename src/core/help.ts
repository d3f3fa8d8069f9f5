import { COMMANDS, type CommandName, type CommandSpec, OPTIONS, type OptionSpec } from './options.ts';

const WIDTH = 26;

/** The text of `mfa-exec --help`. */
export function generalHelp(): string {
  return [
    'Run one command with a short-lived AWS session obtained with multi-factor authentication.',
    '',
    'Usage',
    '  mfa-exec [options] -- COMMAND [ARG…]',
    ...COMMANDS.map((command) => `  mfa-exec ${usageOf(command)}`),
    '',
    'Commands',
    ...COMMANDS.map((command) => row(command.name, command.help)),
    '',
    'Options',
    ...OPTIONS.map(optionRow),
    row('-h, --help', 'this text; after a command, its own'),
    row('--version', 'print the version'),
    '',
    'Every option has an environment twin: --min-ttl is MFA_EXEC_MIN_TTL. A flag beats its twin.',
    '',
    'Exit status',
    '  that of COMMAND; 125 if mfa-exec failed before it, 126 if it cannot be executed, 127 if it',
    '  was not found.',
    '',
    'Examples',
    '  mfa-exec -- aws eks list-clusters',
    '  mfa-exec --profile prod -- terraform apply',
    '  mfa-exec login && make -j16',
    '',
  ].join('\n');
}

/** The text of `mfa-exec NAME --help`. */
export function commandHelp(name: CommandName): string {
  const command: CommandSpec | undefined = COMMANDS.find((entry) => entry.name === name);
  if (command === undefined) throw new Error(`no command ${name}`);
  const shared = OPTIONS.filter((option) => command.shared.includes(option.name));
  return [
    `mfa-exec ${name}: ${command.help}`,
    '',
    'Usage',
    `  mfa-exec ${usageOf(command)}`,
    '',
    'Options',
    ...command.options.map(optionRow),
    ...shared.map(optionRow),
    '',
  ].join('\n');
}

function usageOf(command: CommandSpec): string {
  return [command.name, command.usage, '[options]'].filter((part) => part !== '').join(' ');
}

function optionRow(option: Omit<OptionSpec, 'env'>): string {
  const names = option.short === undefined ? option.name : `${option.short}, ${option.name}`;
  return row(option.value === undefined ? names : `${names} ${option.value}`, option.help);
}

function row(left: string, right: string): string {
  return `  ${left.padEnd(WIDTH - 2)}${right}`;
}
