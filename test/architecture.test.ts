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

const within = (folder: string) => sources.filter(({ path }) => path.startsWith(folder));

/** Each as `file → import`, so that a failure says everything. */
function offences(files: readonly Source[], forbidden: (name: string) => boolean): string[] {
  return files.flatMap(({ path, imports }) => imports.filter(forbidden).map((name) => `${path} → ${name}`));
}

describe('the layers', () => {
  // Pure parts of Node: values in, values out.
  const pure = ['node:crypto', 'node:path', 'node:url', 'node:util'];

  test('the core imports itself and nothing that touches the world', () => {
    const foreign = (name: string) => !name.startsWith('src/core/') && !pure.includes(name);
    expect(offences(within('src/core/'), foreign)).toEqual([]);
  });

  test('the core reads no clock, environment, network or chance', () => {
    const outside =
      /\b(Date\.now|new Date\(\)|process\.\w|Math\.random|performance\.|fetch\(|setTimeout|setInterval|console\.)/;
    const found = within('src/core/').map(({ path, code }) => [path, outside.exec(code)?.[0]]);
    expect(found.filter(([, what]) => what !== undefined)).toEqual([]);
  });

  test('commands reach the world through the app that they are given', () => {
    const direct = (name: string) => name.startsWith('src/adapters/') || name.startsWith('node:');
    expect(offences(within('src/commands/'), direct)).toEqual([]);
  });

  test('adapters know the core and each other', () => {
    const upwards = (name: string) => /^src\/(?!core\/|adapters\/|app\.ts$)|^clipanion/.test(name);
    expect(offences(within('src/adapters/'), upwards)).toEqual([]);
  });

  test('only bin.ts builds adapters, and boot.ts its own two', () => {
    const others = sources.filter(
      ({ path }) => !['src/bin.ts', 'src/boot.ts'].includes(path) && !path.startsWith('src/adapters/'),
    );
    expect(offences(others, (name) => name.startsWith('src/adapters/'))).toEqual([]);
  });

  test('nothing that is published imports tests, fixtures or scripts', () => {
    expect(offences(sources, (name) => /^(test|fixtures|scripts)\//.test(name))).toEqual([]);
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
