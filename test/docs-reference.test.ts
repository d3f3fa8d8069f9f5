/** docs/reference.md must say of statuses, JSON, stores and differences what the program does. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { root } from '../scripts/lib/npm.mjs';
import { type ErrorCode, MfaExecError } from '../src/base/errors.ts';
import { exitOf } from '../src/base/exit.ts';
import { STORE_CHOICES } from '../src/base/store-names.ts';
import { credentialsJson } from '../src/cli/export-format.ts';
import { keysJson } from '../src/cli/keys-table.ts';
import { statusEntry } from '../src/cli/status-table.ts';
import { CHECKS, ok } from '../src/doctor/finding.ts';
import { doctorReport } from '../src/doctor/screen.ts';
import { SETTING_VARIABLES } from '../src/identity/setting-variables.ts';
import { sampleSession } from './fakes/session.ts';
import { MemoryStore } from './fakes/store.ts';

const page = readFileSync(join(root, 'docs', 'reference.md'), 'utf8');

/** What stands below a heading, to the next one of the same level or above. */
function part(heading: string): string {
  const from = page.indexOf(`\n${heading}\n`);
  expect(from, heading).toBeGreaterThan(0);
  const level = /^#+/.exec(heading)?.[0].length ?? 0;
  const rest = page.slice(from + heading.length + 2);
  return rest.split(new RegExp(`^#{1,${level}} `, 'm'))[0] ?? '';
}

/** The cells of the tables below a heading, each table without its two first lines. */
function tables(heading: string): string[][][] {
  return [...part(heading).matchAll(/(?:^\|.*\n)+/gm)].map(([table]) =>
    table
      .trimEnd()
      .split('\n')
      .slice(2)
      .map((line) => line.slice(2, -2).split(' | ')),
  );
}

const fields = (heading: string) =>
  tables(heading).map((rows) => rows.map(([name = '']) => name.replaceAll('`', '')));

describe('the fields of JSON are those that are printed:', () => {
  const session = sampleSession();
  const listed = { key: 'key', user: 'user', store: new MemoryStore([]), session };

  test('status', () => {
    expect(fields('### status --json')).toEqual([Object.keys(statusEntry(listed, 0))]);
  });

  test('doctor', () => {
    const report = doctorReport([ok('config-file', '')], '0.0.0');
    expect(fields('### doctor --json')).toEqual([Object.keys(report), Object.keys(report.checks[0] ?? {})]);
    const names = /\| `check` \| (.*?);/.exec(page)?.[1]?.match(/[\w-]+(?=`)/g);
    expect(names).toEqual(Object.keys(CHECKS));
  });

  test('keys list', () => {
    const key = { profile: '', accessKeyId: '', where: 'file', path: '', rotating: false } as const;
    expect(fields('### keys list --json')).toEqual([Object.keys(JSON.parse(keysJson([key])).keys[0])]);
  });

  test('export', () => {
    const printed = Object.keys(JSON.parse(credentialsJson(session, '000000000012')));
    expect(fields('### export --format json')).toEqual([printed]);
  });
});

test.each<[ErrorCode, string]>([
  ['CONFIG', '125'],
  ['COMMAND_NOT_EXECUTABLE', '126'],
  ['COMMAND_NOT_FOUND', '127'],
])('the status of %s is %s', (code, status) => {
  expect(exitOf(new MfaExecError(code, ''))).toEqual({ code: Number(status) });
  expect(part('## Exit status')).toContain(`| \`${status}\` |`);
});

test('the stores are those that --store takes', () => {
  expect(['auto', ...(fields('## Stores')[0] ?? [])]).toEqual([...STORE_CHOICES]);
});

test('each setting of a profile is one that the program reads', () => {
  const sources = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => readFileSync(join(root, 'src', name), 'utf8'))
    .join('\n');
  const names = fields('## Settings of a profile')[0]?.flatMap((cell) => cell.split(', ')) ?? [];
  expect(names).toContain('mfa_process');
  for (const name of names) {
    if (SETTING_VARIABLES.some(([key]) => key === name)) continue;
    expect(sources).toContain(`'${name}'`);
  }
});

test('every deliberate difference that a judge knows is explained', () => {
  const folder = join(root, 'test', 'e2e');
  const judges = readdirSync(folder).filter((name) => name.startsWith('beside-the-aws-cli'));
  const reasons = judges.flatMap((name) =>
    [...readFileSync(join(folder, name), 'utf8').matchAll(/^ +why: (?:'(.*)'|"(.*)"),$/gm)].map(
      ([, single, double]) => single ?? double ?? '',
    ),
  );
  expect(reasons.length).toBeGreaterThan(2);
  const told = part('## Where mfa-exec differs from the AWS CLI');
  for (const reason of reasons) expect(told).toContain(`| ${reason} |`);
});
