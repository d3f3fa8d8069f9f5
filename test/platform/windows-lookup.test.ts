import { describe, expect, it, test } from 'vitest';
import { windowsCandidates, windowsNotFound } from '../../src/platform/windows-lookup.ts';

describe('where a command may be on Windows', () => {
  it.each([
    [
      'aws',
      { Path: 'C:\\a;D:\\b\\', PATHEXT: '.EXE;.CMD' },
      [
        ...['C:\\a\\aws.EXE', 'C:\\a\\aws.CMD', 'C:\\a\\aws'],
        ...['D:\\b\\aws.EXE', 'D:\\b\\aws.CMD', 'D:\\b\\aws'],
      ],
    ],
    [
      'aws',
      { PATH: '"C:\\Program Files\\a";;', pathext: '.COM' },
      ['C:\\Program Files\\a\\aws.COM', 'C:\\Program Files\\a\\aws'],
    ],
    ['.\\aws', { PATH: 'C:\\a', PATHEXT: '.EXE' }, ['.\\aws.EXE', '.\\aws']],
    ['bin/aws.cmd', { PATH: 'C:\\a', PATHEXT: '.EXE' }, ['bin/aws.cmd.EXE', 'bin/aws.cmd']],
    ['aws', {}, []],
    // The current folder by any name, and what is named from there.
    ['aws', { PATH: '.;bin;..\\bin;\\bin;C:bin;;\\\\host\\share', PATHEXT: '' }, ['\\\\host\\share\\aws']],
    ['', { PATH: 'C:\\a' }, []],
  ])('%j with %j', (name, env, expected) => {
    expect(windowsCandidates(name, env)).toEqual(expected);
  });
});

test('a command that is in the current folder alone is not run, and the hint says how to', () => {
  expect(windowsNotFound('terraform', true)).toMatchObject({
    code: 'COMMAND_NOT_FOUND',
    hint: 'mfa-exec -- .\\terraform',
  });
});

describe('a command that is nowhere', () => {
  it.each([
    ['nothing', 'is it installed, and its folder in PATH? where.exe nothing'],
    ['Echo', 'cmd.exe does that itself: mfa-exec -- cmd /c echo'],
    ['.\\nothing', undefined],
  ])('%s', (name, hint) => {
    expect(windowsNotFound(name)).toMatchObject({ code: 'COMMAND_NOT_FOUND', hint });
  });
});
