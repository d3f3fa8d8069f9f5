import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { describe, expect, test } from 'vitest';
import { manPage } from '../scripts/lib/man-page.mjs';
import { root } from '../scripts/lib/npm.mjs';
import { withTables } from '../scripts/lib/tables.mjs';
import { MfaExecError } from '../src/base/errors.ts';
import { CompletionCommand } from '../src/cli/commands/completion.ts';
import { ConsoleCommand } from '../src/cli/commands/console.ts';
import { DoctorCommand } from '../src/cli/commands/doctor.ts';
import { ExportCommand } from '../src/cli/commands/export.ts';
import { KeysCommand } from '../src/cli/commands/keys.ts';
import { LoginCommand } from '../src/cli/commands/login.ts';
import { LogoutCommand } from '../src/cli/commands/logout.ts';
import { parse } from '../src/cli/commands/parse.ts';
import { ShellCommand } from '../src/cli/commands/shell.ts';
import { StatusCommand } from '../src/cli/commands/status.ts';
import { bashCompletion } from '../src/cli/completion/bash.ts';
import { fishCompletion } from '../src/cli/completion/fish.ts';
import { zshCompletion } from '../src/cli/completion/zsh.ts';
import { commandHelp, generalHelp } from '../src/cli/help.ts';
import * as options from '../src/options.ts';
import * as variables from '../src/session/documented-variables.ts';
import * as subcommands from '../src/subcommands.ts';
import { FakeApp } from './fakes/world.ts';

const { OPTIONS } = options;
const { COMMANDS } = subcommands;
const definitions = { ...options, ...subcommands, ...variables };
const read = (name: string) => readFileSync(join(root, name), 'utf8');
const { version } = JSON.parse(read('package.json'));

/** The page without roff's markup. */
const man = read('mfa-exec.1')
  .replaceAll(/\\f[BIR]/g, '')
  .replaceAll('\\-', '-')
  .replaceAll('\\:', '')
  .replaceAll('\\(aq', "'");
const reference = read('docs/reference.md');
const scripts = { bash: bashCompletion(), zsh: zshCompletion(), fish: fishCompletion() };

const CLASSES = {
  login: LoginCommand,
  status: StatusCommand,
  logout: LogoutCommand,
  export: ExportCommand,
  doctor: DoctorCommand,
  completion: CompletionCommand,
  keys: KeysCommand,
  console: ConsoleCommand,
  shell: ShellCommand,
};

/** `keys` has a word of its own behind it. */
const WORDS: Partial<Record<subcommands.CommandName, string>> = { keys: 'list' };

/** Whether the parser of the command takes the word. */
async function takes(command: subcommands.CommandName, word: string): Promise<boolean> {
  try {
    const words = [command, WORDS[command] ?? '', word].filter((part) => part !== '');
    await parse(words, command, CLASSES[command], { app: new FakeApp(), command: undefined });
    return true;
  } catch (error) {
    if (error instanceof MfaExecError && /has no option/.test(error.message)) return false;
    throw error;
  }
}

describe('what is made from the definitions is current; npm run docs makes it anew:', () => {
  test('mfa-exec.1', () => {
    expect(read('mfa-exec.1')).toBe(manPage(definitions, version));
  });

  test('the tables in docs/reference.md', () => {
    expect(reference).toBe(withTables(reference, definitions));
  });
});

describe.each(OPTIONS)('$name', (option: options.OptionSpec) => {
  const { name, short, value, env, help } = option;
  const names = short === undefined ? name : `${short}, ${name}`;
  const usage = value === undefined ? names : `${names} ${value}`;
  const words = (text: string) => text.replaceAll(/\s+/g, ' ');

  test('is in --help, the man page and the reference, in the same words', () => {
    expect(words(generalHelp())).toContain(` ${usage} ${help}`);
    expect(words(man).toLowerCase()).toContain(`.tp ${usage} (${env}) ${help}.`.toLowerCase());
    expect(reference).toContain(`| \`${usage}\` | \`${env}\` | ${help} |`);
  });

  test('is in the help of each command that takes it, and of no other', async () => {
    const shown = COMMANDS.filter((command) => commandHelp(command.name).includes(`  ${usage} `));
    const taking: string[] = [];
    for (const command of COMMANDS) {
      if (await takes(command.name, value === undefined ? name : `${name}=x`)) taking.push(command.name);
    }
    expect(shown.map((command) => command.name)).toEqual(taking);
  });

  test('is in the completion of every shell', () => {
    expect(scripts.bash).toContain(` ${name} `);
    expect(scripts.zsh).toMatch(new RegExp(`[ '{,]${name}[=[}]`));
    expect(scripts.fish).toContain(` -l ${name.slice(2)} `);
  });
});

describe.each(COMMANDS)('the command $name', (command: subcommands.CommandSpec) => {
  test('is in --help, the man page, the reference and the completions, with its own options', () => {
    expect(generalHelp()).toContain(`  ${command.name} `);
    for (const { name } of [command, ...command.options]) {
      expect(man).toMatch(new RegExp(`^${name}\\b`, 'm'));
      expect(reference).toMatch(new RegExp(`\`(mfa-exec )?${name}\\b`));
      expect(Object.values(scripts).every((script) => script.includes(name.replace('--', '')))).toBe(true);
    }
  });
});

test("every variable of ours that the program reads is an option's twin or explained in the man page", () => {
  const sources = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => read(join('src', name)));
  const used = new Set(sources.flatMap((text) => text.match(/\benv\['MFA_EXEC_\w+/g) ?? []));
  const names = [...used].map((text) => text.slice("env['".length));
  expect(names).toContain('MFA_EXEC_PASSPHRASE');
  expect(names.filter((name) => !new RegExp(`\\b${name}\\b`).test(man))).toEqual([]);
});

test('headings are bold on a terminal only', () => {
  expect(stripVTControlCharacters(generalHelp({ colour: true, unicode: true }))).toBe(generalHelp());
  expect(generalHelp({ colour: true, unicode: true })).toContain('\u001b[1mUsage\u001b[0m');
});
