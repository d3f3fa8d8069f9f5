/** One code for any number of processes: the built program, many at a time. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { describeWith, need } from './harness/has.ts';
import { type Keyring, keyringCommands, startKeyring } from './harness/keyring.ts';
import { testRuntimes } from './harness/nodes.ts';
import { programPath, type RunResult, runCommand } from './harness/program.ts';
import { litter, stsOperations } from './harness/traces.ts';
import { createWorld, type World } from './harness/world.ts';

const nodes = testRuntimes();
let world: World;
beforeEach(async () => {
  world = await createWorld();
});
afterEach(() => world.dispose());

/** Starts so many at once, each next one on the next runtime: processes of different versions wait for each other, and for the executable. */
function runAtOnce(count: number, args: readonly string[]): Promise<RunResult[]> {
  const env = { MFA_EXEC_MFA_PROCESS: world.mfaProcess };
  return Promise.all(
    Array.from({ length: count }, (_, at) =>
      world.run(args, { env, timeoutMs: 110_000, node: nodes[at % nodes.length]?.path ?? process.execPath }),
    ),
  );
}

describe('many at once with a cold cache', { timeout: 120_000 }, () => {
  test('64 commands: one code, one call to STS', async () => {
    const results = await runAtOnce(64, ['--', 'true']);
    expect(new Set(results.map(({ status }) => status))).toEqual(new Set([0]));
    expect(world.processCodes()).toHaveLength(1);
    expect(stsOperations(world)).toEqual(['GetSessionToken']);
    expect(litter(world)).toEqual([]);
  });

  test('64 exports: one code, one call to STS, one session for all', async () => {
    const results = await runAtOnce(64, ['export', '--format', 'process']);
    expect(new Set(results.map(({ status }) => status))).toEqual(new Set([0]));
    expect(new Set(results.map(({ stdout }) => JSON.parse(stdout).AccessKeyId)).size).toBe(1);
    expect(world.processCodes()).toHaveLength(1);
    expect(stsOperations(world)).toEqual(['GetSessionToken']);
    expect(litter(world)).toEqual([]);
  });
});

describeWith(keyringCommands, 'ten at once with a real keychain', () => {
  let keyring: Keyring;
  beforeEach(async () => {
    keyring = await startKeyring();
  });
  afterEach(() => keyring.dispose());

  test('cold and warm: one code, and a busy keychain is not taken for a dead one', async () => {
    const env = { ...keyring.env, MFA_EXEC_STORE: 'keychain', MFA_EXEC_MFA_PROCESS: world.mfaProcess };
    for (let round = 0; round < 2; round++) {
      const results = await Promise.all(Array.from({ length: 10 }, () => world.run(['--', 'true'], { env })));
      for (const { status, stderr } of results) {
        expect({ status, stderr }).toEqual({
          status: 0,
          stderr: expect.stringMatching(/^(mfa-exec: waiting .*\n)?$/),
        });
      }
    }
    expect(world.processCodes()).toHaveLength(1);
    expect(stsOperations(world)).toEqual(['GetSessionToken']);
    expect(litter(world)).toEqual([]);
  });
});

test('make -j16 with a cold cache asks once', async (context) => {
  need(context, 'make');
  const targets = Array.from({ length: 16 }, (_, at) => `t${at}`);
  const line = `@"${process.execPath}" "${programPath}" -- sh -c 'echo "$$AWS_ACCESS_KEY_ID"'`;
  const makefile = join(world.home, 'Makefile');
  writeFileSync(makefile, `all: ${targets.join(' ')}\n${targets.join(' ')}:\n\t${line}\n`);
  const env = { ...world.env, MFA_EXEC_MFA_PROCESS: world.mfaProcess };
  const made = await runCommand('make', ['-j16'], { env, cwd: world.home });
  expect(made.status).toBe(0);
  const keys = made.stdout.trim().split('\n');
  expect(keys).toHaveLength(16);
  expect(new Set(keys)).toEqual(new Set([keys[0]]));
  expect(world.processCodes()).toHaveLength(1);
  expect(stsOperations(world)).toEqual(['GetSessionToken']);
});

test('a failing mfa_process runs once, and all end with its reason', async () => {
  const tally = join(world.home, 'tally');
  const env = { MFA_EXEC_MFA_PROCESS: `echo x >> '${tally}'; sleep 2; exit 3` };
  const results = await Promise.all(
    Array.from({ length: 6 }, () => world.run(['--', 'echo', 'ran'], { env })),
  );
  for (const { status, stdout, stderr } of results) {
    expect({ status, stdout }).toEqual({ status: 125, stdout: '' });
    expect(stderr).toMatch(
      /^mfa-exec: (waiting for process \d+[^\n]*\nmfa-exec: )?(mfa_process .*3|.* the mfa_process gave no code)\nmfa-exec: hint: .*\n$/,
    );
  }
  expect((await runCommand('cat', [tally], { env: world.env })).stdout).toBe('x\n');
  expect(stsOperations(world)).toEqual([]);
});
