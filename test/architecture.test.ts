import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));

interface Source {
  /** Path from the project's root, with slashes. */
  readonly path: string;
  readonly code: string;
  readonly lines: number;
  /** What it imports, static, dynamic or types: paths from the root for files, else the name. */
  readonly imports: readonly string[];
}

const slashes = (path: string) => path.replaceAll('\\', '/');

function readSource(path: string): Source {
  const text = readFileSync(join(root, path), 'utf8');
  const code = text.replaceAll(/\/\*.*?\*\/|^\s*\/\/[^\n]*$/gms, '');
  const names = [...code.matchAll(/(?:\bfrom|\bimport\(?)\s*'([^']+)'/g)].map(([, name = '']) => name);
  const local = (name: string) => (name.startsWith('.') ? slashes(join(dirname(path), name)) : name);
  return { path, code, lines: text.split('\n').length - 1, imports: names.map(local) };
}

const sources = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .map((name) => readSource(slashes(relative(root, join(root, 'src', name)))));

/** The rooms from top to bottom: each imports only from itself and from those after it. */
const ROOMS = [
  'boot.ts',
  'executable.ts',
  'bin.ts',
  'main.ts',
  'cli',
  'doctor',
  'store',
  'lock',
  'prompt',
  'helper',
  'keys',
  'aws',
  'server',
  'aws-files',
  'run',
  'session',
  'mfa',
  'identity',
  'subcommands.ts',
  'options.ts',
  'platform',
  'base',
];

/** Rules and values alone. What they need of the outside is handed to them through the interfaces of base/ports.ts. */
const PURE = ['session', 'mfa', 'identity', 'base'];

/** What touches the outside. Only bin.ts and what starts it build it, and doctor, which looks at it. */
const OUTSIDE = ['store', 'lock', 'prompt', 'helper', 'aws', 'server', 'aws-files', 'run', 'platform'];
const BUILDERS = ['bin.ts', 'boot.ts', 'executable.ts', 'doctor', ...OUTSIDE];

const roomOf = (path: string) => path.split('/')[1] ?? '';
const isOurs = (name: string) => name.startsWith('src/');
const inRooms = (rooms: readonly string[]) => sources.filter(({ path }) => rooms.includes(roomOf(path)));

/** Each as `file → import`, so that a failure says everything. */
function offences(files: readonly Source[], forbidden: (name: string, path: string) => boolean): string[] {
  return files.flatMap(({ path, imports }) =>
    imports.filter((name) => forbidden(name, path)).map((name) => `${path} → ${name}`),
  );
}

/** The files that import each other in a circle, one such circle each; a circle of two is one too. */
function circles(): string[] {
  const importsOf = new Map(sources.map(({ path, imports }) => [path, imports.filter(isOurs)]));
  const done = new Set<string>();
  const found: string[] = [];
  const walk = (path: string, way: readonly string[]) => {
    const start = way.indexOf(path);
    if (start >= 0) found.push([...way.slice(start), path].join(' → '));
    if (start >= 0 || done.has(path)) return;
    for (const next of importsOf.get(path) ?? []) walk(next, [...way, path]);
    done.add(path);
  };
  for (const { path } of sources) walk(path, []);
  return found;
}

describe('the rooms', () => {
  test('are the ones that are listed', () => {
    expect(new Set(sources.map(({ path }) => roomOf(path)))).toEqual(new Set(ROOMS));
  });

  test('import each other only downwards', () => {
    const upwards = (name: string, path: string) =>
      isOurs(name) && ROOMS.indexOf(roomOf(name)) < ROOMS.indexOf(roomOf(path));
    expect(offences(sources, upwards)).toEqual([]);
  });

  test('hold no circle of files', () => {
    expect(circles()).toEqual([]);
  });

  test('are imported by files that exist', () => {
    const paths = new Set(sources.map(({ path }) => path));
    expect(offences(sources, (name) => isOurs(name) && !paths.has(name))).toEqual([]);
  });

  test('hold files of 200 lines at most', () => {
    const long = sources.map(({ path, lines }) => ({ path, lines })).filter(({ lines }) => lines > 200);
    expect(long).toEqual([]);
  });
});

describe('the pure rooms', () => {
  test('import no module of Node and no package', () => {
    expect(offences(inRooms(PURE), (name) => !isOurs(name))).toEqual([]);
  });

  test('import nothing that touches the outside', () => {
    expect(offences(inRooms(PURE), (name) => OUTSIDE.includes(roomOf(name)))).toEqual([]);
  });

  test('read no clock, environment, network or chance', () => {
    const outside =
      /\b(Date\.now|new Date\(\)|process\.\w|Math\.random|crypto\.|performance\.|fetch\(|setTimeout|setInterval|console\.)/;
    const found = inRooms(PURE).map(({ path, code }) => [path, outside.exec(code)?.[0]]);
    expect(found.filter(([, what]) => what !== undefined)).toEqual([]);
  });
});

describe('the outside', () => {
  test('is built by bin.ts, what starts it and doctor alone; the others are handed it', () => {
    const others = sources.filter(({ path }) => !BUILDERS.includes(roomOf(path)));
    const direct = (name: string) => OUTSIDE.includes(roomOf(name)) || name.startsWith('node:');
    expect(offences(others, direct)).toEqual([]);
  });

  test('does not include tests, fixtures and scripts', () => {
    expect(offences(sources, (name) => /^(test|fixtures|scripts)\//.test(name))).toEqual([]);
  });
});

describe('the package', () => {
  test('locks versions and not the registry they came from', () => {
    expect(readFileSync(join(root, 'package-lock.json'), 'utf8')).not.toContain('"resolved"');
  });

  test('publishes what is built and nothing of the sandbox', () => {
    const { files } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    expect(files).toEqual(['dist', 'docs/*.md', 'mfa-exec.1', 'CHANGELOG.md']);
  });
});
