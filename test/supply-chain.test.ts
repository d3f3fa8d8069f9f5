/** What is installed and run to make a release is what was looked at: nothing moves by itself. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { root } from '../scripts/lib/npm.mjs';

const read = (...path: readonly string[]) => readFileSync(join(root, ...path), 'utf8');
const { optionalDependencies, dependencies = {} } = JSON.parse(read('package.json'));
const lock: Record<string, { integrity?: string; resolved?: string }> = JSON.parse(
  read('package-lock.json'),
).packages;

test('every package of the lock file, for other platforms too, has its checksum and no address', () => {
  const packages = Object.entries(lock).filter(([path]) => path !== '');
  expect(packages.filter(([, entry]) => !/^sha512-/.test(entry.integrity ?? ''))).toEqual([]);
  expect(packages.filter(([, entry]) => entry.resolved !== undefined)).toEqual([]);
});

test('the packages that users install beside mfa-exec are pinned exactly', () => {
  const specs: unknown[] = Object.values({ ...dependencies, ...optionalDependencies });
  expect(specs.filter((spec) => !/^(npm:@github\/keytar@)?\d+\.\d+\.\d+$/.test(String(spec)))).toEqual([]);
});

const workflows = readdirSync(join(root, '.github', 'workflows'));
describe.each(workflows)('workflow %s', (name) => {
  const text = read('.github', 'workflows', name);
  const jobs = text
    .slice(text.indexOf('\njobs:'))
    .split(/\n(?= {2}\w+:\n)/)
    .slice(1);

  test('uses actions by the hash of a commit, with the version beside it', () => {
    const used = [...text.matchAll(/uses: (.*)/g)].map(([, action = '']) => action);
    expect(used.length).toBeGreaterThan(0);
    const moving = used.filter(
      (action) => !action.startsWith('./') && !/^[\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(action),
    );
    expect(moving).toEqual([]);
  });

  test('keeps no token where the tests run, and gives each job only what it needs', () => {
    const checkouts = text.split('actions/checkout@').slice(1);
    expect(
      checkouts.filter((rest) => !/^[^\n]*\n +with:\n +persist-credentials: false\n/.test(rest)),
    ).toEqual([]);
    expect(text).toMatch(/^permissions:( \{\}$|\n {2}contents: read$)/m);
    // A job that may publish or write runs nothing of the repository.
    const strong = jobs.filter((job) => /(id-token|contents): write/.test(job));
    expect(strong.filter((job) => /checkout|npm (ci|install|test|run)/.test(job))).toEqual([]);
  });
});
