/**
 * Starts the server. It must be nothing to the command that this process is about to become: a process that the command
 * waits for without knowing it, or whose end sends it a SIGCHLD, would change what the command does. So the shell starts
 * it and ends, in a session of its own without a terminal; the system's first process takes it over.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import process from 'node:process';
import type { AwsFilesDeps } from '../aws-files/paths.ts';
import { MfaExecError } from '../base/errors.ts';
import type { Env } from '../base/ports.ts';
import { startOf } from '../platform/processes.ts';
import type { ServerStart, StartServer } from '../session/handover.ts';
import { CREDENTIALS_PATH } from './gate.ts';
import { SERVER_WORD, type ServerHandover } from './handover.ts';
import { hiddenFiles } from './hidden-files.ts';

/** A shell gives /dev/null to what it starts in the background. */
const SCRIPT = 'exec 3<&0; "$@" <&3 3<&- &';
const PATIENCE_MS = 30_000;

export interface StartOptions {
  readonly platform: NodeJS.Platform;
  /** The file of the running program. */
  readonly programFile: string;
  /** Where the AWS files are. */
  readonly files: AwsFilesDeps;
}

/** @throws USAGE where no server can be started */
export async function startServer(
  handover: Parameters<StartServer>[0],
  { platform, programFile, files }: StartOptions,
): Promise<ServerStart> {
  const own = programFile === process.execPath ? [] : [programFile];
  const words = [process.execPath, ...own, SERVER_WORD];
  const [file = '', ...args] = platform === 'win32' ? words : ['/bin/sh', '-c', SCRIPT, 'sh', ...words];
  const child = spawn(file, args, {
    cwd: platform === 'win32' ? undefined : '/',
    env: serverEnv(process.env),
    detached: true,
    windowsHide: true,
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  const { pid } = process;
  const startedAt = startOf(pid, platform);
  const whole: ServerHandover = { ...handover, cwd: workingFolder(), pid, startedAt };
  const [line] = await Promise.all([
    dialogue(child, JSON.stringify(whole)),
    platform === 'win32' || ended(child),
  ]);
  child.unref();
  const [, port, token] = /^ready (\d{1,5}) ([\w-]{43})\n$/.exec(line) ?? [];
  if (port === undefined || token === undefined) {
    throw new MfaExecError('USAGE', 'the server for --server could not be started', {
      hint: 'without --server the command gets a session that does not renew itself',
    });
  }
  return {
    uri: `http://127.0.0.1:${port}${CREDENTIALS_PATH}`,
    token,
    hidden: await hiddenFiles(files, platform),
  };
}

/** One that was deleted has no path. */
function workingFolder(): string {
  try {
    return process.cwd();
  } catch {
    return '/';
  }
}

/** Hands `text` over and returns the first line of the answer; less where the server ends. */
function dialogue({ stdin, stdout }: ChildProcess, text: string): Promise<string> {
  return new Promise((resolve) => {
    let line = '';
    const timer = setTimeout(() => stdout?.destroy(), PATIENCE_MS);
    stdin?.on('error', () => {});
    stdin?.end(text);
    stdout?.setEncoding('utf8');
    stdout?.on('data', (chunk: string) => {
      line += chunk;
      if (line.includes('\n')) stdout.destroy();
    });
    stdout?.on('error', () => {});
    stdout?.on('close', () => {
      clearTimeout(timer);
      stdin?.destroy();
      resolve(line);
    });
  });
}

/** The shell has ended, and the system knows that we have seen it. */
function ended(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    child.on('error', () => resolve());
    child.on('exit', () => resolve());
  });
}

/** Without what the runtime would take for instructions: they are meant for the command. */
function serverEnv(env: Env): Env {
  const meant = ([name]: [string, unknown]) => !/^(NODE_|BUN_)/.test(name) || name === 'NODE_EXTRA_CA_CERTS';
  return Object.fromEntries(Object.entries(env).filter(meant));
}
