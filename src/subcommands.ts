/** The subcommands, once: the parser, `--help`, the man page and the completion scripts all read this list. */
import { OPTIONS, type OptionName, type OwnOptionSpec } from './options.ts';

export interface CommandSpec {
  readonly name: string;
  /** What follows the name in a usage line. */
  readonly usage: string;
  readonly help: string;
  /** Options of this command alone; they have no environment twin. */
  readonly options: readonly OwnOptionSpec[];
  /** Which of the shared options it takes. */
  readonly shared: readonly OptionName[];
  /** More to know, a paragraph each. */
  readonly notes?: readonly string[];
}

/** Of those for a session all but `--server`, which is about a command that runs. */
const ALL = OPTIONS.map((option) => option.name).filter((name) => name !== '--server');
const JSON_FLAG = { name: '--json', help: 'print JSON' };

export const EXPORT_FORMATS = [
  'env',
  'env-no-export',
  'fish',
  'powershell',
  'windows-cmd',
  'json',
  'process',
] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

export const SHELLS = ['bash', 'zsh', 'fish'] as const;

export const KEY_ACTIONS = ['add', 'import', 'list', 'rotate', 'remove', 'export'] as const;

export const COMMANDS = [
  {
    name: 'login',
    usage: '',
    help: 'get or reuse a session now and run nothing',
    options: [],
    shared: ALL,
  },
  {
    name: 'status',
    usage: '',
    help: 'list the cached sessions',
    options: [JSON_FLAG],
    shared: ['--store', '--quiet', '--verbose'],
    notes: ['No secret is shown.'],
  },
  {
    name: 'logout',
    usage: '',
    help: 'forget the cached sessions of a profile, or all',
    options: [{ name: '--all', help: 'forget every cached session' }],
    shared: ['--profile', '--region', '--store', '--quiet', '--verbose'],
    notes: [
      "The session of the profile's user goes, and with it those of every role that was made from it: a role forgotten alone would come back without a code.",
      'AWS has no call to end a session: copies of it are good until it expires.',
    ],
  },
  {
    name: 'export',
    usage: '',
    help: 'print the session for eval, or as JSON',
    options: [
      {
        name: '--format',
        value: 'FORMAT',
        help: 'output format: env, env-no-export, fish, powershell, windows-cmd, json or process (default env)',
        choices: EXPORT_FORMATS,
      },
      { name: '--unset', help: 'print the statements that undo it' },
      { name: '--force', help: 'print secrets even to a terminal' },
    ],
    shared: ALL,
    notes: [
      'To set them in a shell: eval "$(mfa-exec export)"',
      'To remove them again: eval "$(mfa-exec export --unset)"',
    ],
  },
  {
    name: 'shell',
    usage: '',
    help: 'open your shell with the session',
    options: [],
    shared: ALL,
    notes: [
      'It is $SHELL, or %COMSPEC% on Windows. The session goes when you leave it, and is not renewed in it.',
    ],
  },
  {
    name: 'console',
    usage: '',
    help: 'open, or print, a link that signs in to the AWS console',
    options: [
      { name: '--open', help: 'open the link in the browser' },
      { name: '--print', help: 'print the link even where no terminal shows it' },
      { name: '--destination', value: 'PATH', help: 'page of the console to open, such as /s3/home' },
    ],
    shared: ALL,
    notes: [
      'The link signs in whoever has it, for 15 minutes. AWS makes one only for the session of a role, not for that of a user.',
      '--duration is how long the console stays signed in, 15m to 12h. More than 1h needs a role that the long-term keys assume straight, not one of a chain.',
    ],
  },
  {
    name: 'keys',
    usage: KEY_ACTIONS.join('|'),
    help: 'keep long-term keys in the keychain, not in plain files',
    options: [
      { name: '--all', help: 'import or rotate: every profile that has a pair' },
      {
        name: '--write-config',
        help: 'import: also write the credential_process line that serves other programs',
      },
      { name: '--yes', help: 'remove: do not ask' },
      JSON_FLAG,
    ],
    shared: ALL.filter((name) => !/^--(role-|refresh|keep-profile)/.test(name)),
    notes: [
      'add asks for a pair, or reads one JSON object with AccessKeyId and SecretAccessKey from standard input.',
      'import moves a pair out of the credentials file, once AWS has taken it; export moves it back.',
      'rotate makes a new key, proves it, and deletes the old one; interrupted, it goes on where it stopped.',
      'Without a keychain they are kept in a file that MFA_EXEC_PASSPHRASE encrypts, and never in clear.',
    ],
  },
  {
    name: 'doctor',
    usage: '',
    help: 'check the set-up, and say how to fix it',
    options: [JSON_FLAG],
    shared: ['--profile', '--role-arn', '--region', '--mfa-serial', '--store', '--quiet', '--verbose'],
    notes: [
      'It never asks for a code, and takes a few seconds. The exit status is 0 if everything works, warnings included, and 1 if something does not.',
    ],
  },
  {
    name: 'completion',
    usage: SHELLS.join('|'),
    help: 'print the completion script of bash, zsh or fish',
    options: [],
    shared: [],
    notes: [
      'bash, in ~/.bashrc: eval "$(mfa-exec completion bash)"',
      'zsh, in ~/.zshrc: eval "$(mfa-exec completion zsh)"',
      'fish, once: mfa-exec completion fish > ~/.config/fish/completions/mfa-exec.fish',
    ],
  },
] as const satisfies readonly CommandSpec[];

/** Every option of any command. */
export const KNOWN_OPTIONS: readonly OwnOptionSpec[] = [
  ...OPTIONS,
  ...COMMANDS.flatMap((command): readonly OwnOptionSpec[] => command.options),
];

export type CommandName = (typeof COMMANDS)[number]['name'];
