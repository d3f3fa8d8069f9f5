import { checkSessionDuration, parseDuration } from './duration.ts';
import { MfaExecError } from './errors.ts';
import type { OptionName } from './options.ts';
import { optionSpec } from './options.ts';
import type { Env, StoreChoice } from './ports.ts';
import { normaliseTokenCode } from './token-code.ts';

/** What the command line says, each value as typed; flags as booleans. */
export type RawOptions = Partial<Record<OptionName, string | boolean | undefined>>;

/** What is asked of us, checked: nothing in it needs a look at the AWS files. */
export interface Request {
  readonly profile: string | undefined;
  readonly mfaSerial: string | undefined;
  readonly tokenCode: string | undefined;
  readonly mfaProcess: string | undefined;
  readonly durationSeconds: number;
  readonly minTtlMs: number;
  readonly roleArn: string | undefined;
  readonly region: string | undefined;
  readonly store: StoreChoice;
  readonly prompt: boolean;
  readonly refresh: boolean;
  readonly quiet: boolean;
  readonly verbose: boolean;
}

/**
 * Checks the options and their environment twins; a flag beats the environment.
 * @throws {MfaExecError} USAGE or MFA_CODE_FORMAT, naming where the value came from.
 */
export function buildRequest(raw: RawOptions, env: Env): Request {
  const text = (name: OptionName): string | undefined => {
    const value = raw[name] ?? env[optionSpec(name).env];
    return typeof value === 'string' && value !== '' ? value : undefined;
  };
  const flag = (name: OptionName): boolean => raw[name] === true || envFlag(optionSpec(name).env, env);
  const tokenCode = text('--token-code');
  const durationSeconds = checkSessionDuration(parseDuration(text('--duration') ?? '12h'));
  const minTtlSeconds = parseDuration(text('--min-ttl') ?? '5m');
  if (minTtlSeconds >= durationSeconds) {
    throw new MfaExecError('USAGE', '--min-ttl is not less than --duration: no session would ever do', {
      hint: 'mfa-exec --duration 12h --min-ttl 5m -- COMMAND',
    });
  }
  return {
    profile: text('--profile'),
    mfaSerial: text('--mfa-serial'),
    tokenCode: tokenCode === undefined ? undefined : normaliseTokenCode(tokenCode),
    mfaProcess: text('--mfa-process'),
    durationSeconds,
    minTtlMs: minTtlSeconds * 1000,
    roleArn: text('--role-arn'),
    region: text('--region'),
    store: storeChoice(text('--store') ?? 'auto'),
    prompt: !flag('--no-prompt'),
    refresh: flag('--refresh'),
    quiet: flag('--quiet'),
    verbose: flag('--verbose'),
  };
}

/** A flag's environment twin: `1`, `true`, `yes`, `on` set it; empty, `0`, `false`, `no`, `off` do not. */
function envFlag(name: string, env: Env): boolean {
  const value = (env[name] ?? '').toLowerCase();
  if (['', '0', 'false', 'no', 'off'].includes(value)) return false;
  if (['1', 'true', 'yes', 'on'].includes(value)) return true;
  throw new MfaExecError('USAGE', `${name} is neither true nor false`, { hint: `${name}=1` });
}

function storeChoice(value: string): StoreChoice {
  const choices = optionSpec('--store').choices ?? [];
  if (!choices.includes(value)) {
    throw new MfaExecError('USAGE', `there is no store '${value}'`, { hint: `--store ${choices.join('|')}` });
  }
  return value as StoreChoice;
}
