import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { compiledFile, readCompiled, saveCompiled } from '../../src/platform/compiled-code.ts';

const { versions, arch } = process;
const PROGRAM = '12-345';
const NAME = `compiled-b1-${versions.v8}-${arch}`;

test.each([
  ['linux', { HOME: '/home/me' }, `/home/me/.cache/mfa-exec/code/${NAME}`],
  ['linux', { HOME: '/home/me', XDG_CACHE_HOME: '/cache' }, `/cache/mfa-exec/code/${NAME}`],
  ['linux', { HOME: '/home/me', XDG_CACHE_HOME: 'cache' }, `/home/me/.cache/mfa-exec/code/${NAME}`],
  ['darwin', { HOME: '/Users/me' }, `/Users/me/Library/Caches/mfa-exec/code/${NAME}`],
  ['linux', { HOME: 'here' }, undefined],
  ['linux', {}, undefined],
] as const)('on %s with %j', (platform, env, file) => {
  expect(compiledFile(env, platform, 1000, 'b1')).toBe(file);
});

test('other flags of V8 have a file of their own', () => {
  const file = (NODE_OPTIONS?: string) =>
    compiledFile({ HOME: '/home/me', NODE_OPTIONS }, 'linux', 1000, 'b1');
  expect(new Set([file(), file('--expose-gc'), file('--stack-trace-limit=50')]).size).toBe(3);
  expect(file('--expose-gc')).toBe(file('--expose-gc'));
});

test('on Windows without a uid, elsewhere never', () => {
  expect(compiledFile({ LOCALAPPDATA: '/local' }, 'win32', undefined, 'b1')).toContain('mfa-exec');
  expect(compiledFile({}, 'win32', undefined, 'b1')).toBeUndefined();
  expect(compiledFile({ HOME: '/home/me' }, 'linux', undefined, 'b1')).toBeUndefined();
});

describe.skipIf(process.platform === 'win32')('who can write it', () => {
  const uid = process.getuid?.() ?? 0;
  let home = '';
  let file = '';
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'mx-code-'));
    file = compiledFile({ HOME: home }, 'linux', uid, 'b1') ?? '';
  });
  afterEach(() => rmSync(home, { recursive: true, force: true }));

  test('what was kept is read, and only its owner may', () => {
    saveCompiled(file, uid, PROGRAM, () => Buffer.from('code'));
    expect(readCompiled(file, uid, PROGRAM)?.toString()).toBe('code');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(statSync(dirname(file)).mode & 0o777).toBe(0o700);
  });

  test.each<[what: string, damage: (content: Buffer) => Buffer]>([
    ['a byte changed', (content) => content.fill(0x7f, 7, 8)],
    ['its end lost', (content) => content.subarray(0, -1)],
    ['its second half lost', (content) => content.subarray(0, content.length - 2)],
    ['zeros for its end', (content) => content.fill(0, 6)],
    ['nothing left', () => Buffer.alloc(0)],
    ['zeros only', (content) => content.fill(0)],
  ])('with %s it is not used: V8 would crash', (_what, damage) => {
    saveCompiled(file, uid, PROGRAM, () => Buffer.from('code'));
    writeFileSync(file, damage(readFileSync(file)), { mode: 0o600 });
    expect(readCompiled(file, uid, PROGRAM)).toBeUndefined();
  });

  test('nothing is kept of builds long past, and nothing half-written', () => {
    const [past, other] = ['-b0-', '-b2-'].map((build) => file.replace('-b1-', build));
    for (const build of [past, other]) saveCompiled(build ?? '', uid, PROGRAM, () => Buffer.from('old'));
    utimesSync(past ?? '', 0, 0);
    saveCompiled(file, uid, PROGRAM, () => Buffer.from('code'));
    saveCompiled(file, uid, PROGRAM, () => Buffer.from('newer'));
    expect(readdirSync(dirname(file))).toEqual([NAME, NAME.replace('-b1-', '-b2-')]);
  });

  describe.each<[what: string, spoil: () => void]>([
    ['a file that others can write', () => chmodSync(file, 0o622)],
    ['a file that others can read', () => chmodSync(file, 0o644)],
    ['a folder that others can look into', () => chmodSync(dirname(file), 0o755)],
    [
      'a copy of it, with the same owner and mode',
      () => {
        const content = readFileSync(file);
        // Beside it for a moment, or the file system would give the number again.
        writeFileSync(`${file}.copy`, content, { mode: 0o600 });
        renameSync(`${file}.copy`, file);
      },
    ],
    ['a folder that others can write', () => chmodSync(dirname(file), 0o777)],
    ['a folder above that others can write', () => chmodSync(dirname(dirname(file)), 0o777)],
    [
      'a link above',
      () => {
        renameSync(dirname(dirname(file)), join(home, 'elsewhere'));
        symlinkSync(join(home, 'elsewhere'), dirname(dirname(file)));
      },
    ],
    [
      'a link',
      () => {
        rmSync(file);
        writeFileSync(join(home, 'elsewhere'), 'code', { mode: 0o600 });
        symlinkSync(join(home, 'elsewhere'), file);
      },
    ],
  ])('%s', (_, spoil) => {
    test('is not used', () => {
      saveCompiled(file, uid, PROGRAM, () => Buffer.from('code'));
      spoil();
      expect(readCompiled(file, uid, PROGRAM)).toBeUndefined();
    });
  });

  test('what another installation of the program kept is not used', () => {
    saveCompiled(file, uid, PROGRAM, () => Buffer.from('code'));
    expect(readCompiled(file, uid, '12-346')).toBeUndefined();
  });

  test("another user's file is not used", () => {
    saveCompiled(file, uid, PROGRAM, () => Buffer.from('code'));
    expect(readCompiled(file, uid + 1, PROGRAM)).toBeUndefined();
  });

  test("nothing is left in another user's home", () => {
    saveCompiled(file, uid + 1, PROGRAM, () => Buffer.from('code'));
    expect(readdirSync(home)).toEqual([]);
  });

  test.each([
    ['a folder below one of root, where it is ours', () => mkdirSync(join(home, '.cache'))],
    ['no cache folder', () => {}],
  ])('%s: it is kept, whatever the umask', (_what, prepare) => {
    prepare();
    const umask = process.umask(0o777);
    try {
      saveCompiled(file, uid, PROGRAM, () => Buffer.from('code'));
    } finally {
      process.umask(umask);
    }
    expect(readCompiled(file, uid, PROGRAM)?.toString()).toBe('code');
  });

  test('a full disk is left as it was, and a place that cannot be had costs no compiling', () => {
    saveCompiled(file, uid, PROGRAM, () => Buffer.from('code'));
    saveCompiled(file, uid, PROGRAM, () => {
      throw new Error('ENOSPC');
    });
    expect(readdirSync(dirname(file))).toEqual([NAME]);
    saveCompiled(file, uid + 1, PROGRAM, () => expect.unreachable('not asked for'));
  });

  test('nothing is written where others can write the folder', () => {
    mkdirSync(dirname(file), { recursive: true });
    chmodSync(dirname(file), 0o777);
    saveCompiled(file, uid, PROGRAM, () => Buffer.from('code'));
    expect(readdirSync(dirname(file))).toEqual([]);
  });
});
