import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, expectTypeOf, test } from 'vitest';

const folder = fileURLToPath(new URL('../../src/platform', import.meta.url));
const files = (runtime: string) =>
  readdirSync(join(folder, runtime)).filter((name) => !name.endsWith('.d.ts'));
const names = (runtime: string, file: string) =>
  [
    ...readFileSync(join(folder, runtime, file), 'utf8').matchAll(/^export (?:\w+ )+?(\w+)\b(?= ?[=(:<])/gm),
  ].map(([, name]) => name);

/** They stand for files of src/base/, which no rule about runtimes is to be in. */
const OF_BASE = ['sha256.ts'];

test('what differs between the runtimes is in pairs of files', () => {
  expect(files('bun').filter((file) => !OF_BASE.includes(file))).toEqual(files('node'));
});

test.each(files('node'))('%s exports the same names for both', (file) => {
  expect(names('node', file).length).toBeGreaterThan(0);
  expect(names('bun', file)).toEqual(names('node', file));
});

test('of the same types', () => {
  expectTypeOf<typeof import('../../src/platform/bun/sha256.ts')>().toEqualTypeOf<
    typeof import('../../src/base/sha256.ts')
  >();
  type Node<Name extends 'foreign' | 'keychain' | 'state' | 'tty'> = {
    foreign: typeof import('../../src/platform/node/foreign.ts');
    keychain: typeof import('../../src/platform/node/keychain.ts');
    tty: typeof import('../../src/platform/node/tty.ts');
    state: Omit<typeof import('../../src/platform/node/process-state.ts'), 'keepsIgnoredSignals'>;
  }[Name];
  expectTypeOf<typeof import('../../src/platform/bun/foreign.ts')>().toEqualTypeOf<Node<'foreign'>>();
  expectTypeOf<typeof import('../../src/platform/bun/keychain.ts')>().toEqualTypeOf<Node<'keychain'>>();
  expectTypeOf<typeof import('../../src/platform/bun/runtime.ts')>().toEqualTypeOf<
    typeof import('../../src/platform/node/runtime.ts')
  >();
  expectTypeOf<typeof import('../../src/platform/bun/tty.ts')>().toEqualTypeOf<Node<'tty'>>();
  expectTypeOf<
    Omit<typeof import('../../src/platform/bun/process-state.ts'), 'keepsIgnoredSignals'>
  >().toEqualTypeOf<Node<'state'>>();
});

test('nothing else in the sources asks which runtime it is', () => {
  const sources = readdirSync(join(folder, '..'), { recursive: true, encoding: 'utf8' });
  const asking = sources
    .filter((name) => name.endsWith('.ts') && !/platform[\\/](?:node|bun)[\\/]/.test(name))
    .filter((name) =>
      /\bversions\s*(?:\.\s*|\[\s*')bun\b|\bBun\s*[.?]/.test(readFileSync(join(folder, '..', name), 'utf8')),
    );
  expect(asking).toEqual([]);
});
