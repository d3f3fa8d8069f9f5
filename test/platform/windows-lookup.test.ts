import { describe, expect, it } from 'vitest';
import { windowsCandidates, windowsNotFound } from '../../src/platform/windows-lookup.ts';

describe('where a command may be on Windows', () => {
  it.each([
    [
      'aws',
      { Path: 'C:\\a;D:\\b\\', PATHEXT: '.EXE;.CMD' },
      [
        ...['aws.EXE', 'aws.CMD', 'aws'],
        ...['C:\\a\\aws.EXE', 'C:\\a\\aws.CMD', 'C:\\a\\aws'],
        ...['D:\\b\\aws.EXE', 'D:\\b\\aws.CMD', 'D:\\b\\aws'],
      ],
    ],
    [
      'aws',
      { PATH: '"C:\\Program Files\\a";;', pathext: '.COM' },
      [...['aws.COM', 'aws', 'C:\\Program Files\\a\\aws.COM', 'C:\\Program Files\\a\\aws']],
    ],
    ['.\\aws', { PATH: 'C:\\a', PATHEXT: '.EXE' }, ['.\\aws.EXE', '.\\aws']],
    ['bin/aws.cmd', { PATH: 'C:\\a', PATHEXT: '.EXE' }, ['bin/aws.cmd.EXE', 'bin/aws.cmd']],
    ['aws', {}, ['aws.EXE', 'aws.CMD', 'aws.BAT', 'aws.COM', 'aws']],
    ['', { PATH: 'C:\\a' }, []],
  ])('%j with %j', (name, env, expected) => {
    expect(windowsCandidates(name, env)).toEqual(expected);
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
