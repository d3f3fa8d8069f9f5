/** The pages must name files that exist, and docs/architecture.md every room. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { root } from '../scripts/lib/npm.mjs';

const read = (page: string) => readFileSync(join(root, page), 'utf8');
const page = read('docs/architecture.md');
const pages = readdirSync(join(root, 'docs'))
  .filter((name) => name.endsWith('.md'))
  .map((name) => `docs/${name}`);

/** Paths in code, without those that have a placeholder in capitals. */
const named = (text: string) =>
  [...new Set(text.match(/\b(?:src|test|scripts|fixtures|docs)\/[\w./-]*\w\/?/g))].filter(
    (path) => !/\b[A-Z]{2,}\b/.test(path),
  );

test.each(['README.md', 'CONTRIBUTING.md', ...pages])('%s names files that exist', (name) => {
  expect(named(read(name)).filter((path) => !existsSync(join(root, path)))).toEqual([]);
});

/** What the question is answered with must be in the answer's file. */
test.each([
  ['src/base/exit.ts', 'export const FAILED = 125'],
  ['src/session/child-env.ts', 'export function childEnv('],
  ['src/store/keychain/secret-service.ts', 'org.freedesktop.Secret'],
  ['src/aws/clock-skew.ts', 'export function describeSkew('],
  ['src/base/store-names.ts', 'export const STORES'],
  ['src/boot.ts', "import './run/early.ts'"],
])('%s is where %s stands', (file, text) => {
  expect(page).toContain(`\`${file}\``);
  expect(readFileSync(join(root, file), 'utf8')).toContain(text);
});

test('the picture has every room, from top to bottom', () => {
  const picture = /```text\n(.*?)```/s.exec(page)?.[1] ?? '';
  const rooms = readdirSync(join(root, 'src')).filter((name) => !name.includes('.'));
  for (const room of rooms) expect(picture).toMatch(new RegExp(`^.{16}${room}/ `, 'm'));
});
