/**
 * Becomes the command: execve(2) of libc, in place. The process id, the terminal, the signals and the parent are
 * the command's own from then on, and nothing of mfa-exec is left to stand between. What the runtime changed about
 * the process is put back just before.
 */
import { constants, existsSync } from 'node:fs';
import type { MfaExecError } from '../../base/errors.ts';
import type { Env } from '../../base/ports.ts';
import { errnoName, type Libc } from '../../platform/libc.ts';
import { wasClosed } from '../../platform/node/process-state.ts';
import { candidates, SHELL, search } from '../command-lookup.ts';
import { notStarted } from '../not-started.ts';
import { argumentBytes, environmentBytes, type Originals } from './bytes.ts';
import type { Inherited } from './inherited.ts';

/** The same on Linux and macOS. */
const SIGHUP = 1;
/** SIGPIPE and SIGXFSZ: the runtime ignores these two from its start; exec keeps what is ignored. */
const IGNORED = [13, 25];

export interface ExecSituation {
  readonly libc: Libc;
  readonly inherited: Inherited;
  /** The environment this process was started with. */
  readonly start: Env;
  readonly originals: Originals;
  /** The caller's soft limit on open files, where it is known. */
  readonly softNofile: bigint | undefined;
  /** Whether the caller had SIGHUP ignored, as nohup does. */
  readonly hangupIgnored: boolean;
  readonly beforeStart?: (() => void) | undefined;
}

/** Comes back only when the command could not be started, with the reason (127 or 126). */
export function execInPlace(
  command: readonly [string, ...string[]],
  env: Env,
  situation: ExecSituation,
): MfaExecError {
  const { libc, start, originals } = situation;
  const argv = argumentBytes(command, originals);
  const environ = environmentBytes(env, start, originals);
  situation.beforeStart?.();
  putBack(situation);
  const [name = Buffer.alloc(0), ...rest] = argv;
  const files = candidates(name.toString('latin1'), pathOf(environ));
  const attempt = (file: string) => errnoName(libc.execve(Buffer.from(file, 'latin1'), argv, environ));
  // Each attempt copies all of the arguments and environment: first where there is something at all.
  search(
    files.filter((file) => existsSync(Buffer.from(file, 'latin1'))),
    attempt,
  );
  const found = search(files, attempt);
  if (!('refusal' in found)) throw new Error(`exec of ${command[0]} came back without a reason`);
  if (found.refusal === 'ENOEXEC') {
    const script = [Buffer.from(SHELL), Buffer.from(found.file, 'latin1'), ...rest];
    libc.execve(Buffer.from(SHELL), script, environ);
  }
  // Saying so must not kill this process where nobody listens.
  for (const signal of IGNORED) libc.ignore(signal);
  const file = files.find((candidate) => existsSync(Buffer.from(candidate, 'latin1'))) ?? found.file;
  return notStarted(command[0], found.refusal, Buffer.from(file, 'latin1').toString());
}

function putBack({ libc, inherited, softNofile, hangupIgnored }: ExecSituation): void {
  for (const fd of inherited.descriptors) libc.keepAcrossExec(fd);
  inherited.stdioFlags.forEach((flags, fd) => {
    if (wasClosed(flags)) return;
    libc.keepAcrossExec(fd);
    const now = libc.statusFlags(fd);
    const changed = flags !== undefined && now >= 0 && ((now ^ flags) & constants.O_NONBLOCK) !== 0;
    if (changed) libc.setStatusFlags(fd, now ^ constants.O_NONBLOCK);
  });
  if (softNofile !== undefined) libc.setSoftLimit('nofile', softNofile);
  for (const signal of IGNORED) libc.reset(signal);
  if (hangupIgnored) libc.ignore(SIGHUP);
}

function pathOf(environ: readonly Buffer[]): string | undefined {
  const prefix = Buffer.from('PATH=');
  return environ
    .find((entry) => entry.subarray(0, prefix.length).equals(prefix))
    ?.toString('latin1', prefix.length);
}
