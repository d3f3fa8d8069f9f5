import { join } from 'node:path';
import type { Env } from '../base/ports.ts';
import { windowsVariable } from './windows-env.ts';

/**
 * A program of Windows itself, by its whole path: of a bare name Windows starts the one in the current folder first,
 * which may be anybody's. `env` is a copy, where names have kept their case.
 */
export function windowsProgram(env: Env, ...path: readonly string[]): string {
  return join(windowsVariable(env, 'SystemRoot') || 'C:\\Windows', 'System32', ...path);
}
