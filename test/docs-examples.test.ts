/** What the documentation shows must be what the program takes. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { root } from '../scripts/lib/npm.mjs';
import { parseIni } from '../src/aws-files/grammar.ts';
import { configTitle } from '../src/aws-files/titles.ts';
import { sectionValues } from '../src/aws-files/values.ts';
import { splitPosix } from '../src/base/posix-words.ts';
import { firstPositional, splitCommandLine } from '../src/cli/command-line.ts';
import { resolveIdentity } from '../src/identity/resolve.ts';
import { OPTIONS } from '../src/options.ts';
import { COMMANDS, type CommandSpec } from '../src/subcommands.ts';

const PAGES = ['README.md', 'docs/recipes.md'];
const pages = PAGES.map((page) => [page, readFileSync(join(root, page), 'utf8')] as const);
const recipes = pages[1]?.[1] ?? '';

function blocks(language: string): string[] {
  return pages.flatMap(([, text]) =>
    [...text.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\``, 'gms'))].map(([, block = '']) => block),
  );
}

/** Calls of mfa-exec in code, each from its name to the end of the command. */
function calls(): string[] {
  const code = pages.flatMap(([, text]) => [
    ...[...text.matchAll(/^```(?:sh|make|ini|console)\n(.*?)^```/gms)].flatMap(([, block = '']) =>
      block.split('\n'),
    ),
    ...[...text.replaceAll(/^```.*?^```/gms, '').matchAll(/`([^`\n]+)`/g)].map(([, inline = '']) => inline),
  ]);
  const found = code.flatMap((line) => line.match(/(?<![\w./-])mfa-exec(?= )[^|)&;#]*/g) ?? []);
  return [...new Set(found.map((call) => call.replace(/["']$/, '').trim()))];
}

test.each(calls())('%s', (call) => {
  const [, ...words] = splitPosix(call) ?? [];
  const { own } = splitCommandLine(words);
  const at = firstPositional(own);
  const command: CommandSpec | undefined = COMMANDS.find(({ name }) => name === own[at]);
  if (at >= 0) expect(COMMANDS.map(({ name }) => name)).toContain(own[at]);
  const known: readonly string[] = [
    ...(command?.shared ?? OPTIONS.map(({ name }) => name)),
    ...(command?.options.map(({ name }) => name) ?? []),
    ...['--help', '--version', '-v', '-q'],
  ];
  for (const word of own.filter((text) => text.startsWith('-')))
    expect(known).toContain(word.replace(/=.*/s, ''));
});

describe('a config file', () => {
  test.each(blocks('ini'))('%s', (block) => {
    const { sections, defaults, problems } = parseIni(block);
    const values = sections.map((section) => sectionValues(section, defaults));
    expect([...problems, ...[...sections, ...values].flatMap((part) => part.problems)]).toEqual([]);
    const titles = sections.map(({ title }) => configTitle(title));
    expect(titles.every(({ kind }) => kind === 'profile')).toBe(true);
    const keys = { aws_access_key_id: 'AKIAEXAMPLE', aws_secret_access_key: 'example' };
    const profiles = Object.fromEntries(
      titles.map(({ name }, index) => {
        const section = values[index]?.values ?? {};
        return [
          name,
          section['role_arn'] || section['credential_process'] ? section : { ...keys, ...section },
        ];
      }),
    );
    const config = { profiles, services: {}, configPath: 'config', credentialsPath: 'credentials' };
    for (const [profile, section] of Object.entries(profiles)) {
      if (section['credential_process']?.startsWith('mfa-exec')) continue;
      expect(resolveIdentity({ profile }, config, {}).profile).toBe(profile);
    }
  });
});

test('links lead somewhere', () => {
  const slug = (heading: string) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\w -]/g, '')
      .replaceAll(' ', '-');
  const anchors = [...recipes.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => `#${slug(heading)}`);
  const wanted = pages.flatMap(([, text]) => [...text.matchAll(/\]\((?:docs\/recipes\.md)?(#[^)]+)\)/g)]);
  expect(wanted.length).toBeGreaterThan(10);
  for (const [, anchor] of wanted) expect(anchors).toContain(anchor);
});
