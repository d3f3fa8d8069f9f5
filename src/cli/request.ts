/** Turns the options and their environment variables into a checked request. */
import { parseDuration, parseDurationWithin, SESSION_RANGE } from '../base/duration.ts';
import { MfaExecError } from '../base/errors.ts';
import { flagValue } from '../base/flag-value.ts';
import type { Env } from '../base/ports.ts';
import { shownValue } from '../base/shown-value.ts';
import type { StoreChoice } from '../base/store-names.ts';
import { closeName } from '../identity/edit-distance.ts';
import { checkRegion } from '../identity/endpoint.ts';
import { checkRoleArn } from '../identity/profile-role.ts';
import type { Request, SessionWish } from '../identity/request.ts';
import { ROLE_RANGE } from '../identity/role-duration.ts';
import { normaliseTokenCode } from '../mfa/token-code.ts';
import type { OptionName } from '../options.ts';
import { optionSpec } from '../options.ts';

/** What the command line says, each value as typed; flags as booleans. */
export type RawOptions = Partial<Record<OptionName, string | boolean | undefined>>;

/**
 * Checks the options and their environment twins; a flag beats the environment.
 * @throws {MfaExecError} USAGE or MFA_CODE_FORMAT, naming where the value came from.
 */
export function buildRequest(raw: RawOptions, env: Env): Request {
  const text = (name: OptionName) => textOption(name, raw, env)?.value;
  const flag = (name: OptionName) => {
    const typed = raw[name];
    return typeof typed === 'boolean' ? typed : envFlag(optionSpec(name).env, env);
  };
  const parsed = <T>(name: OptionName, parse: (value: string) => T): T | undefined => {
    const given = textOption(name, raw, env);
    return given === undefined ? undefined : naming(given.from, () => parse(given.value));
  };
  const durationSeconds =
    parsed('--duration', (value) => parseDurationWithin(value, SESSION_RANGE)) ?? 12 * 3600;
  const minTtlSeconds = parsed('--min-ttl', parseDuration) ?? 5 * 60;
  if (minTtlSeconds >= durationSeconds) {
    throw new MfaExecError('USAGE', '--min-ttl must be less than --duration', {
      hint: 'mfa-exec --duration 12h --min-ttl 5m -- COMMAND',
    });
  }
  if (flag('--server') && flag('--keep-profile')) {
    throw new MfaExecError('USAGE', '--keep-profile and --server exclude each other', {
      hint: 'SDKs prefer AWS_PROFILE to a server: leave one of the two away',
    });
  }
  return {
    profile: text('--profile'),
    mfaSerial: text('--mfa-serial'),
    tokenCode: parsed('--token-code', normaliseTokenCode),
    mfaProcess: text('--mfa-process'),
    durationSeconds,
    roleDurationSeconds: parsed('--role-duration', (value) => parseDurationWithin(value, ROLE_RANGE)),
    minTtlMs: minTtlSeconds * 1000,
    roleArn: parsed('--role-arn', checkRoleArn),
    region: parsed('--region', checkRegion),
    store: parsed('--store', storeChoice) ?? 'auto',
    prompt: !flag('--no-prompt'),
    refresh: flag('--refresh'),
    server: flag('--server'),
    keepProfile: flag('--keep-profile'),
    quiet: flag('--quiet'),
    verbose: flag('--verbose'),
    given: givenWishes(raw, env),
  };
}

function givenWishes(raw: RawOptions, env: Env): Request['given'] {
  const given: Partial<Record<SessionWish, string>> = {};
  for (const name of ['--duration', '--role-duration', '--mfa-serial'] as const) {
    const option = textOption(name, raw, env);
    if (option === undefined) continue;
    given[name] = `${option.from}${option.from === name ? ' ' : '='}${option.value}`;
  }
  // Typed ones alone: a variable may be there for many calls, the first of which needs the code.
  if (typeof raw['--token-code'] === 'string') given['--token-code'] = '--token-code';
  if (typeof raw['--store'] === 'string') given['--store'] = `--store ${raw['--store']}`;
  return given;
}

/** Why a command line without options would be refused: the variable of an option has a value that it cannot have. */
export function refusedVariable(env: Env): MfaExecError | undefined {
  try {
    buildRequest({}, env);
    return undefined;
  } catch (error) {
    if (error instanceof MfaExecError) return error;
    throw error;
  }
}

/**
 * The value that was typed, else that of the twin, where an empty one counts as none. An empty one that was typed is
 * refused: `--profile "$PROFILE"` with the variable unset must not run the command as somebody else.
 */
function textOption(
  name: OptionName,
  raw: RawOptions,
  env: Env,
): { value: string; from: string } | undefined {
  const typed = raw[name];
  if (typed === '')
    throw new MfaExecError('USAGE', `${name} is empty`, { hint: `give it a value, or leave ${name} out` });
  if (typeof typed === 'string') return { value: typed, from: name };
  const twin = optionSpec(name).env;
  const value = env[twin];
  return value ? { value, from: twin } : undefined;
}

/** Puts `from` before the message of what `parse` throws: the value may come from a file that exports it. */
function naming<T>(from: string, parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    if (!(error instanceof MfaExecError)) throw error;
    throw new MfaExecError(error.code, `${from}: ${error.message}`, { hint: error.hint });
  }
}

/** A flag's environment twin. */
function envFlag(name: string, env: Env): boolean {
  const value = flagValue(env[name]);
  if (value !== undefined) return value;
  throw new MfaExecError('USAGE', `${name} is neither true nor false`, { hint: `${name}=1` });
}

function storeChoice(value: string): StoreChoice {
  const choices = optionSpec('--store').choices ?? [];
  if (!choices.includes(value)) {
    throw new MfaExecError('USAGE', `there is no store '${shownValue(value)}'`, {
      hint: `--store ${closeName(choices, value) ?? choices.join('|')}`,
    });
  }
  return value as StoreChoice;
}
