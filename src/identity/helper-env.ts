/** The environment of the helper programs: `credential_process`, `mfa_process`, dialogs. */
import type { Env } from '../base/ports.ts';

/** Cache keys of the user sessions that wait for the program in whose environment this is; a colon between two. */
const AWAITED = 'MFA_EXEC_AWAITED';

/** Secrets meant for mfa-exec alone. */
const OWN_SECRETS = ['MFA_EXEC_TOKEN_CODE', 'MFA_EXEC_PASSPHRASE'] as const;

/** Variables that may hold a secret. */
export const SECRET_VARIABLES = [
  ...OWN_SECRETS,
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SESSION_TOKEN',
  'AWS_SECURITY_TOKEN',
] as const;

/** Says that whoever called has a passphrase: without it a nested mfa-exec keeps nothing in the file store. Not secret. */
export const SEALED = 'MFA_EXEC_SEALED';

/** `env` without what is meant for mfa-exec alone. */
export function helperEnv(env: Env): Env {
  const copy: Record<string, string | undefined> = { ...env };
  for (const name of OWN_SECRETS) delete copy[name];
  if (env['MFA_EXEC_PASSPHRASE']) copy[SEALED] = '1';
  return copy;
}

/** `env` for a program that the user session with the cache key `user` waits for. */
export function awaitedEnv(env: Env, user: string): Env {
  const outer = env[AWAITED];
  return { ...env, [AWAITED]: outer ? `${outer}:${user}` : user };
}

/** Whether this process runs, directly or not, for the sake of the user session with the cache key `user`. */
export function isAwaited(env: Env, user: string): boolean {
  return (env[AWAITED] ?? '').split(':').includes(user);
}
