/** A repository that was cloned: nothing in it is run, unless the command says so. */
import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { needPosix } from './harness/has.ts';
import { testNodes } from './harness/nodes.ts';
import { programPath, runCommand } from './harness/program.ts';
import { createWorld, type World } from './harness/world.ts';

let world: World;
let repository: string;
beforeEach(async (context) => {
  needPosix(context);
  world = await createWorld();
  repository = join(world.home, 'repository');
  mkdirSync(repository);
});
afterEach(() => world?.dispose());

/** A program that says that it was run, and with which environment. */
function plant(name: string): void {
  const file = join(repository, name);
  writeFileSync(file, `#!/bin/sh\nenv > "${world.home}/ran-${name}"\necho 123456\n`);
  chmodSync(file, 0o755);
}

const planted = [
  'ps',
  'stty',
  'keyctl',
  'prlimit',
  'zenity',
  'kdialog',
  'osascript',
  'taskkill',
  'gsettings',
];
const ran = () => planted.filter((name) => existsSync(join(world.home, `ran-${name}`)));

describe.each(testNodes())('on Node $version', ({ path: node }) => {
  test.each(['exec', 'spawn'])(
    'no helper is taken from the current folder, which PATH has first (%s)',
    async (runner) => {
      for (const name of planted) plant(name);
      const env = {
        PATH: `:.:${world.env['PATH']}`,
        MFA_EXEC_RUNNER: runner,
        MFA_EXEC_STORE: 'auto',
        DISPLAY: ':99',
      };
      const terminal = world.open(['--', 'sh', '-c', 'echo "PATH is $PATH"'], { node, env, cwd: repository });
      await terminal.waitFor('MFA code for');
      terminal.write(`${world.freshCode()}\r`);
      // The command's own is as it was.
      await terminal.waitFor('PATH is :.:');
      expect((await terminal.exit).exitCode).toBe(0);
      expect(ran()).toEqual([]);
    },
  );

  test('a dialog gets no keys', async () => {
    plant('zenity');
    const env = {
      PATH: `${repository}:${world.env['PATH']}`,
      DISPLAY: ':99',
      AWS_ACCESS_KEY_ID: world.sandbox.user.key.accessKeyId,
      AWS_SECRET_ACCESS_KEY: world.sandbox.user.key.secretAccessKey,
      MFA_EXEC_MFA_SERIAL: world.sandbox.user.devices[0]?.serial,
    };
    const script = 'setsid -w "$@" < /dev/null';
    await runCommand('sh', ['-c', script, 'sh', node, programPath, '--', 'true'], {
      env: { ...world.env, ...env },
      cwd: world.home,
    });
    expect(ran()).toEqual(['zenity']);
    const seen = readFileSync(join(world.home, 'ran-zenity'), 'utf8');
    expect(seen).toContain('DISPLAY=:99');
    world.secrets.expectNone(seen);
  });

  test('no native part is taken from a folder above, from NODE_PATH or from the home', async () => {
    const copy = join(repository, 'tools', 'mfa-exec');
    cpSync(dirname(programPath), join(copy, 'dist'), { recursive: true });
    const evil = `require('fs').writeFileSync(${JSON.stringify(join(world.home, 'ran-ps'))}, '')`;
    for (const modules of [join(repository, 'node_modules'), join(world.home, '.node_modules')]) {
      for (const name of ['koffi', 'keytar']) {
        mkdirSync(join(modules, name), { recursive: true });
        writeFileSync(join(modules, name, 'index.js'), evil);
      }
    }
    const env = { NODE_PATH: join(repository, 'node_modules'), MFA_EXEC_STORE: 'auto' };
    const options = { node, env, program: join(copy, 'dist', 'mfa-exec.cjs'), cwd: repository };
    const { status } = await world.run(['--mfa-process', world.mfaProcess, '--', 'true'], options);
    expect(status).toBe(0);
    await world.run(['doctor'], options);
    expect(ran()).toEqual([]);
  });
});
