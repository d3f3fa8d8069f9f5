import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it, test } from 'vitest';
import { commandHelp, generalHelp } from '../../src/cli/help.ts';
import { COMMANDS } from '../../src/subcommands.ts';

describe('the general help', () => {
  const help = generalHelp();

  it.each(COMMANDS)('has a line for $name', ({ name, help: what }) => {
    expect(help).toMatch(new RegExp(`^  ${name} {2,}${what}$`, 'm'));
  });

  it.each(['--help', '--version', '125', '126', '127', 'mfa-exec [options] -- COMMAND'])(
    'mentions %s',
    (text) => {
      expect(help).toContain(text);
    },
  );
});

describe.each(COMMANDS)('the help of $name', ({ name, options, shared }) => {
  const help = commandHelp(name);

  test('lists its options and no other', () => {
    const listed = [...help.matchAll(/^ {2}(?:-\w, )?(--[\w-]+)/gm)].map(([, option]) => option);
    expect(listed).toEqual([...options.map((option) => option.name), ...shared]);
  });
});

describe.each([['general', generalHelp()], ...COMMANDS.map(({ name }) => [name, commandHelp(name)])])(
  '%s help',
  (_, help) => {
    it('fits a terminal, is plain and ends with one newline', () => {
      for (const line of help.split('\n')) expect(line.length, line).toBeLessThanOrEqual(80);
      expect(stripVTControlCharacters(help)).toBe(help);
      expect(help).not.toMatch(/ $|undefined/m);
      expect(help).toMatch(/[^\n]\n$/);
    });
  },
);
