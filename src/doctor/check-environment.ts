import type { MfaExecError } from '../base/errors.ts';
import { flagValue } from '../base/flag-value.ts';
import type { Env } from '../base/ports.ts';
import { closestFirst } from '../identity/edit-distance.ts';
import { OPTIONS } from '../options.ts';
import { expirationText } from '../session/child-env.ts';
import { OWN_VARIABLES } from '../session/documented-variables.ts';
import { type InheritedSession, inheritedSession } from '../session/marker.ts';
import { type Finding, failed, ok, warning } from './finding.ts';

const KEYS = ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN', 'AWS_SECURITY_TOKEN'];
const KNOWN = [...OPTIONS.map(({ env }) => env), ...OWN_VARIABLES.map(({ name }) => name as string)];

/**
 * Environment variables that may not do what their owner expects: one finding each, or one that says there are
 * none. `refused` is why a command line without options would be refused, if it would.
 */
export function checkEnvironment(env: Env, refused: MfaExecError | undefined): Finding[] {
  const isSet = (name: string) => Boolean(env[name]);
  const own = Object.keys(env).filter((name) => name.startsWith('MFA_EXEC_') && isSet(name));
  const found: Finding[] = [];
  const warn = (message: string, fix: string) => found.push(warning('environment', message, fix));

  const profile = ['AWS_DEFAULT_PROFILE', 'AWS_PROFILE'].find(isSet);
  const keys = inheritedSession(env) === undefined ? KEYS.filter(isSet) : [];
  if (keys.length > 0 && isSet('MFA_EXEC_PROFILE')) {
    warn(`${keys.join(', ')} are ignored, because MFA_EXEC_PROFILE is set`, `unset ${keys.join(' ')}`);
  } else if (isSet('AWS_ACCESS_KEY_ID') && keys.length > 0 && profile !== undefined) {
    warn(`${keys.join(', ')} come before ${profile}, as for the AWS CLI`, `unset ${keys.join(' ')}`);
  }
  const { AWS_DEFAULT_PROFILE: first, AWS_PROFILE: second } = env;
  if (first && second && first !== second) {
    warn(
      'AWS_DEFAULT_PROFILE and AWS_PROFILE name different profiles: mfa-exec and boto3 take the first, version 2 of the AWS CLI the second',
      'unset AWS_DEFAULT_PROFILE',
    );
  }
  if (isSet('MFA_EXEC_TOKEN_CODE')) {
    warn('MFA_EXEC_TOKEN_CODE is set, and AWS takes a code only once', 'unset MFA_EXEC_TOKEN_CODE');
  }
  if (flagValue(env['MFA_EXEC_REFRESH'])) {
    warn('MFA_EXEC_REFRESH is set: each command asks for a code', 'unset MFA_EXEC_REFRESH');
  }
  const options = env['NODE_OPTIONS'] ?? '';
  if (
    /(?:^|\s)["']?(?:-r\b|--(?:require|import|loader|experimental-loader|openssl-config)\b)/.test(options)
  ) {
    warn('NODE_OPTIONS runs other code in mfa-exec, which sees the keys', 'unset NODE_OPTIONS');
  } else if (/--inspect/.test(options)) {
    warn(
      'NODE_OPTIONS opens a debugger as mfa-exec starts',
      'mfa-exec -- env NODE_OPTIONS=--inspect COMMAND, without it in the environment',
    );
  }
  if (env['NODE_TLS_REJECT_UNAUTHORIZED'] === '0') {
    warn(
      'NODE_TLS_REJECT_UNAUTHORIZED=0: mfa-exec verifies all the same, other programs do not',
      'unset NODE_TLS_REJECT_UNAUTHORIZED',
    );
  }
  if (refused !== undefined) {
    found.push(failed('environment', refused.message, refused.hint ?? 'mfa-exec --help'));
  }
  for (const name of own.filter((each) => !KNOWN.includes(each))) {
    warn(
      `${name} means nothing to mfa-exec`,
      `unset ${name}, or did you mean ${closestFirst(KNOWN, name)[0]}?`,
    );
  }
  if (found.length > 0) return found;
  const settings = own.filter((name) => name !== 'MFA_EXEC_SESSION');
  const inherited = inheritedSession(env);
  const nested = inherited === undefined ? '' : `${whereFrom(inherited)}; `;
  return [
    ok(
      'environment',
      `${nested}nothing in the way${settings.length === 0 ? '' : ` (set: ${settings.sort().join(', ')})`}`,
    ),
  ];
}

/** How the session came here. */
function whereFrom({ session, names: { profile, exported } }: InheritedSession): string {
  if (!exported) return 'this runs under mfa-exec';
  const whose = profile === undefined ? 'your own keys' : `profile "${profile}"`;
  return `this shell has a session of ${whose} until ${expirationText(session)}, by mfa-exec export`;
}
