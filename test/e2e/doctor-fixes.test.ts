/** Every `fix:` of doctor that is a command line is run, round after round, until doctor says that all is well. */
import { chmodSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Env } from '../../src/base/ports.ts';
import type { DoctorReport } from '../../src/doctor/screen.ts';
import { section } from './harness/aws-home.ts';
import { withEnv } from './harness/env.ts';
import { need, needPosix } from './harness/has.ts';
import { installed } from './harness/installed.ts';
import { newestNode } from './harness/nodes.ts';
import { runCommand } from './harness/program.ts';
import { createWorld, type World, type WorldOptions } from './harness/world.ts';

const FILE = { config: '.aws/config', credentials: '.aws/credentials' };
const inHome = (path: string) => join(world.home, path);

interface Situation {
  readonly what: string;
  readonly world?: WorldOptions;
  readonly before?: () => void;
  readonly env?: Env;
  /** The lines that are run, in order; `~` is the home. */
  readonly lines: readonly string[];
}

const SERIAL = 'arn:aws:iam::000000000012:mfa/yourusername';

const SITUATIONS: readonly Situation[] = [
  {
    what: 'files that others can read and write, no region, no device chosen',
    world: {
      profile: { mfa_serial: undefined, region: undefined },
      sandbox: { users: [{ name: 'yourusername', devices: [{}, { name: 'yourusername-phone' }] }] },
    },
    before: () => {
      chmodSync(inHome(FILE.config), 0o666);
      chmodSync(inHome(FILE.credentials), 0o644);
      chmodSync(inHome('.aws'), 0o777);
    },
    lines: [
      'chmod go-w ~/.aws/config',
      'chmod go-w ~/.aws',
      'aws configure set region eu-central-1',
      `aws configure set mfa_serial ${SERIAL} --profile default`,
      'chmod 600 ~/.aws/credentials',
    ],
  },
  {
    what: 'a device of another user, and a role that cannot last so long',
    world: {
      sandbox: { roles: [{ name: 'deployer' }] },
      profile: { mfa_serial: 'arn:aws:iam::000000000012:mfa/somebody-else' },
      config: () =>
        section('profile admin', {
          role_arn: 'arn:aws:iam::000000000012:role/deployer',
          source_profile: 'default',
          duration_seconds: '60',
          region: 'eu-central-1',
        }),
    },
    env: { MFA_EXEC_PROFILE: 'admin' },
    lines: [
      'aws configure set duration_seconds 900 --profile admin',
      `aws configure set mfa_serial ${SERIAL} --profile admin`,
    ],
  },
  {
    what: 'variables that do not do what one expects',
    env: {
      AWS_PROFILE: 'default',
      AWS_ACCESS_KEY_ID: 'AKIAIGNORED',
      AWS_SECRET_ACCESS_KEY: 'ignored',
      MFA_EXEC_MFA_SERIAL: 'GAHT12345678',
      MFA_EXEC_PROFIL: 'x',
      MFA_EXEC_REFRESH: '1',
      MFA_EXEC_RUNNER: 'spawn',
      MFA_EXEC_TOKEN_CODE: '123456',
      NODE_TLS_REJECT_UNAUTHORIZED: '0',
    },
    lines: [
      'unset MFA_EXEC_MFA_SERIAL',
      'unset MFA_EXEC_RUNNER',
      'unset AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY',
      'unset MFA_EXEC_TOKEN_CODE',
      'unset MFA_EXEC_REFRESH',
      'unset NODE_TLS_REJECT_UNAUTHORIZED',
      'unset MFA_EXEC_PROFIL',
    ],
  },
  {
    what: 'no files at all',
    before: () => rmSync(inHome('.aws'), { recursive: true }),
    lines: ['aws configure'],
  },
  {
    what: 'something else where the files should be',
    before: () => {
      rmSync(inHome(FILE.config));
      mkdirSync(inHome(FILE.config));
    },
    env: { AWS_SHARED_CREDENTIALS_FILE: '/dev/null' },
    lines: [
      'mv ~/.aws/config ~/.aws/config.old && aws configure',
      'unset AWS_SHARED_CREDENTIALS_FILE',
      'aws configure',
    ],
  },
];

let world: World;
beforeEach((context) => {
  needPosix(context);
  need(context, 'aws');
});
afterEach(() => world?.dispose());

test.each(SITUATIONS)('$what', async ({ world: options, before, env = {}, lines }) => {
  world = await createWorld(options);
  before?.();
  const all = withEnv(installed(world, newestNode()), env);
  const { accessKeyId, secretAccessKey } = world.sandbox.user.key;
  const shell = (script: string) =>
    runCommand('sh', ['-c', script], {
      cwd: world.home,
      env: all,
      // What `aws configure` asks for.
      input: `${accessKeyId}\n${secretAccessKey}\neu-central-1\n\n`,
    });
  const unset: string[] = [];
  const ran: string[] = [];
  for (let round = 0; round < 3; round++) {
    const { stdout } = await shell([...unset, 'mfa-exec doctor --json'].join('; '));
    const { checks } = JSON.parse(stdout) as DoctorReport;
    const fixes = checks.flatMap(({ fix }) => (fix === null ? [] : [lineOf(fix)]));
    const fresh = [...new Set(fixes)].filter((line) => line !== undefined);
    if (fresh.length === 0) break;
    for (const line of fresh) {
      ran.push(line.replaceAll(world.home, '~'));
      if (line.startsWith('unset')) unset.push(line);
      else expect(await shell(line)).toMatchObject({ status: 0 });
    }
  }
  expect(ran.sort()).toEqual([...lines].sort());
  const { stdout } = await shell([...unset, 'mfa-exec doctor'].join('; '));
  expect(stdout).toMatch(/\nall is well\n/);
});

/** The command line in a fix; nothing where it is a sentence about another check. */
function lineOf(fix: string): string | undefined {
  return /(?:(?<=: )|^)(?:unset|chmod|aws|mv) .*?(?=, or |$)/.exec(fix)?.[0];
}
