import { execFile } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { root } from '../../scripts/lib/npm.mjs';
import type { Env } from '../../src/base/ports.ts';
import { testNodes } from './harness/nodes.ts';
import { npmEnv } from './harness/npm.ts';
import { runCommand } from './harness/program.ts';
import { createWorld, type World } from './harness/world.ts';

const exec = promisify(execFile);
const isWindows = process.platform === 'win32';
const QUIET = ['--ignore-scripts', '--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error'];
const MAIN_JOB = [
  '--',
  process.execPath,
  '-e',
  'process.stdout.write(process.env.AWS_ACCESS_KEY_ID.slice(0, 4))',
];

/** The machine's own npm and its cache: what is packed is installed as a user would. */
async function npm(args: readonly string[], cwd: string, env: Env = process.env): Promise<string> {
  const { stdout } = await exec('npm', args, { cwd, env: npmEnv(env), shell: isWindows });
  return stdout;
}

interface Packed {
  readonly filename: string;
  readonly unpackedSize: number;
  readonly files: readonly { readonly path: string }[];
}

let folder = '';
let packed: Packed;
let tarball = '';
let world: World;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'mx package '));
  const out = await npm(
    ['pack', '--json', '--ignore-scripts', '--loglevel=error', '--pack-destination', folder],
    root,
  );
  [packed] = JSON.parse(out.slice(out.indexOf('['))) as [Packed];
  tarball = join(folder, packed.filename);
  world = await createWorld();
  await world.warm();
}, 120_000);

afterAll(async () => {
  await world?.dispose();
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
});

function installed(name: string): string {
  const project = join(folder, name);
  mkdirSync(project, { recursive: true });
  writeFileSync(join(project, 'package.json'), '{ "private": true }');
  return project;
}

const program = (modules: string) => join(modules, 'mfa-exec', 'dist', 'mfa-exec.cjs');

describe('what is packed', () => {
  test('holds what runs and what is read, and no more', () => {
    const files = packed.files
      .map(({ path }) => path)
      .filter((path) => !/^dist\/rest\/[\w-]+\.cjs$/.test(path));
    expect(files.sort()).toEqual([
      'CHANGELOG.md',
      'LICENSE',
      'README.md',
      'dist/THIRD-PARTY-LICENSES.txt',
      'dist/mfa-exec.cjs',
      'dist/warm.cjs',
      ...readdirSync(join(root, 'docs'))
        .filter((name) => name.endsWith('.md'))
        .map((name) => `docs/${name}`),
      'mfa-exec.1',
      'package.json',
    ]);
  });

  test('is a program in ASCII: it is read as such, and a sign in a pattern would match nothing', () => {
    const programs = packed.files.map(({ path }) => path).filter((path) => path.endsWith('.cjs'));
    const others = programs.filter((path) => /[^\0-\x7f]/.test(readFileSync(join(root, path), 'utf8')));
    expect(others).toEqual([]);
  });

  test('has the licences of the code that it contains', () => {
    const text = readFileSync(join(root, 'dist', 'THIRD-PARTY-LICENSES.txt'), 'utf8');
    for (const name of ['@aws-sdk/client-sts', 'clipanion', 'cross-spawn'])
      expect(text).toMatch(new RegExp(`^${name} \\d`, 'm'));
    expect(text).toContain('Apache License');
  });

  test('is less than a megabyte', () => {
    expect(packed.unpackedSize).toBeLessThan(1_000_000);
  });

  test('is as publint wants it', async () => {
    const { publint } = await import('publint');
    const { messages } = await publint({ pkgDir: root, strict: true });
    expect(messages).toEqual([]);
  });
});

describe('installed in an empty folder', () => {
  let project = '';
  beforeAll(async () => {
    project = installed('a path with spaces');
    await npm(['install', ...QUIET, tarball], project);
  }, 120_000);

  test('less than 40 MB, and no package has to be built', () => {
    expect(sizeOf(join(project, 'node_modules'))).toBeLessThan(40e6);
    expect(existsSync(join(project, 'node_modules', 'keytar', 'build'))).toBe(false);
  });

  test('npx does the main job', async () => {
    const env = { ...process.env, ...world.env };
    expect(await npm(['exec', '--offline', '--', 'mfa-exec', ...MAIN_JOB], project, env)).toBe('ASIA');
  });

  describe.each(testNodes())('Node $version', ({ path: node }) => {
    test('does the main job', async () => {
      const args = [program(join(project, 'node_modules')), ...MAIN_JOB];
      const { stdout, stderr } = await runCommand(node, args, { env: world.env });
      expect([stderr, stdout]).toEqual(['', 'ASIA']);
    });

    test.skipIf(isWindows)('does it through a link', async () => {
      const link = join(folder, `mfa-exec-${dirname(node).length}`);
      rmSync(link, { force: true });
      symlinkSync(relative(folder, program(join(project, 'node_modules'))), link);
      const { stdout, stderr } = await runCommand(node, [link, ...MAIN_JOB], { env: world.env });
      expect([stderr, stdout]).toEqual(['', 'ASIA']);
    });
  });
});

test('installed globally', async () => {
  const prefix = join(folder, 'global');
  await npm(['install', '--global', '--prefix', prefix, ...QUIET, tarball], folder);
  const bin = isWindows ? join(prefix, 'mfa-exec.cmd') : join(prefix, 'bin', 'mfa-exec');
  const { stdout } = await exec(bin, MAIN_JOB, { env: { ...world.env }, shell: isWindows });
  expect(stdout).toBe('ASIA');
  expect(existsSync(join(prefix, 'share', 'man', 'man1', 'mfa-exec.1'))).toBe(!isWindows);
}, 120_000);

describe('without the optional packages', () => {
  let modules = '';
  beforeAll(async () => {
    const project = installed('bare');
    await npm(['install', ...QUIET, '--omit=optional', tarball], project);
    modules = join(project, 'node_modules');
  }, 120_000);

  test('neither native part is there', () => {
    expect(existsSync(join(modules, 'keytar'))).toBe(false);
    expect(existsSync(join(modules, 'koffi'))).toBe(false);
  });

  test.each(testNodes())('the main job is done on Node $version', async ({ path: node }) => {
    const { stdout, stderr } = await runCommand(node, [program(modules), ...MAIN_JOB], { env: world.env });
    expect([stderr, stdout]).toEqual(['', 'ASIA']);
  });

  test('the keychain that was asked for is missed in clear words', async () => {
    const args = [program(modules), '--store', 'keychain', ...MAIN_JOB];
    // A bus of ours, which nobody needs to answer: the package is missed before.
    const bus = join(world.home, 'bus');
    const server = createServer().listen(bus);
    await once(server, 'listening');
    const env = { ...world.env, DBUS_SESSION_BUS_ADDRESS: `unix:path=${bus}` };
    const { status, stderr } = await runCommand(process.execPath, args, { env });
    server.close();
    expect(status).toBe(125);
    expect(stderr).toBe(
      'mfa-exec: no keychain: its package keytar is not installed\n' +
        'mfa-exec: hint: npm install -g mfa-exec, or use --store file\n',
    );
  });
});

function sizeOf(path: string): number {
  if (!statSync(path).isDirectory()) return statSync(path).size;
  return readdirSync(path, { withFileTypes: true })
    .filter((entry) => !entry.isSymbolicLink())
    .reduce((sum, { name }) => sum + sizeOf(join(path, name)), 0);
}
