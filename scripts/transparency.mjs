// Prints what the command can tell of being wrapped: each promise, alone and through mfa-exec in each of its ways.
// `node scripts/transparency.mjs [part of a file's name]`; the columns for other versions of Node come with
// MFA_EXEC_TEST_NODES=22,24.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { programOf, root } from './lib/npm.mjs';
import { run } from './lib/step.mjs';

/**
 * @typedef {{ ancestorTitles: string[], title: string, status: string, failureMessages: string[] }} Assertion
 * @typedef {{ testResults: { assertionResults: Assertion[] }[] }} Report
 */

/** @returns {Promise<Report | string>} what vitest found, or what it printed when it found nothing */
async function runTests() {
  const folder = mkdtempSync(join(tmpdir(), 'mfa-exec-report-'));
  const report = join(folder, 'report.json');
  try {
    const name = `test/e2e/transparency-${process.argv[2] ?? ''}`;
    const args = ['run', '--project', 'e2e', '--reporter=json', `--outputFile=${report}`, name];
    const { output } = await run(process.execPath, [programOf('vitest'), ...args], { cwd: root });
    try {
      return JSON.parse(readFileSync(report, 'utf8'));
    } catch {
      return output;
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * The way stands in brackets behind one of the titles: `keys ('spawn, Node 24')`.
 * @param {Assertion} assertion
 */
function place({ ancestorTitles, title }) {
  const suite = ancestorTitles.join(': ');
  const [, before = suite, way = 'elsewhere'] = /^(.*) \('?([^()]*?)'?\)$/.exec(suite) ?? [];
  return { scenario: `${before}: ${title}`, way };
}

/** @param {Assertion[]} assertions */
function table(assertions) {
  const ways = [...new Set(assertions.map((assertion) => place(assertion).way))];
  /** @type {Map<string, Map<string, string>>} */
  const rows = new Map();
  for (const assertion of assertions) {
    const { scenario, way } = place(assertion);
    const row = rows.get(scenario) ?? new Map();
    rows.set(scenario, row.set(way, assertion.status));
  }
  const width = Math.max(...[...rows.keys()].map((scenario) => scenario.length));
  /** @param {string} first @param {readonly string[]} cells */
  const line = (first, cells) =>
    `${first.padEnd(width)}  ${cells.map((cell, at) => cell.padEnd(ways[at]?.length ?? 0)).join('  ')}`.trimEnd();
  const words = new Map([
    ['passed', 'holds'],
    ['failed', 'FAILS'],
  ]);
  return [
    line('', ways),
    ...[...rows].map(([scenario, row]) =>
      line(
        scenario,
        ways.map((way) => words.get(row.get(way) ?? '') ?? '-'),
      ),
    ),
  ].join('\n');
}

process.exitCode = 1;
const report = await runTests();
if (typeof report === 'string') {
  console.log(report);
} else {
  const assertions = report.testResults.flatMap(({ assertionResults }) => assertionResults);
  const failed = assertions.filter(({ status }) => status === 'failed');
  console.log(table(assertions));
  for (const assertion of failed) {
    console.log(
      `\n${place(assertion).scenario} (${place(assertion).way})\n${assertion.failureMessages.join('\n')}`,
    );
  }
  console.log(`\n${assertions.length - failed.length} of ${assertions.length} hold`);
  process.exitCode = failed.length > 0 || assertions.length === 0 ? 1 : 0;
}
