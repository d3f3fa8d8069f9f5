/**
 * Windows finds a variable whatever the case of its name; a copy of `process.env` does not. Windows keeps the case
 * that a variable was first set with: `Path`, `SystemRoot`, and `aws_profile` for who has set it so.
 */
import type { Env } from '../base/ports.ts';

const READ_HERE = /^(?:AWS|MFA_EXEC)_/i;

/**
 * A copy of `env` in which the variables that mfa-exec reads, sets and removes have their names in upper case on
 * Windows. All others keep theirs, since a program of another world (MSYS2, Cygwin, WSL) may tell them apart.
 */
export function ownCopy(env: Env, platform: NodeJS.Platform): Env {
  if (platform !== 'win32') return { ...env };
  const entries = Object.entries(env);
  return Object.fromEntries(
    entries.map(([name, value]) => [READ_HERE.test(name) ? name.toUpperCase() : name, value]),
  );
}

/** The value of `name`, whatever the case in which a copy of the environment has it. */
export function windowsVariable(env: Env, name: string): string | undefined {
  const wanted = name.toUpperCase();
  return env[wanted] ?? Object.entries(env).find(([other]) => other.toUpperCase() === wanted)?.[1];
}
