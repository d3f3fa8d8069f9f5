import { STORE_CHOICES } from './base/store-names.ts';

/**
 * The options of the command line, once: the parser, `--help`, the man page, the completion scripts and
 * docs/reference.md all read this list.
 */
export interface OptionSpec {
  /** With its dashes: `--profile`. */
  readonly name: string;
  /** One-letter form. That of an option with a value stands alone: clipanion corrupts it inside a batch such as `-vp`. */
  readonly short?: string;
  /** The value's name in the help; absent for a flag. */
  readonly value?: string;
  /** The environment variable that sets the same; a flag beats it. */
  readonly env: string;
  readonly help: string;
  /** Under which heading it stands. */
  readonly group: OptionGroup;
  /** The values there are, where they are few. */
  readonly choices?: readonly string[];
  /** Values that completion offers, where others will do as well. */
  readonly suggestions?: readonly string[];
}

export type OptionGroup = keyof typeof OPTION_GROUPS;

/** The headings of the options, in the order in which they are shown. */
export const OPTION_GROUPS = {
  who: 'Identity',
  code: 'MFA code',
  session: 'Session',
  words: 'Messages',
} as const;

/** An option of one command alone: it has no environment twin. */
export type OwnOptionSpec = Omit<OptionSpec, 'env' | 'group'>;

export const OPTIONS = [
  {
    name: '--profile',
    short: '-p',
    group: 'who',
    value: 'NAME',
    env: 'MFA_EXEC_PROFILE',
    help: 'profile in the AWS files (else AWS_DEFAULT_PROFILE, AWS_PROFILE, or default)',
  },
  {
    name: '--role-arn',
    group: 'who',
    value: 'ARN',
    env: 'MFA_EXEC_ROLE_ARN',
    help: 'role to assume (else role_arn of the profile)',
  },
  {
    name: '--region',
    group: 'who',
    value: 'REGION',
    env: 'MFA_EXEC_REGION',
    help: 'AWS region (else AWS_REGION, else region of the profile)',
  },
  {
    name: '--mfa-serial',
    group: 'who',
    value: 'ARN',
    env: 'MFA_EXEC_MFA_SERIAL',
    help: 'MFA device (else mfa_serial of the profile, else discovered)',
  },
  {
    name: '--token-code',
    group: 'code',
    value: 'CODE',
    env: 'MFA_EXEC_TOKEN_CODE',
    help: 'the six digits, instead of a prompt',
  },
  {
    name: '--mfa-process',
    group: 'code',
    value: 'CMD',
    env: 'MFA_EXEC_MFA_PROCESS',
    help: 'command that prints the code (else mfa_process)',
  },
  {
    name: '--no-prompt',
    group: 'code',
    env: 'MFA_EXEC_NO_PROMPT',
    help: 'never prompt; fail if a code is needed',
  },
  {
    name: '--duration',
    group: 'session',
    value: 'TIME',
    env: 'MFA_EXEC_DURATION',
    help: 'how long a new session lasts, 15m to 36h (default 12h)',
    suggestions: ['1h', '8h', '12h', '36h'],
  },
  {
    name: '--role-duration',
    group: 'session',
    value: 'TIME',
    env: 'MFA_EXEC_ROLE_DURATION',
    help: "how long a role's session lasts, 15m to 12h (else duration_seconds, or 1h)",
    suggestions: ['1h', '4h', '12h'],
  },
  {
    name: '--min-ttl',
    group: 'session',
    value: 'TIME',
    env: 'MFA_EXEC_MIN_TTL',
    help: 'renew a session with less than this left (default 5m)',
    suggestions: ['5m', '30m', '1h'],
  },
  {
    name: '--refresh',
    group: 'session',
    env: 'MFA_EXEC_REFRESH',
    help: 'get a new session even if a cached one is fresh',
  },
  {
    name: '--server',
    group: 'session',
    env: 'MFA_EXEC_SERVER',
    help: 'give the command credentials that renew themselves while it runs',
  },
  {
    name: '--store',
    group: 'session',
    value: 'STORE',
    env: 'MFA_EXEC_STORE',
    help: `where sessions are kept: ${STORE_CHOICES.join(', ').replace(/, (\w+)$/, ' or $1')} (default auto)`,
    choices: STORE_CHOICES,
  },
  {
    name: '--keep-profile',
    group: 'session',
    env: 'MFA_EXEC_KEEP_PROFILE',
    help: 'name the profile to the command in AWS_PROFILE, beside the session',
  },
  {
    name: '--quiet',
    group: 'words',
    short: '-q',
    env: 'MFA_EXEC_QUIET',
    help: 'no notes; errors and warnings only',
  },
  {
    name: '--verbose',
    group: 'words',
    short: '-v',
    env: 'MFA_EXEC_VERBOSE',
    help: 'say what is done and why (never a secret)',
  },
] as const satisfies readonly OptionSpec[];

export type OptionName = (typeof OPTIONS)[number]['name'];

/** The entry of `name`. */
export function optionSpec(name: OptionName): OptionSpec {
  const spec = OPTIONS.find((option) => option.name === name);
  if (spec === undefined) throw new Error(`no option ${name}`);
  return spec;
}
