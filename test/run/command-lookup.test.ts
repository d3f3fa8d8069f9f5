import { describe, expect, it } from 'vitest';
import { candidates, commandError, search } from '../../src/run/command-lookup.ts';

describe('candidates', () => {
  it.each([
    ['aws', '/a:/b', ['/a/aws', '/b/aws']],
    ['./aws', '/a:/b', ['./aws']],
    ['/x/aws', undefined, ['/x/aws']],
    ['aws', undefined, ['/bin/aws', '/usr/bin/aws']],
    ['aws', '', ['aws']],
    ['aws', '/a:', ['/a/aws', 'aws']],
    ['aws', ':/a::/b', ['aws', '/a/aws', 'aws', '/b/aws']],
    ['-dash', '/a b', ['/a b/-dash']],
    ['', '/a', []],
  ])('%j in PATH %j', (name, path, expected) => {
    expect(candidates(name, path)).toEqual(expected);
  });
});

describe('search', () => {
  const files = (refusals: Record<string, string | undefined>) => ({
    names: Object.keys(refusals),
    attempt: (file: string) => refusals[file],
  });

  it.each([
    ['the first that serves', { a: 'ENOENT', b: undefined, c: undefined }, { file: 'b' }],
    ['past one that may not be executed', { a: 'EACCES', b: undefined }, { file: 'b' }],
    ['past a PATH element that is a file', { a: 'ENOTDIR', b: undefined }, { file: 'b' }],
    ['EACCES before ENOENT', { a: 'EACCES', b: 'ENOENT' }, { file: 'a', refusal: 'EACCES' }],
    ['ENOENT when nothing is there', { a: 'ENOENT', b: 'ENOENT' }, { file: 'b', refusal: 'ENOENT' }],
    ['stops at a file that is no program', { a: 'ENOEXEC', b: undefined }, { file: 'a', refusal: 'ENOEXEC' }],
    [
      'stops at a command line that is too long',
      { a: 'E2BIG', b: undefined },
      { file: 'a', refusal: 'E2BIG' },
    ],
    ['nothing to try', {}, { file: '', refusal: 'ENOENT' }],
  ])('%s', (_title, refusals, expected) => {
    const { names, attempt } = files(refusals);
    expect(search(names, attempt)).toEqual(expected);
  });

  it('tries nothing after the file that serves', () => {
    const tried: string[] = [];
    search(['a', 'b', 'c'], (file) => {
      tried.push(file);
      return file === 'b' ? undefined : 'ENOENT';
    });
    expect(tried).toEqual(['a', 'b']);
  });
});

describe('commandError', () => {
  it.each([
    ['nope', 'ENOENT', 'COMMAND_NOT_FOUND'],
    ['./nope', 'ENOENT', 'COMMAND_NOT_FOUND'],
    ['nope', 'ENOTDIR', 'COMMAND_NOT_FOUND'],
    ['/etc/passwd/x', 'ENOTDIR', 'COMMAND_NOT_EXECUTABLE'],
    ['./plain', 'EACCES', 'COMMAND_NOT_EXECUTABLE'],
    ['./garbage', 'ENOEXEC', 'COMMAND_NOT_EXECUTABLE'],
    ['aws', 'E2BIG', 'COMMAND_NOT_EXECUTABLE'],
    ['aws', 'errno 999', 'COMMAND_NOT_EXECUTABLE'],
  ])('%s: %s', (name, refusal, code) => {
    expect(commandError(name, refusal).code).toBe(code);
  });

  it.each([
    ['kubectl', 'kubectl'],
    ['mysql -pS3cret', 'mysql …'],
    ['PASSWORD=S3cret', 'PASSWORD=…'],
    [' ', ' '],
  ])('names %j as %j: what follows may be a secret', (name, shown) => {
    expect(commandError(name, 'ENOENT').message).toBe(`cannot find the command '${shown}'`);
  });

  it('gives a hint that can be pasted, whatever the name', () => {
    expect(commandError('kubectl', 'EACCES', '/opt/my tools/kubectl').hint).toMatch(
      / ls -ld '\/opt\/my tools\/kubectl'$/,
    );
  });
});
