// `npm test`: prepares the machine, builds, checks and tests. Arguments go to vitest: `npm test -- test/core`.
// Plain JavaScript on Node alone, for at the start nothing is installed.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { alone } from './lib/alone.mjs';
import { ensureBuilt, ensureExecutable } from './lib/build.mjs';
import { installNodes, otherMajors } from './lib/nodes.mjs';
import { ensureModules, programOf, root } from './lib/npm.mjs';
import { run, show, step } from './lib/step.mjs';
import { ensureSystemPackages } from './lib/system-packages.mjs';

/** @typedef {{ passed: number, failed: number, skipped: number }} Counts */

const nodes = process.env['MFA_EXEC_TEST_NODES'] ?? '24';
const mayNotSkip = process.platform === 'linux' && /^(1|true)$/.test(process.env['CI'] ?? '');

process.env['MFA_EXEC_TEST_NODES'] = nodes;
if (process.stdout.isTTY !== true) {
  // Libraries colour their output wherever CI is set.
  process.env['NO_COLOR'] = '1';
  delete process.env['FORCE_COLOR'];
}

const lint = ['check', '--error-on-warnings', '--diagnostic-level=warn'];

/**
 * @param {string} script
 * @param {readonly string[]} [args]
 */
const node = (script, args = []) => run(process.execPath, [script, ...args], { cwd: root });

/** @returns {Promise<Counts>} failed steps are counted among the failed */
async function everything() {
  const prepared = await alone(prepare);
  if (!prepared.ready) return { passed: 0, failed: 1, skipped: 0 };
  const checks = await Promise.all([
    step('types', () => node(programOf('typescript', 'tsc'), ['--noEmit'])),
    step('lint', () => node(programOf('@biomejs/biome'), lint)),
    step('unused', () => node(programOf('knip'))),
  ]);
  // Without a program there is nothing to test end to end.
  const counts = await tests(prepared.built ? [] : ['--project', 'unit']);
  return { ...counts, failed: counts.failed + [prepared.built, ...checks].filter((ok) => !ok).length };
}

/** What two runs in one folder must not do at once. */
async function prepare() {
  // Only the tests need these: what takes long on a fresh machine goes on beside the rest.
  const packaged = step('system packages', ensureSystemPackages);
  if (!(await step('npm packages', ensureModules))) {
    await packaged;
    return { ready: false, built: false };
  }

  // Other platforms have their versions of Node from the CI matrix.
  const others = process.platform === 'linux' ? otherMajors(nodes) : [];
  if (others.length === 0) process.env['MFA_EXEC_TEST_NODES'] = '';
  const [built, ...needed] = await Promise.all([
    step('build', ensureBuilt),
    step('executable', ensureExecutable),
    step('nodes', () => installNodes(others)),
    packaged,
  ]);
  return { ready: needed.every(Boolean), built };
}

/**
 * @param {readonly string[]} only
 * @returns {Promise<Counts>}
 */
async function tests(only) {
  const folder = mkdtempSync(join(tmpdir(), 'mfa-exec-report-'));
  const report = join(folder, 'counts.json');
  try {
    const reporters = ['--reporter=default', '--reporter=./test/reporter.ts'];
    const args = ['run', ...reporters, ...only, ...process.argv.slice(2)];
    const env = { ...process.env, MFA_EXEC_TEST_REPORT: report };
    const ok = await show(process.execPath, [programOf('vitest'), ...args], { cwd: root, env });
    /** @type {Counts} */
    const counts = JSON.parse(readFileSync(report, 'utf8'));
    return ok || counts.failed > 0 ? counts : { ...counts, failed: 1 };
  } catch (error) {
    console.log(`the tests ended without a report: ${error}`);
    return { passed: 0, failed: 1, skipped: 0 };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

process.exitCode = 1;
const { passed, failed, skipped } = await everything();
if (mayNotSkip && skipped > 0) console.log('nothing may be skipped here: install what is missing');
console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`);
process.exitCode = failed > 0 || (mayNotSkip && skipped > 0) ? 1 : 0;
