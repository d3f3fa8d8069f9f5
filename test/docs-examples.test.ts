/** What the documentation shows must be what the program takes; test/e2e/docs-examples.test.ts runs it. */
import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
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
import { EXAMPLE_PAGES, fencedBlocks, readPage } from './docs-pages.ts';

const SHOWN = ['sh', 'make', 'ini', 'console'];

/** Calls of mfa-exec in code, each from its name to the end of the command. */
function calls(): string[] {
  const fenced = fencedBlocks().filter(({ language }) => SHOWN.includes(language));
  const inline = EXAMPLE_PAGES.flatMap((page) => [
    ...readPage(page)
      .replaceAll(/^```.*?^```/gms, '')
      .matchAll(/`([^`\n]+)`/g),
  ]);
  const code = [...fenced.flatMap(({ text }) => text.split('\n')), ...inline.map(([, text = '']) => text)];
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
  const blocks = fencedBlocks().filter(({ language }) => language === 'ini');
  test.each(blocks.map(({ text }) => text))('%s', (block) => {
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

describe('links lead somewhere:', () => {
  const slug = (heading: string) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\w -]/g, '')
      .replaceAll(' ', '-');
  const anchors = (page: string) =>
    [...readPage(page).matchAll(/^#+ (.+)$/gm)].map(([, text = '']) => slug(text));
  const docs = readdirSync(join(root, 'docs')).filter((name) => name.endsWith('.md'));
  const pages = ['README.md', 'CONTRIBUTING.md', 'SECURITY.md', ...docs.map((name) => `docs/${name}`)];

  test.each(pages)('%s', (page) => {
    const links = [...readPage(page).matchAll(/\]\((?!https:)([^)#]*)(?:#([^)]+))?\)/g)];
    for (const [link, path = '', anchor] of links) {
      const target = path === '' ? page : join(dirname(page), path).replaceAll('\\', '/');
      expect(existsSync(join(root, target)), link).toBe(true);
      if (anchor !== undefined) expect(anchors(target), link).toContain(anchor);
    }
  });
});
