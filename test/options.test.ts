import { describe, expect, it, test } from 'vitest';
import { OPTIONS, optionSpec } from '../src/options.ts';
import { COMMANDS } from '../src/subcommands.ts';

describe.each(OPTIONS)('$name', (option) => {
  it('has the twin that its name says', () => {
    expect(option.env).toBe(`MFA_EXEC${option.name.slice(1).replaceAll('-', '_').toUpperCase()}`);
  });

  it('names each of its choices in its help', () => {
    for (const choice of 'choices' in option ? option.choices : []) expect(option.help).toContain(choice);
  });

  it('is found', () => {
    expect(optionSpec(option.name)).toBe(option);
  });
});

test('no name is there twice', () => {
  const names = OPTIONS.flatMap((option) =>
    'short' in option ? [option.name, option.short] : [option.name],
  );
  expect(new Set([...names, '--help', '-h', '--version']).size).toBe(names.length + 3);
});

describe.each(COMMANDS)('$name', ({ options, shared }) => {
  it('takes shared options that there are, and none that its own would hide', () => {
    const all = OPTIONS.map((option) => option.name);
    expect(all).toEqual(expect.arrayContaining([...shared]));
    for (const { name } of options) expect(all).not.toContain(name);
  });
});
