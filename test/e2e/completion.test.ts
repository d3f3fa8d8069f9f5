import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { need } from './harness/has.ts';
import { programPath, runCommand } from './harness/program.ts';
import type { Terminal } from './harness/pty.ts';
import { createWorld, type World } from './harness/world.ts';

const posix = describe.runIf(process.platform !== 'win32');
const BASH_COMPLETION = '/usr/share/bash-completion/bash_completion';
const profiles = ['staging', 'production', 'org:dev', 'with blank'];

/** How a shell is started with the completion, and with one for `frob` that has nothing to do with us. */
const shells = {
  bash: {
    args: ['--noprofile', '--rcfile', '.rc', '-i'],
    rc: `
      complete -W 'alpha beta' frob
      grep_words() { COMPREPLY=($(compgen -W "from-function line-$3-$COMP_CWORD-$COMP_POINT" -- "$2")); }
      complete -F grep_words fun
      complete -o nospace -C 'asked' ask
      PS1='> '; bind 'set enable-bracketed-paste off'; eval "$(mfa-exec completion bash)"`,
  },
  zsh: {
    args: ['-i'],
    rc: `
      autoload -Uz compinit; compinit -u -D
      _frob() { compadd alpha beta; }; compdef _frob frob
      PS1='> '; unsetopt zle_bracketed_paste; unset zle_bracketed_paste; eval "$(mfa-exec completion zsh)"`,
  },
  fish: {
    args: ['-i', '-C', 'source .rc'],
    rc: `
      complete -c frob -f -a 'alpha beta'
      set -g fish_autosuggestion_enabled 0; set -g fish_greeting
      function fish_prompt; echo -n '> '; end
      mkdir -p ~/.config/fish/completions
      mfa-exec completion fish > ~/.config/fish/completions/mfa-exec.fish`,
  },
} as const;

let world: World;
beforeAll(async () => {
  const config = () => profiles.map((name) => `[profile "${name}"]\nregion = eu-west-1\n`).join('');
  world = await createWorld({ config });
});
afterAll(() => world.dispose());

/** Puts a program into the shell's PATH. */
function install(name: string, script: string): void {
  const bin = join(world.home, 'bin');
  mkdirSync(bin, { recursive: true });
  writeFileSync(join(bin, name), `#!/bin/sh\n${script}\n`);
  chmodSync(join(bin, name), 0o755);
}

/** A shell with the completion of the built program; a command line that is run only shows its words. */
async function openShell(shell: keyof typeof shells): Promise<Terminal> {
  const { args, rc } = shells[shell];
  install(
    'mfa-exec',
    `[ "$1" != completion ] || exec "${process.execPath}" "${programPath}" "$@"
     printf '{%s}' "$@"; echo .`,
  );
  install('frobnicate', ':');
  install('asked', 'echo "from-$1-$2-$3-$COMP_POINT-$COMP_LINE" | tr " " _');
  // Where it is missing, fish reads all man pages in the background, and goes on when the test is over.
  const generated = join(world.home, '.local', 'share', 'fish', 'generated_completions');
  mkdirSync(generated, { recursive: true });
  writeFileSync(join(generated, 'mfa-exec.fish'), 'complete -c mfa-exec -l from-the-man-page\n');
  writeFileSync(join(world.home, 'Makefile'), 'deploy-everything:\n\t@echo deployed\n');
  writeFileSync(join(world.home, shell === 'zsh' ? '.zshrc' : '.rc'), rc);
  const terminal = world.openCommand(shell, args, {
    cols: 200,
    env: { PATH: `${join(world.home, 'bin')}:${world.env['PATH']}`, ZDOTDIR: world.home },
  });
  await terminal.waitFor('> ');
  return terminal;
}

posix.each(['bash', 'zsh', 'fish'] as const)('in %s', (shell) => {
  // One for all, for zsh takes two seconds to begin; each line ends at a new prompt.
  let terminal: Terminal;
  beforeEach(async (context) => {
    need(context, shell);
    terminal ??= await openShell(shell);
  });

  /** The words that the line has once the tabulator key was pressed at its end. */
  async function completed(typed: string): Promise<string> {
    terminal.write(`${typed}\t\r`);
    return terminal.waitFor(/\{[^\n]*\}\.\s/);
  }

  test('an option, a subcommand, their options and their words', async () => {
    expect(await completed('mfa-exec --prof')).toContain('{--profile}');
    expect(await completed('mfa-exec logo')).toContain('{logout}');
    expect(await completed('mfa-exec logout --al')).toContain('{logout}{--all}');
    expect(await completed('mfa-exec --store keych')).toContain('{--store}{keychain}');
    expect(await completed('mfa-exec --store=keych')).toContain('{--store=keychain}');
    expect(await completed('mfa-exec --duration 36')).toContain('{--duration}{36h}');
    expect(await completed('mfa-exec export --format win')).toContain('{export}{--format}{windows-cmd}');
    expect(await completed('mfa-exec --profile x expo')).toContain('{--profile}{x}{export}');
    expect(await completed('mfa-exec keys rot')).toContain('{keys}{rotate}');
    expect(await completed('mfa-exec keys rotate --al')).toContain('{keys}{rotate}{--all}');
    expect(await completed('mfa-exec keys add rot')).toContain('{keys}{add}{rot}');
    expect(await completed('mfa-exec --from-the-m')).toContain('{--from-the-m}');
  });

  test('profiles, from the AWS files', async () => {
    expect(await completed('mfa-exec --profile stag')).toContain('{--profile}{staging}');
    expect(await completed('mfa-exec --profile=prod')).toContain('{--profile=production}');
    expect(await completed('mfa-exec login --profile org')).toContain('{login}{--profile}{org:dev}');
    expect(await completed('mfa-exec --profile with')).toContain('{--profile}{with blank}');
  });

  test('the wrapped command and its arguments', async () => {
    expect(await completed('mfa-exec -- frobnic')).toContain('{--}{frobnicate}');
    expect(await completed('mfa-exec -- frob al')).toContain('{--}{frob}{alpha}');
    expect(await completed("mfa-exec --profile staging -- frob 'a b' be")).toContain('{frob}{a b}{beta}');
    expect(await completed('mfa-exec -- mfa-exec --pro')).toContain('{--}{mfa-exec}{--profile}');
    expect(await completed('mfa-exec -- cat Make')).toContain('{--}{cat}{Makefile}');
  });

  test('the targets of make, by the completion that the shell has for it', async (context) => {
    need(context, 'make');
    if (shell === 'bash') {
      if (!existsSync(BASH_COMPLETION)) context.skip('no bash-completion');
      terminal.write(`. ${BASH_COMPLETION}\r`);
    }
    expect(await completed('mfa-exec -- make deploy-')).toContain('{--}{make}{deploy-everything}');
  });
});

posix('in bash, a completion for the wrapped command', () => {
  beforeEach((context) => need(context, 'bash'));

  test.each([
    ['a function', 'fun from', '{fun}{from-function}'],
    ['a function sees the line as if it stood alone', 'fun x li', '{fun}{x}{line-x-2-8}'],
    ['a program', 'ask one fro', '{ask}{one}{from-ask-fro-one-11-ask_one_fro}'],
  ])('%s', async (_, typed, shown) => {
    const terminal = await openShell('bash');
    terminal.write(`mfa-exec --quiet -- ${typed}\t\r`);
    expect(await terminal.waitFor(/\{[^\n]*\}\.\s/)).toContain(shown);
  });
});

test('the profiles come without a word where a file cannot be read', async () => {
  const AWS_CONFIG_FILE = join(world.home, 'broken');
  writeFileSync(AWS_CONFIG_FILE, 'what is this\n');
  const { stdout, stderr } = await world.run(['completion', '--profiles'], { env: { AWS_CONFIG_FILE } });
  // Those of the credentials file alone.
  expect({ stdout, stderr }).toEqual({ stdout: 'default\n', stderr: '' });
});

test('the script for zsh serves as an autoloaded file too', async (context) => {
  need(context, 'zsh');
  const { stdout } = await world.run(['completion', 'zsh']);
  const folder = join(world.home, 'functions');
  mkdirSync(folder);
  writeFileSync(join(folder, '_mfa-exec'), stdout);
  const script = `fpath=(${folder} $fpath); autoload -Uz compinit; compinit -u -D; echo $_comps[mfa-exec]`;
  const shown = await runCommand('zsh', ['-f', '-c', script], { env: world.env });
  expect(shown).toMatchObject({ status: 0, stdout: '_mfa-exec\n' });
});

test('values have no text in fish: it would be that of their option', async (context) => {
  need(context, 'fish');
  const { stdout } = await world.run(['completion', 'fish']);
  const file = join(world.home, 'own.fish');
  writeFileSync(file, stdout);
  const shown = await runCommand('fish', ['-c', `source ${file}; complete -C 'mfa-exec --store '`], {
    env: world.env,
  });
  expect(shown).toMatchObject({ status: 0, stdout: 'auto\nfile\nkeychain\nkeyctl\nnone\n', stderr: '' });
});

describe('the script for zsh', () => {
  beforeEach((context) => need(context, 'zsh'));

  test.each([
    ['before compinit', 'eval "$SCRIPT"; autoload -Uz compinit; compinit -u -D'],
    ['after compinit', 'autoload -Uz compinit; compinit -u -D; eval "$SCRIPT"'],
    ['without compinit', 'eval "$SCRIPT"'],
  ])('is evaluated %s', async (_, rc) => {
    const { stdout } = await world.run(['completion', 'zsh']);
    const script = `${rc}; for hook in $precmd_functions; do $hook; done; echo $_comps[mfa-exec] $precmd_functions`;
    const shown = await runCommand('zsh', ['-f', '-c', script], { env: { ...world.env, SCRIPT: stdout } });
    expect(shown).toMatchObject({ status: 0, stdout: '_mfa-exec\n', stderr: '' });
  });
});
