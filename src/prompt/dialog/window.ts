/** Runs a program that shows a window, and returns the answer. */
import { spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { MfaExecError } from '../../base/errors.ts';
import type { Env } from '../../base/ports.ts';
import { SECRET_VARIABLES } from '../../identity/helper-env.ts';
import { codeHint } from '../../mfa/no-prompt.ts';
import { handleEndings, type SignalHost } from '../../platform/endings.ts';
import { absoluteFolders } from '../../platform/processes.ts';

export interface WindowResult {
  /** `null` where a signal ended the program. */
  readonly status: number | null;
  /** Without the line's end. */
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Runs a program that opens a window, without a shell, and waits for its answer. The window goes when this
 * process is told to end.
 * @throws {MfaExecError} PROMPT_UNAVAILABLE where it cannot be started, PROMPT_CANCELLED on SIGINT.
 */
export async function openWindow(
  program: string,
  args: readonly string[],
  env: Env,
  host: SignalHost,
): Promise<WindowResult> {
  const child = spawn(program, [...args], {
    env: windowEnv(env, host.platform),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let interrupted = false;
  const leave = () => void child.kill();
  const stop = handleEndings(
    {
      leave,
      interrupted() {
        interrupted = true;
        leave();
      },
    },
    host,
  );
  try {
    const [stdout, stderr, status] = await Promise.all([
      textOf(child.stdout),
      textOf(child.stderr),
      new Promise<number | null>((resolve, reject) => {
        child.on('error', (cause) => reject(unopened(program, 'it cannot be started', cause)));
        child.on('close', resolve);
      }),
    ]);
    if (interrupted) throw cancelled({ signal: 'SIGINT' });
    return { status, stdout: stdout.replace(/\r?\n$/, ''), stderr };
  } finally {
    stop();
  }
}

/** The person closed the window. */
export function cancelled(cause?: unknown): MfaExecError {
  return new MfaExecError('PROMPT_CANCELLED', 'cancelled in the dialog', { cause });
}

/** `(zenity:4711): Gtk-WARNING **: 12:00:00.000: `. */
const GTK_PREFIX = /^\(\S+\): \S+ \*\*: [\d:.]+: /;

/** There is no window: the desktop cannot be reached. `why` is a program's own words, of which the first line counts. */
export function unopened(program: string, why: string, cause?: unknown): MfaExecError {
  const reason = why.trim().replace(GTK_PREFIX, '').split('\n')[0] || 'it gave no reason';
  return new MfaExecError('PROMPT_UNAVAILABLE', `${program} could not ask for the MFA code: ${reason}`, {
    hint: codeHint(undefined),
    cause,
  });
}

/** A window needs the desktop's variables, whatever they are called, and none of the keys. */
function windowEnv(env: Env, platform: NodeJS.Platform): Env {
  const copy: Record<string, string | undefined> = { ...env };
  for (const name of SECRET_VARIABLES) delete copy[name];
  // On Windows the programs are given by their whole paths.
  return platform === 'win32' ? copy : { ...copy, PATH: absoluteFolders(env['PATH']) };
}

/** Whether `name` is a program on the PATH of `env`. POSIX only. */
export function findProgram(name: string, env: Env): boolean {
  return absoluteFolders(env['PATH'])
    .split(delimiter)
    .some((folder) => {
      try {
        accessSync(join(folder, name), constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });
}

async function textOf(stream: NodeJS.ReadableStream): Promise<string> {
  let text = '';
  stream.setEncoding('utf8');
  for await (const chunk of stream) text += chunk;
  return text;
}
