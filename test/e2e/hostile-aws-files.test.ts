/** The AWS files name programs to run: what others may have written there is not run. */
import { chmodSync, chownSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { needPosix } from './harness/has.ts';
import { testNodes } from './harness/nodes.ts';
import { createWorld, type World } from './harness/world.ts';

const SOMEBODY = 54_323;
const uid = process.getuid?.() ?? 0;

let world: World;
beforeEach(async (context) => {
  needPosix(context);
  world = await createWorld();
});
afterEach(() => world?.dispose());

const aws = (name = '') => join(world.home, '.aws', name);

const give = (group: number, owner = uid) => {
  chownSync(aws('config'), owner, group);
  chmodSync(aws('config'), 0o660);
};

const SPOILT: readonly (readonly [string, () => void])[] = [
  ['a config that others can change', () => chmodSync(aws('config'), 0o646)],
  ['credentials that others can change', () => chmodSync(aws('credentials'), 0o602)],
  ['a folder that others can change', () => chmodSync(aws(), 0o757)],
];
// Only root can give files away.
const GIVEN: typeof SPOILT = [
  ['a config that a group can change', () => give(SOMEBODY)],
  ['a config of another user', () => give(SOMEBODY, SOMEBODY)],
];

describe.each(testNodes())('on Node $version', ({ path: node }) => {
  test.each(uid === 0 ? [...SPOILT, ...GIVEN] : SPOILT)(
    '%s names no program that is run, and doctor says so',
    async (_what, spoil) => {
      const mark = join(world.home, 'pwned');
      for (const key of ['mfa_process', 'credential_process']) {
        const keys = key === 'mfa_process' ? '' : '[default]\n';
        if (keys !== '') writeFileSync(aws('credentials'), keys, { mode: 0o600 });
        const config = readFileSync(aws('config'), 'utf8');
        writeFileSync(aws('config'), `${config}${key} = touch ${mark}\n`);
        spoil();
        const { status, stderr } = await world.run(['--', 'true'], { node });
        expect(status).toBe(125);
        expect(stderr).toMatch(
          /(can be changed by other users|belongs to user \d+).*: no program that is named there is run\n/,
        );
        const { stdout } = await world.run(['doctor'], { node });
        expect(stdout).toMatch(/can be changed by other users|belongs to user/);
        expect(existsSync(mark)).toBe(false);
        writeFileSync(aws('config'), config);
      }
    },
  );

  test('a program that an option names is run all the same', async () => {
    chmodSync(aws('config'), 0o646);
    const { status } = await world.run(['--mfa-process', world.mfaProcess, '--', 'true'], { node });
    expect(status).toBe(0);
  });
});
