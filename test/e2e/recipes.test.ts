/** The recipes for shells and other programs, as one would paste them; docs-examples.test.ts runs the plain lines. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { fencedBlocks } from '../docs-pages.ts';
import { hasOptional, need, needPosix } from './harness/has.ts';
import { installed } from './harness/installed.ts';
import { runCommand } from './harness/program.ts';
import { createWorld, type World } from './harness/world.ts';

const blocks = fencedBlocks(['docs/recipes.md']);
function recipe(heading: string, language: string): string {
  const found = blocks.filter((block) => block.heading === heading && block.language === language);
  if (found.length === 0) throw new Error(`no ${language} under ${heading}`);
  return found.map(({ text }) => text).join('\n');
}

let world: World;
let env: Record<string, string>;
beforeAll(async () => {
  world = await createWorld({
    config: () => '[profile dev]\nregion = eu-central-1\nsource_profile = default\n',
  });
  env = installed(world);
});
afterAll(() => world?.dispose());
beforeEach((context) => needPosix(context));

describe('the profile in the prompt', () => {
  const HEADING = 'The profile in the prompt';
  const PROMPTS = {
    bash: ["PS1='> '", 'echo "${PS1@P}"'],
    zsh: ["PROMPT='> '", 'print -P "$PROMPT"'],
    fish: ["function fish_prompt; echo '> '; end", 'fish_prompt'],
  } as const;
  const end = () => `${new Date(Date.now() + 90.5 * 60_000).toISOString().slice(0, 19)}Z`;

  describe.each(['bash', 'zsh', 'fish'] as const)('of %s', (shell) => {
    test.each([
      ['a profile', { MFA_EXEC_SESSION: '2:prod:key=x' }, '(prod 90m) > \n'],
      ['keys of the environment', { MFA_EXEC_SESSION: '2::key=x' }, '(keys 90m) > \n'],
      ['no session', {}, '> \n'],
    ])('%s', async (_, session, shown) => {
      const [before, after] = PROMPTS[shell];
      const script = [before, recipe(HEADING, shell), after].join('\n');
      const variables = { ...env, TZ: 'Asia/Tokyo', AWS_CREDENTIAL_EXPIRATION: end(), ...session };
      const { stdout, stderr } = await runCommand(shell, ['-c', script], { cwd: world.home, env: variables });
      expect({ stdout, stderr }).toEqual({ stdout: shown, stderr: '' });
    });
  });

  test('of Starship', async () => {
    const [, command = ''] = /^command = '(.*)'$/m.exec(recipe(HEADING, 'toml')) ?? [];
    const { stdout } = await runCommand('sh', ['-c', command], {
      env: { ...env, MFA_EXEC_SESSION: '2:prod:key=x' },
    });
    expect(stdout).toBe('prod\n');
  });

  test('what mfa-exec sets is what they read', async () => {
    await world.warm();
    const show = 'p=${MFA_EXEC_SESSION#*:}; echo "${p%%:*} $AWS_CREDENTIAL_EXPIRATION"';
    const { stdout } = await world.run(['--profile', 'default', '--', 'sh', '-c', show]);
    expect(stdout).toMatch(/^default \d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ\n$/);
  });
});

describe('aliases', () => {
  test.each(['bash', 'zsh'] as const)('behind mfa in %s', async (shell) => {
    await world.warm();
    const file = join(world.home, `alias.${shell}`);
    const lines = [
      recipe('Aliases and functions', 'bash'),
      "alias k='printenv AWS_PROFILE_OF_ALIAS'",
      'mfa k',
    ];
    writeFileSync(file, lines.join('\n'));
    const options = shell === 'bash' ? ['-O', 'expand_aliases', file] : ['-f', file];
    const { stdout, stderr } = await runCommand(shell, options, {
      cwd: world.home,
      env: { ...env, AWS_PROFILE_OF_ALIAS: 'ran' },
    });
    expect({ stdout, stderr }).toEqual({ stdout: 'ran\n', stderr: '' });
  });

  test('mfa in fish is spelled out', async (context) => {
    need(context, 'fish');
    const script = `${recipe('Aliases and functions', 'fish')}\nabbr --show`;
    const { stdout, status } = await runCommand('fish', ['-c', script], { cwd: world.home, env });
    expect(status).toBe(0);
    expect(stdout).toContain("mfa 'mfa-exec --'");
  });
});

if (hasOptional('kubectl')) {
  test('the kubeconfig of the AWS CLI becomes that of the recipe', async () => {
    const file = join(world.home, 'kubeconfig');
    const { text = '' } = blocks.filter(({ language }) => language === 'yaml')[1] ?? {};
    const head = 'apiVersion: v1\nkind: Config\nusers:\n- name: my-cluster-name-here\n  user:\n';
    writeFileSync(file, head + text);
    const { status, stderr } = await runCommand('bash', ['-c', recipe('kubectl and EKS', 'bash')], {
      env: { ...env, KUBECONFIG: file },
    });
    expect({ status, stderr }).toMatchObject({ status: 0 });
    const wanted = blocks.find(({ language }) => language === 'yaml')?.text ?? '';
    const words = /args: \[(.*)\]/.exec(wanted)?.[1]?.split(', ') ?? [];
    const changed = readFileSync(file, 'utf8');
    expect([...changed.matchAll(/^ {6}- (.*)$/gm)].map(([, word]) => word)).toEqual(words);
    expect(changed).toContain('command: mfa-exec');
    expect(changed).toContain('interactiveMode: IfAvailable');
    expect(changed).not.toContain('AWS_PROFILE');
  });
}

test('direnv: without a session it is said how to get one; with one the shell has it', async () => {
  const rc = recipe('direnv', 'bash');
  const show = `${rc}\necho "[\${AWS_SESSION_TOKEN:+session}]"`;
  const run = (home: World) =>
    runCommand('bash', ['-c', show], { cwd: home.home, env: { ...installed(home) } });
  const cold = await createWorld({
    config: () => '[profile dev]\nregion = eu-central-1\n',
    credentials: ({ user: { key } }) =>
      `[dev]\naws_access_key_id = ${key.accessKeyId}\naws_secret_access_key = ${key.secretAccessKey}\n`,
  });
  try {
    mkdirSync(join(cold.home, 'project'));
    const before = await run(cold);
    expect(before.stdout).toBe('[]\n');
    expect(before.stderr).toContain('mfa-exec login');
    await cold.run(['login', '--profile', 'dev'], { env: { MFA_EXEC_TOKEN_CODE: cold.freshCode() } });
    expect(await run(cold)).toMatchObject({ stdout: '[session]\n', stderr: '' });
  } finally {
    await cold.dispose();
  }
});
