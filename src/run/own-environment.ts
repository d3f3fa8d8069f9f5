import process from 'node:process';
import type { Env } from '../base/ports.ts';
import { SECRET_VARIABLES } from '../identity/helper-env.ts';
import { ownCopy } from '../platform/windows-env.ts';
import { disarmEnv } from './disarm.ts';

/**
 * Returns the environment that the program reads and the command inherits, and takes out of this process's own what
 * must not act here or be handed on by accident: a library may start programs with it, as libsecret does with a session
 * bus that outlives mfa-exec.
 */
export function takeEnvironment(platform: NodeJS.Platform): Env {
  const env = ownCopy(process.env, platform);
  for (const name of SECRET_VARIABLES) delete process.env[name];
  disarmEnv(process.env);
  return env;
}
