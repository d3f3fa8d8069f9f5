/** Builds what the examination needs of the outside. */
import type { Stats } from 'node:fs';
import { stat } from 'node:fs/promises';
import process from 'node:process';
import type { AwsLimits } from '../aws/caller.ts';
import { createAws } from '../aws/calls.ts';
import { whyRefused } from '../aws-files/open.ts';
import { awsPaths } from '../aws-files/paths.ts';
import { distrust, expectTrusted } from '../aws-files/trust.ts';
import { errorCode } from '../base/error-code.ts';
import { MfaExecError } from '../base/errors.ts';
import type { AwsFiles, Clock, Env, Reporter, SessionStore } from '../base/ports.ts';
import { createCredentialProcess } from '../helper/credential-process.ts';
import { locate } from '../helper/locate.ts';
import { helperEnv } from '../identity/helper-env.ts';
import type { StoredKeys } from '../identity/types.ts';
import { inside } from '../platform/node/runtime.ts';
import { nativeExecve } from '../run/exec/native.ts';
import { createAwsProbe } from './aws-probe.ts';
import type { DoctorDeps, Measured, RunnerFacts } from './ports.ts';

export interface DoctorOptions {
  readonly env: Env;
  readonly clock: Clock;
  readonly reporter: Reporter;
  readonly platform: NodeJS.Platform;
  readonly homedir: () => string;
  readonly awsFiles: AwsFiles;
  readonly storedKeys: () => Promise<StoredKeys>;
  readonly stores: readonly SessionStore[];
  readonly fileStoreDir: string;
  /** As MFA_EXEC_RUNNER has it. */
  readonly runnerMode: string;
  readonly programFile: string;
  readonly onAbandonedLookup: () => void;
}

/** Shorter than for a command: the whole examination has 15 s. */
const LIMITS: AwsLimits = { lookupMs: 4000, connectMs: 3000, tunnelMs: 4000, answerMs: 5000, totalMs: 7000 };
const PROCESS_MS = 5000;

/** Resolves when all is loaded: a module that is evaluated in between would count as a slow store. */
export async function createDoctor(options: DoctorOptions): Promise<DoctorDeps> {
  await Promise.all([import('../aws/sts.ts'), import('../aws/iam.ts')]);
  const { env, platform, homedir, awsFiles, storedKeys, stores, fileStoreDir } = options;
  const deps = { ...options, limits: LIMITS };
  const aws = createAws(deps);
  return {
    env,
    clock: options.clock,
    platform,
    nodeVersion: process.versions.node,
    runtimeInside: inside,
    awsFiles,
    locate: async (source) => locate(source, { env: helperEnv(env), cwd: process.cwd, platform }),
    paths: awsPaths({ env, homedir }),
    storedKeys,
    credentialProcess: createCredentialProcess({
      env: helperEnv(env),
      platform,
      timeoutMs: PROCESS_MS,
      expectTrusted: () => expectTrusted(Object.values(awsPaths({ env, homedir }))),
    }),
    stores,
    fileStoreDir,
    async fileFacts(path) {
      const stats = await stat(path).catch((error: unknown) => errorCode(error));
      const refused = whyRefused(path);
      const absence = whyAbsent(path, stats);
      const found = typeof stats === 'string' ? undefined : stats;
      return {
        path,
        exists: absence === undefined,
        absence,
        isOther: found !== undefined && !found.isFile(),
        // Only the owner can change them.
        mode: found !== undefined && found.uid === process.getuid?.() ? found.mode : undefined,
        modifiedAt: found?.mtimeMs,
        refused,
        distrust: distrust(path),
      };
    },
    probe: createAwsProbe(deps),
    listMfaDevices: aws.listMfaDevices,
    runner: () => runnerFacts(options),
    measure,
  };
}

/** As the AWS CLI has it: what is no file, or cannot be seen, is not there. */
function whyAbsent(path: string, stats: Stats | string): string | undefined {
  if (path === '') return 'the variable that names it is empty';
  if (typeof stats !== 'string') {
    if (stats.isFile()) return undefined;
    return `${path} is ${stats.isDirectory() ? 'a folder' : 'not a file'}`;
  }
  if (stats === 'ENOENT') return `there is no ${path}`;
  return `${path} cannot be seen: ${stats === 'EACCES' ? 'a folder above it cannot be entered' : stats}`;
}

async function runnerFacts({ platform, runnerMode, programFile }: DoctorOptions): Promise<RunnerFacts> {
  if (platform === 'win32') return { kind: 'child', why: 'windows' };
  if (runnerMode === 'spawn') return { kind: 'child', why: 'wanted' };
  const { loadLibc, whyNoLibc } = await import('../platform/libc.ts');
  if (loadLibc(programFile)) return { kind: 'exec', by: 'libc' };
  const reason = whyNoLibc(programFile);
  return nativeExecve() ? { kind: 'exec', by: 'node', reason } : { kind: 'child', why: 'unable', reason };
}

async function measure<T>(work: () => Promise<T>, limitMs: number): Promise<Measured<T>> {
  const start = performance.now();
  const milliseconds = () => Math.round(performance.now() - start);
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<'late'>((resolve) => {
    timer = setTimeout(resolve, limitMs, 'late');
  });
  try {
    const value = await Promise.race([work().then((result) => ({ result })), late]);
    if (value !== 'late') return { milliseconds: milliseconds(), value: value.result };
    const message = `no answer within ${limitMs / 1000} s`;
    return { milliseconds: milliseconds(), failure: { code: 'TIMEOUT', message } };
  } catch (error) {
    if (!(error instanceof MfaExecError)) throw error;
    const { code, message, hint } = error;
    return { milliseconds: milliseconds(), failure: { code, message, hint } };
  } finally {
    clearTimeout(timer);
  }
}
