/** Where the long-term credentials of a profile come from. */
import { MfaExecError } from '../base/errors.ts';
import type { Env, Section } from '../base/ports.ts';
import { shellWord } from '../base/shell-word.ts';
import { visible } from '../base/visible.ts';
import { isKeyId, isTemporary } from './access-key.ts';
import { identityCenterComesFirst, usesOtherLogin } from './profile-login.ts';
import type { BaseSource, StoredKeyRef } from './types.ts';

const ENVIRONMENT = 'the environment';

/** Whether the keys stand in environment variables. */
export function isFromEnvironment(base: BaseSource): boolean {
  return base.from === ENVIRONMENT;
}

/** How messages name the place. */
export function fromProfile(name: string): string {
  return `profile "${visible(name)}"`;
}

/**
 * Whether the profile has keys of its own; half of a pair counts, so that it is reported rather than passed
 * over.
 */
export function hasKeys(section: Section): boolean {
  return Boolean(section['aws_access_key_id'] || section['aws_secret_access_key']);
}

/** Finds the words for keys that cannot serve. */
export interface KeyHints {
  /** A profile that is likely to hold the long-term keys behind the temporary ones. */
  longTerm(): string | undefined;
  /** How to go on with the keys of `profile`, as the same role where there is one. */
  elsewhere(profile: string | undefined): string;
}

/**
 * The long-term credentials that the profile itself has: its keys, else its `credential_process`, else those
 * that mfa-exec keeps (`stored`), which also serve a profile whose `credential_process` is mfa-exec itself;
 * `undefined` when it has none. `longTerm` finds a profile that is likely to hold the keys behind
 * temporary ones, for the hint.
 *
 * @throws BASE_CREDENTIALS when there are some that cannot serve: half a pair, temporary keys, a process
 * that is mfa-exec, or a log-in that the AWS CLI takes before the keys.
 */
export function profileBase(
  name: string,
  section: Section,
  hints: KeyHints,
  files: readonly string[],
  stored?: StoredKeyRef,
): BaseSource | undefined {
  const from = fromProfile(name);
  if (identityCenterComesFirst(section)) throw noCredentials(name, section);
  if (hasKeys(section)) {
    const accessKeyId = section['aws_access_key_id'];
    const secretAccessKey = section['aws_secret_access_key'];
    if (!accessKeyId || !secretAccessKey) throw halfPair(from, accessKeyId ? 'id' : 'secret', name);
    checkKeyId(accessKeyId, from);
    if (section['aws_session_token'] || section['aws_security_token'] || isTemporary(accessKeyId)) {
      throw new MfaExecError(
        'BASE_CREDENTIALS',
        `the keys of ${from} are temporary, and AWS gives an MFA session only for long-term ones`,
        { hint: hints.elsewhere(hints.longTerm()) },
      );
    }
    return { kind: 'static', credentials: { accessKeyId, secretAccessKey, profile: name }, from };
  }
  const command = section['credential_process'];
  const isOwn = command !== undefined && isMfaExec(command);
  if (stored !== undefined && (!command || isOwn)) return { kind: 'stored', ...stored, from };
  if (!command) return undefined;
  if (isOwn) {
    const behind = /\s--profile[=\s]([\w@%+=:,./-]+)/.exec(command)?.[1];
    throw new MfaExecError('BASE_CREDENTIALS', `${from} gets its credentials from mfa-exec itself`, {
      hint:
        behind === undefined || behind === name
          ? 'let it name the profile with the long-term keys: credential_process = mfa-exec export --format process --profile NAME'
          : hints.elsewhere(behind),
    });
  }
  return { kind: 'process', command, from, files };
}

/**
 * The long-term credentials in the environment; `undefined` when there are none. As for the AWS CLI, the
 * key id decides whether there are.
 *
 * @throws BASE_CREDENTIALS for an id without a secret; FOREIGN_SESSION for a session, which STS takes for
 * nothing here.
 */
export function environmentBase(env: Env): BaseSource | undefined {
  const accessKeyId = env['AWS_ACCESS_KEY_ID'];
  if (!accessKeyId) return undefined;
  const secretAccessKey = env['AWS_SECRET_ACCESS_KEY'];
  if (env['AWS_SESSION_TOKEN'] || env['AWS_SECURITY_TOKEN'] || isTemporary(accessKeyId)) {
    throw new MfaExecError(
      'FOREIGN_SESSION',
      'the environment has a session that mfa-exec did not make, and AWS gives no MFA session for another session',
      {
        hint: 'unset AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN, or name a profile: --profile NAME',
      },
    );
  }
  if (!secretAccessKey) {
    throw new MfaExecError(
      'BASE_CREDENTIALS',
      'the environment has AWS_ACCESS_KEY_ID but no AWS_SECRET_ACCESS_KEY',
      { hint: 'export both, or unset AWS_ACCESS_KEY_ID to use a profile' },
    );
  }
  checkKeyId(accessKeyId, ENVIRONMENT);
  return { kind: 'static', credentials: { accessKeyId, secretAccessKey }, from: ENVIRONMENT };
}

/** Why a profile without long-term credentials is of no use here, and what to do instead. */
export function noCredentials(name: string, section: Section): MfaExecError {
  return (
    usesOtherLogin(name, section) ??
    new MfaExecError('BASE_CREDENTIALS', `${fromProfile(name)} has no access key`, {
      hint: `aws configure --profile ${shellWord(name)}, or name another profile: --profile NAME`,
    })
  );
}

function halfPair(from: string, has: 'id' | 'secret', name: string): MfaExecError {
  const [there, missing] =
    has === 'id'
      ? ['aws_access_key_id', 'aws_secret_access_key']
      : ['aws_secret_access_key', 'aws_access_key_id'];
  return new MfaExecError('BASE_CREDENTIALS', `${from} has ${there} but no ${missing}`, {
    hint: `aws configure --profile ${shellWord(name)}`,
  });
}

/** Whether the command is this program, by whatever path. */
function isMfaExec(command: string): boolean {
  return /^(["']?)([^"']*[\\/])?mfa-exec(\.cmd|\.exe)?\1(\s|$)/i.test(command);
}

/** Quotes around a value are part of it in these files. */
function checkKeyId(accessKeyId: string, from: string): void {
  if (isKeyId(accessKeyId)) return;
  throw new MfaExecError(
    'BASE_CREDENTIALS',
    `the access key id of ${from} has characters that no access key id has`,
    {
      hint: 'write it without quotes or blanks: letters and digits only',
    },
  );
}
