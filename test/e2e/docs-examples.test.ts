/**
 * Every command line in the README and the recipes, run as it stands: in a home of its own, on the sandbox, with the real
 * shells. Other programs are stand-ins that fail if they have no session; so is `aws`, which takes a second for each call,
 * outside the README.
 */
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { describe, expect, type TestContext, test } from 'vitest';
import { fencedBlocks, readPage } from '../docs-pages.ts';
import { need, needPosix } from './harness/has.ts';
import { programLine, type RunResult, runCommand } from './harness/program.ts';
import { awsWords } from './harness/real-aws.ts';
import { createWorld, type World } from './harness/world.ts';

/** Lines that are not run here, and why. */
const NOT_RUN: readonly (readonly [RegExp, string])[] = [
  [/^npm run demo\b/, 'demo.test.ts runs it'],
  [/^npm run sandbox\b/, 'sandbox-by-hand.test.ts runs it'],
  [
    /^npm ci && .*npm install --global/,
    'it installs for the whole machine; package.test.ts does so elsewhere',
  ],
  [/^npm test\b/, 'this is a part of it'],
  [/^npm run executable\b/, 'it takes minutes; executable.test.ts wants what it makes'],
];

const blocks = fencedBlocks();
const isRun = (line: string) => !NOT_RUN.some(([pattern]) => pattern.test(line));
const makefile = blocks.find(({ language }) => language === 'make')?.text ?? '';

interface Script {
  readonly place: string;
  readonly shell: string;
  readonly script: string;
}

/** The lines of a section that are run, as one script: who reads it types them one after the other. */
function scripts(): Script[] {
  const sections = new Map<string, string[]>();
  for (const { page, heading, language, text } of blocks) {
    const place = `${page}, ${heading}`;
    if (language === 'sh') sections.set(place, [...(sections.get(place) ?? []), ...text.split('\n')]);
  }
  const isZsh = (line: string) => line.includes('completion zsh');
  return [...sections].flatMap(([place, all]) => {
    const lines = all.filter((line) => line.trim() !== '' && isRun(line));
    return [
      { place, shell: 'bash', script: lines.filter((line) => !isZsh(line)).join('\n') },
      { place, shell: 'zsh', script: lines.filter(isZsh).join('\n') },
    ].filter(({ script }) => script !== '');
  });
}

const WITH_SESSION =
  '[ -n "$AWS_SESSION_TOKEN$AWS_CONTAINER_AUTHORIZATION_TOKEN" ] || { echo "$0 has no session" >&2; exit 1; }';

/** Programs in the place of those that are not on every machine. */
function standIns(world: World): Record<string, string> {
  const { accessKeyId, secretAccessKey } = world.sandbox.user.key;
  return {
    'mfa-exec': `exec ${programLine()} "$@"`,
    aws: WITH_SESSION,
    terraform: WITH_SESSION,
    kubectl: WITH_SESSION,
    pulumi: `${WITH_SESSION}; [ "$AWS_PROFILE" = prod ]`,
    // A browser: it follows the link.
    'xdg-open': `exec "${process.execPath}" -e 'fetch(process.argv[1], { redirect: "manual" })' "$1"`,
    docker: `case "$*" in *--env-file*) eval "$(cat "$4")";; esac\n${WITH_SESSION}`,
    oathtool: `[ "$(cat)" = seed ] && ${world.mfaProcess}`,
    ykman: world.mfaProcess,
    'pinentry-gnome3': `printf 'OK\\nD %s\\nOK\\n' "$(${world.mfaProcess})"`,
    'aws-vault': `echo '{"AccessKeyId":"${accessKeyId}","SecretAccessKey":"${secretAccessKey}"}'`,
  };
}

/** A world in which the documentation's profiles, roles and programs are. */
async function documentedWorld(withKeys: readonly string[]): Promise<{ world: World; bin: string }> {
  const world = await createWorld({
    config: () =>
      [
        ...['prod', 'staging', 'base', 'dev'].map((name) => `[profile ${name}]\nregion = eu-central-1\n`),
        ...[
          ['deploy', '000000000034:role/deployer', ''],
          ['audit', '000000000056:role/auditor', 'external_id = 42\n'],
        ].map(
          ([name, role, more]) =>
            `[profile ${name}]\nrole_arn = arn:aws:iam::${role}\nsource_profile = default\nregion = us-east-1\n${more}`,
        ),
      ].join('\n'),
    credentials: ({ user: { key } }) =>
      withKeys
        .map(
          (name) =>
            `[${name}]\naws_access_key_id = ${key.accessKeyId}\naws_secret_access_key = ${key.secretAccessKey}\n`,
        )
        .join('\n'),
  });
  const { roles } = world.sandbox.directory;
  const [known] = roles;
  if (known === undefined) throw new Error('the sandbox has no role');
  for (const name of ['000000000034:role/deployer', '000000000056:role/auditor', '000000000078:role/admin'])
    roles.push({ ...known, arn: `arn:aws:iam::${name}`, maxSessionSeconds: 14_400 });

  const bin = join(world.home, 'bin');
  for (const folder of [bin, join(world.home, '.config', 'fish', 'completions')])
    mkdirSync(folder, { recursive: true });
  for (const [name, text] of Object.entries(standIns(world))) {
    writeFileSync(join(bin, name), `#!/bin/sh\n${text}\n`);
    chmodSync(join(bin, name), 0o755);
  }
  writeFileSync(join(world.home, 'Makefile'), makefile);
  return { world, bin };
}

/** The real AWS CLI in the place of its stand-in; one that is too old to know AWS_ENDPOINT_URL is told the address. */
function putRealAws(bin: string, world: World): void {
  const words = awsWords(world.env, world.sandbox.url).map((word) => `'${word}'`);
  if (words.length === 1) rmSync(join(bin, 'aws'));
  else
    writeFileSync(join(bin, 'aws'), `#!/bin/sh\nPATH='${world.env['PATH']}' exec ${words.join(' ')} "$@"\n`);
}

/** Runs a script in a world of its own, in which codes come without a person. */
async function inDocumentedWorld(
  shell: string,
  script: string,
  context: TestContext,
  { realAws = false } = {},
): Promise<RunResult> {
  needPosix(context);
  need(context, shell, ...(realAws ? ['aws'] : []));
  const movesKeys = /\bkeys\b/.test(script);
  // A key that other profiles have in the files, too, is not rotated.
  const withKeys = movesKeys ? ['default'] : ['default', 'prod', 'staging', 'base'];
  const { world, bin } = await documentedWorld(withKeys);
  if (realAws) putRealAws(bin, world);
  try {
    const env = {
      ...world.env,
      PATH: [bin, world.env['PATH'] ?? ''].join(delimiter),
      MFA_EXEC_MFA_PROCESS: world.mfaProcess,
      // It costs a second for each call, so only where it must be.
      ...(movesKeys && { MFA_EXEC_PASSPHRASE: 'of the test' }),
      TOTP_SEED: 'seed',
    };
    const args = shell === 'fish' ? ['-c', script] : ['-c', `set -e\n${script}`];
    const result = await runCommand(shell, args, { env, cwd: world.home });
    world.secrets.expectNone(result.stderr, 'stderr');
    return result;
  } finally {
    await world.dispose();
  }
}

test.concurrent.for(scripts())('$place, in $shell', async ({ place, shell, script }, context) => {
  const realAws = place.startsWith('README.md') && script.includes(' aws ');
  const { status, stderr } = await inDocumentedWorld(shell, script, context, { realAws });
  expect({ status, stderr }).toMatchObject({ status: 0 });
});

test('every target of the Makefile, at once', async (context) => {
  need(context, 'make');
  const { status, stderr } = await inDocumentedWorld('bash', 'make -j4 clusters deploy', context);
  expect({ status, stderr }).toMatchObject({ status: 0 });
});

test('what the kubeconfig runs', async (context) => {
  const { text = '' } = blocks.find(({ language }) => language === 'yaml') ?? {};
  const command = /command: (\S+)\n\s+args: \[(.*)\]/.exec(text);
  const line = `${command?.[1]} ${command?.[2]?.replaceAll(', ', ' ')}`;
  const { status, stdout } = await inDocumentedWorld('bash', line, context, { realAws: true });
  expect(status).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ kind: 'ExecCredential' });
});

const processes = blocks
  .filter(({ language }) => language === 'ini')
  .flatMap(({ page, heading, text }) =>
    [...text.matchAll(/^(credential|mfa)_process\s*=\s*(.*)$/gm)].map(([, kind = '', line = '']) => ({
      place: `${page}, ${heading}`,
      kind,
      line,
    })),
  );

test.concurrent.for(processes)('$kind process in $place', async ({ kind, line }, context) => {
  const script =
    kind === 'mfa'
      ? `unset MFA_EXEC_MFA_PROCESS\nmfa-exec --mfa-process "$(cat <<'END'\n${line}\nEND\n)" login`
      : line;
  const { status, stdout, stderr } = await inDocumentedWorld('bash', script, context);
  expect({ status, stderr }).toMatchObject({ status: 0 });
  if (kind === 'credential') expect(JSON.parse(stdout)).toMatchObject({ Version: 1 });
});

/** Shells of the table that are on Windows only, or not in Debian. */
const ELSEWHERE = ['PowerShell', 'cmd'];

describe('the session in this shell', () => {
  const table =
    /^## The session in this shell$.*?^\| --- .*?\n(.*?)\n\n/ms.exec(readPage('docs/recipes.md'))?.[1] ?? '';
  const rows = table.split('\n').map((line) => line.slice(2, -2).split(/(?<!\\) \| /));
  const shells = rows.flatMap(([names = '', into = '', out = '']) =>
    names.split(', ').map((shell) => ({ shell, into: code(into), out: code(out) })),
  );

  test('has a row for each', () => {
    expect(shells.map(({ shell }) => shell)).toEqual(['bash', 'zsh', 'dash', 'fish', ...ELSEWHERE]);
  });

  test.concurrent.for(shells.filter(({ shell }) => !ELSEWHERE.includes(shell)))(
    '$shell',
    async ({ shell, into, out }, context) => {
      const script = `${into}\ntest -n "$AWS_SESSION_TOKEN" && echo in\n${out}\ntest -z "$AWS_SESSION_TOKEN" && echo out`;
      const { stdout, stderr } = await inDocumentedWorld(shell, script, context);
      expect({ stdout, stderr }).toMatchObject({ stdout: 'in\nout\n' });
    },
  );
});

function code(cell: string): string {
  return cell.replaceAll('`', '').replaceAll('\\|', '|');
}

describe('what is not run', () => {
  const lines = blocks.filter(({ language }) => language === 'sh').flatMap(({ text }) => text.split('\n'));

  test.each(NOT_RUN)('%s: %s', (pattern, why) => {
    expect(lines.some((line) => pattern.test(line))).toBe(true);
    const file = /(\S+\.test\.ts)/.exec(why)?.[1];
    expect(file === undefined || existsSync(new URL(file, import.meta.url))).toBe(true);
  });

  test('is in the table, and the blocks are of languages that are run, parsed or no commands', () => {
    // Those of the last line are run by recipes.test.ts.
    const known = ['sh', 'make', 'ini', 'yaml', 'console', 'mermaid', 'bash', 'zsh', 'fish', 'toml'];
    expect(blocks.filter(({ language }) => !known.includes(language))).toEqual([]);
    const typed = blocks
      .filter(({ language }) => language === 'console')
      .flatMap(({ text }) => text.match(/^\$ .*/gm) ?? []);
    // It is among the commands of the README, too.
    expect(typed).toEqual(['$ mfa-exec doctor']);
    expect(readFileSync(new URL('doctor.test.ts', import.meta.url), 'utf8')).toContain("'doctor'");
  });
});
