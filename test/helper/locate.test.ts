import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { locate } from '../../src/helper/locate.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'mx-locate-'));
  for (const project of ['a', 'b']) {
    mkdirSync(join(root, project, 'bin'), { recursive: true });
    program(project, 'bin', 'creds');
    writeFileSync(join(root, project, 'keys.json'), '{}');
  }
  mkdirSync(join(root, 'tools'));
  program('tools', 'vault');
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function program(...path: string[]): void {
  writeFileSync(join(root, ...path), '#!/bin/sh\n', { mode: 0o755 });
}

/** What the line means in a folder; the AWS files are in `~/.aws`. */
const at = (folder: string, command: string, files = [join(root, 'config')], path = join(root, 'tools')) =>
  locate(
    { kind: 'process', command, from: 'profile "p"', files },
    { env: { PATH: path }, cwd: () => join(root, folder), platform: process.platform },
  );

describe.skipIf(process.platform === 'win32')('two projects with one line', () => {
  test.each([
    './bin/creds',
    'bin/creds --flag',
    'vault keys.json',
    'vault ./keys.json',
    'vault --from=keys.json',
    '../b/../tools/vault bin/creds',
  ])('mean two programs: %s', (command) => {
    expect(at('a', command)).not.toEqual(at('b', command));
    expect(at('a', command)).toEqual(at('a', command));
  });

  test.each(['vault', 'vault bin', 'vault op://prod/aws', 'vault show aws/prod', '$X', '"open', ''])(
    'mean the same one: %s',
    (command) => {
      expect(at('a', command)).toEqual(at('b', command));
    },
  );

  test('mean two where the AWS files are named relative to the folder', () => {
    expect(at('a', 'vault', ['config'])).not.toEqual(at('b', 'vault', ['config']));
  });

  test('mean two where PATH is relative, and none is run that may not be', () => {
    expect(at('a', 'creds', [], 'bin')).not.toEqual(at('b', 'creds', [], 'bin'));
    writeFileSync(join(root, 'a', 'vault'), '', { mode: 0o644 });
    expect(at('a', 'vault', [], `.:${root}/tools`)).toEqual(at('b', 'vault', [], `.:${root}/tools`));
  });
});

describe.skipIf(process.platform === 'win32')('the same line means something else', () => {
  test('after the program was changed or replaced', () => {
    const before = at('a', 'vault');
    utimesSync(join(root, 'tools', 'vault'), 1, 1);
    const touched = at('a', 'vault');
    expect(touched).not.toEqual(before);
    program('tools', 'new');
    renameSync(join(root, 'tools', 'new'), join(root, 'tools', 'vault'));
    expect(at('a', 'vault')).not.toEqual(touched);
  });

  test('after a link was turned', () => {
    const link = join(root, 'current');
    symlinkSync(join(root, 'a', 'keys.json'), link);
    const before = at('a', `vault ${link}`);
    rmSync(link);
    symlinkSync(join(root, 'b', 'keys.json'), link);
    expect(at('a', `vault ${link}`)).not.toEqual(before);
  });

  test('not after a file was written that a word names: a program may keep its state there', () => {
    const before = at('a', 'vault keys.json');
    writeFileSync(join(root, 'a', 'keys.json'), '{"changed": true}');
    expect(at('a', 'vault keys.json')).toEqual(before);
  });
});

test('a folder that was removed and a program that is missing are no failures', () => {
  const gone = () => {
    throw new Error('ENOENT: uv_cwd');
  };
  const source = { kind: 'process', command: 'missing', from: 'profile "p"', files: ['config'] } as const;
  expect(locate(source, { env: {}, cwd: gone, platform: process.platform })).toEqual(['/', '']);
});
