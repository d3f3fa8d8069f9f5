import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));

interface Source {
  /** Path from the project's root, with slashes. */
  readonly path: string;
  readonly code: string;
  /** What it imports, static, dynamic or types: paths from the root for files, else the name. */
  readonly imports: readonly string[];
}

const slashes = (path: string) => path.replaceAll('\\', '/');

function readSource(path: string): Source {
  const code = readFileSync(join(root, path), 'utf8').replaceAll(/\/\*.*?\*\/|^\s*\/\/.*$/gms, '');
  const names = [...code.matchAll(/(?:\bfrom|\bimport\(?)\s*'([^']+)'/g)].map(([, name = '']) => name);
  const local = (name: string) => (name.startsWith('.') ? slashes(join(dirname(path), name)) : name);
  return { path, code, imports: names.map(local) };
}

const sources = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .map((name) => readSource(slashes(relative(root, join(root, 'src', name)))));

/** The rooms from top to bottom: each imports only from those after it. The first four are files. */
const ROOMS = [
  'boot.ts',
  'bin.ts',
  'main.ts',
  'app.ts',
  'cli',
  'doctor',
  'store',
  'lock',
  'prompt',
  'helper',
  'aws',
  'aws-files',
  'run',
  'session',
  'mfa',
  'identity',
  'options.ts',
  'platform',
  'base',
];

const roomOf = (path: string) => path.split('/')[1] ?? '';

describe('the rooms', () => {
  test('are the ones that are listed', () => {
    expect(new Set(sources.map(({ path }) => roomOf(path)))).toEqual(new Set(ROOMS));
  });
});

describe('the package', () => {
  test('locks versions and not the registry they came from', () => {
    expect(readFileSync(join(root, 'package-lock.json'), 'utf8')).not.toContain('"resolved"');
  });

  test('publishes what is built and nothing of the sandbox', () => {
    const { files } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    expect(files).toEqual(['dist', 'mfa-exec.1', 'CHANGELOG.md']);
  });
});
