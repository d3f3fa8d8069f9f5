import { MfaExecError } from '../../src/base/errors.ts';
import type { DoctorDeps, Measured } from '../../src/doctor/ports.ts';
import { DEVICE } from './aws.ts';
import { MemoryAwsFiles } from './aws-files.ts';
import { FakeClock } from './clock.ts';
import { noStoredKeys } from './world.ts';

/** A healthy machine; `changes` make it a sick one. Everything takes 5 ms. */
export function fakeDoctor(changes: Partial<DoctorDeps> = {}): DoctorDeps {
  return {
    env: {},
    clock: new FakeClock(),
    platform: 'linux',
    nodeVersion: '24.1.0',
    awsFiles: new MemoryAwsFiles({}),
    locate: async () => [],
    paths: { config: '~/.aws/config', credentials: '~/.aws/credentials' },
    credentialProcess: { run: async () => ({ accessKeyId: 'AKIAPROC', secretAccessKey: 'secret' }) },
    storedKeys: async () => noStoredKeys,
    stores: [],
    fileStoreDir: '/run/user/1000/mfa-exec',
    fileFacts: async (path) => ({ path, exists: true, mode: 0o100600 }),
    probe: async () => ({
      host: 'sts.example',
      milliseconds: 5,
      skewSeconds: 0,
      arn: 'arn:aws:iam::000000000012:user/yourusername',
    }),
    listMfaDevices: async () => [DEVICE],
    runner: async () => ({ kind: 'exec', by: 'libc' }),
    measure,
    ...changes,
  };
}

async function measure<T>(work: () => Promise<T>): Promise<Measured<T>> {
  try {
    return { milliseconds: 5, value: await work() };
  } catch (error) {
    if (!(error instanceof MfaExecError)) throw error;
    return { milliseconds: 5, failure: error };
  }
}
