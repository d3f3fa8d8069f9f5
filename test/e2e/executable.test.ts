/** What is the executable's own: the folder that it starts in, its runtime's switches, and how it is built. */
import { createHash } from 'node:crypto';
import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { buildExecutable } from '../../scripts/lib/executable.mjs';
import { ownSystem } from '../../scripts/lib/runtimes.mjs';
import { describeWith, needPosix } from './harness/has.ts';
import { type Keyring, keyringCommands, startKeyring } from './harness/keyring.ts';
import { executable } from './harness/nodes.ts';
import { runCommand } from './harness/program.ts';
import { createWorld, type World } from './harness/world.ts';

const node = executable?.path ?? '';

describe.skipIf(executable === undefined)('the executable', () => {
  let world: World;
  beforeEach(async () => {
    world = await createWorld();
  });
  afterEach(() => world.dispose());

  test('reads no .env, bunfig.toml, tsconfig.json or package.json of the current folder', async () => {
    await world.warm();
    const cwd = join(world.home, 'hostile');
    mkdirSync(cwd);
    const spoil = `require('node:fs').writeFileSync(${JSON.stringify(join(cwd, 'spoiled'))}, '')`;
    writeFileSync(join(cwd, 'spoil.js'), spoil);
    writeFileSync(join(cwd, 'bunfig.toml'), 'preload = ["./spoil.js"]\n[run]\npreload = ["./spoil.js"]\n');
    writeFileSync(join(cwd, '.env'), 'SPOILED=yes\nAWS_ACCESS_KEY_ID=AKIASPOILED\nMFA_EXEC_STORE=none\n');
    writeFileSync(join(cwd, 'tsconfig.json'), '{"compilerOptions":{"paths":{"node:fs":["./spoil.js"]}}}');
    writeFileSync(join(cwd, 'package.json'), '{"name":"x","imports":{"#x":"./spoil.js"},"type":"module"}');
    mkdirSync(join(cwd, 'node_modules', 'keytar'), { recursive: true });
    copyFileSync(join(cwd, 'spoil.js'), join(cwd, 'node_modules', 'keytar', 'index.js'));
    const look = `process.stdout.write(String(process.env.SPOILED) + require('node:fs').existsSync('spoiled'))`;
    const command = ['--no-prompt', '--', process.execPath, '-e', look];
    expect(await world.run(command, { node, cwd })).toMatchObject({
      status: 0,
      stdout: 'undefinedfalse',
      stderr: '',
    });
  });

  test('says in --version and doctor that it is one', async () => {
    const { stdout } = await world.run(['--version'], { node });
    expect(stdout).toMatch(/^\d+\.\d+\.\d+ \(with Bun \d+\.\d+\.\d+\)\n$/);
    const doctor = await world.run(['doctor', '--json'], { node });
    expect(doctor.stdout).toMatch(/this executable has Bun [\d.]+ inside/);
    expect(doctor.stdout).toMatch(/mfa-exec becomes the command \(execve of libc\)/);
  });

  test("keeps the command's BUN_OPTIONS and NODE_OPTIONS", async () => {
    await world.warm();
    const env = { BUN_OPTIONS: '--smol', NODE_OPTIONS: '--no-warnings' };
    const command = ['--', 'printenv', 'BUN_OPTIONS', 'NODE_OPTIONS'];
    expect(await world.run(command, { node, env })).toMatchObject({
      status: 0,
      stdout: '--smol\n--no-warnings\n',
    });
  });

  test('starts in a folder that was removed', async (context) => {
    needPosix(context);
    await world.warm();
    const script = `mkdir gone && cd gone && rmdir ../gone && exec '${node}' -- echo ran`;
    const { status, stdout } = await runCommand('sh', ['-c', script], { env: world.env, cwd: world.home });
    expect({ status, stdout }).toEqual({ status: 0, stdout: 'ran\n' });
  });

  test('is the same to the byte each time it is built', async () => {
    const outfile = join(world.home, 'again', 'mfa-exec');
    const { ok, output } = await buildExecutable(ownSystem(), { outfile });
    expect(output ?? '').toBe('');
    expect(ok).toBe(true);
    const sum = (file: string) => createHash('sha256').update(readFileSync(file)).digest('hex');
    expect(sum(outfile)).toBe(sum(node));
    rmSync(join(outfile, '..'), { recursive: true });
  });
});

describeWith(keyringCommands, 'a keychain that both use', () => {
  let keyring: Keyring;
  let world: World;
  beforeEach(async () => {
    keyring = await startKeyring();
    world = await createWorld({ keyring });
  });
  afterEach(async () => {
    await world.dispose();
    await keyring.dispose();
  });

  test.each([
    ['the executable', 'the npm program', node, process.execPath],
    ['the npm program', 'the executable', process.execPath, node],
  ])('what %s stores, %s finds, and forgets', async (_first, _second, writer, reader) => {
    const TMPDIR = join(world.home, 'tmp');
    mkdirSync(TMPDIR);
    const env = { TMPDIR, MFA_EXEC_TOKEN_CODE: world.freshCode() };
    expect(await world.run(['login', '-q'], { node: writer, env })).toMatchObject({ status: 0, stderr: '' });
    const command = ['--no-prompt', '--', 'printenv', 'AWS_SESSION_TOKEN'];
    const { stdout, stderr } = await world.run(command, { node: reader });
    expect(stderr).toBe('');
    expect(await keyring.secretTool('search', '--all', 'service', 'mfa-exec')).toContain(stdout.trim());
    // keytar's addon is loaded from memory.
    expect(readdirSync(TMPDIR)).toEqual([]);
    expect((await world.run(['logout'], { node: reader })).stderr).toMatch(/^mfa-exec: forgot /);
    expect((await world.run(['status'], { node: writer })).stderr).toBe('mfa-exec: no cached session\n');
  });
});
