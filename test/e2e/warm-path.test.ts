/** What a cache hit touches, as the kernel sees it: every file more is time for every command. */
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { describeWith } from './harness/has.ts';
import { type Keyring, keyringCommands, startKeyring } from './harness/keyring.ts';
import { testNodes } from './harness/nodes.ts';
import { programPath, runCommand } from './harness/program.ts';
import { createWorld, type World } from './harness/world.ts';

const folderOf = join(programPath, '..', '..');

describeWith(['strace', ...keyringCommands], 'a cache hit', () => {
  let keyring: Keyring;
  let world: World;
  beforeEach(async () => {
    keyring = await startKeyring();
    world = await createWorld({ keyring });
    await world.warm();
  });
  afterEach(async () => {
    await world.dispose();
    await keyring.dispose();
  });

  /** The files opened and the addresses connected to, between Node's start and the command's. */
  async function touched(node: string): Promise<string[]> {
    const command = ['-f', '-qq', '-e', 'trace=openat,connect,execve', node, programPath, '--', 'true'];
    await runCommand('strace', command, { env: world.env });
    const { stderr, status } = await runCommand('strace', command, { env: world.env });
    expect(status).toBe(0);
    const lines = stderr.split('\n').filter((line) => !line.includes('ENOENT'));
    const begin = lines.findIndex((line) => line.includes(`"${programPath}", O_RDONLY`));
    const end = lines.findIndex((line) => line.includes('execve(') && line.includes('["true"]'));
    return lines
      .slice(begin, end)
      .flatMap((line) => /(?:openat\([^"]*|sun_path=|sin_addr=[^"]*)"([^"]*)"/.exec(line)?.[1] ?? []);
  }

  describe.each(testNodes())('on Node $version', ({ path: node }) => {
    test('reads the two AWS files once, asks the keychain once, and loads one file and koffi', async () => {
      const files = (await touched(node)).filter(
        (path) => path !== node && !/^\/(proc|sys|dev)\//.test(path),
      );
      const own = files
        .filter((path) => path.startsWith(folderOf))
        .map((path) => path.slice(folderOf.length));
      expect(own).toEqual(['/dist/mfa-exec.cjs', '/dist/warm.cjs', expect.stringMatching(/\/koffi\.node$/)]);
      const home = files
        .filter((path) => path.startsWith(world.home))
        .map((path) => path.slice(world.home.length));
      expect(home).toEqual([expect.stringMatching(/\/compiled-[^/]*$/), '/.aws/config', '/.aws/credentials']);
      expect(files.filter((path) => path.includes('dbus'))).toHaveLength(1);
      expect(files.filter((path) => /libsecret|libglib|127\.0\.0\.1/.test(path))).toEqual([]);
    });
  });
});
