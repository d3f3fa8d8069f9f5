/** A mistyped line, and the one in its answer pasted into a shell; test/cli/mistakes.test.ts has more of them. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { needPosix } from './harness/has.ts';
import { installed } from './harness/installed.ts';
import { runCommand } from './harness/program.ts';
import { createWorld, type World } from './harness/world.ts';

let world: World;
let env: Record<string, string>;
beforeAll(async () => {
  world = await createWorld({
    config: () => '[profile prod]\nregion = us-east-1\n',
    credentials: ({ user: { key } }) =>
      ['default', 'prod']
        .map(
          (name) =>
            `[${name}]\naws_access_key_id = ${key.accessKeyId}\naws_secret_access_key = ${key.secretAccessKey}\n`,
        )
        .join(''),
  });
  env = { ...installed(world), SHELL: '/bin/bash' };
  await world.warm();
  writeFileSync(join(world.home, 'deploy'), '#!/bin/sh\necho "deployed to $AWS_REGION"\n', { mode: 0o755 });
  writeFileSync(join(world.home, 'plain.sh'), '#!/bin/sh\necho ran\n', { mode: 0o644 });
  writeFileSync(join(world.home, '.bashrc'), "alias ll='echo aliased'\n");
});
afterAll(() => world?.dispose());
beforeEach((context) => needPosix(context));

test.each([
  ['mfa-exec prod -- ./deploy', 125, 'deployed to us-east-1\n'],
  ['mfa-exec exec prod -- ./deploy', 125, 'deployed to us-east-1\n'],
  ['mfa-exec ./deploy', 125, 'deployed to eu-central-1\n'],
  ['mfa-exec --profil prod -- ./deploy', 125, 'deployed to us-east-1\n'],
  ['mfa-exec -p prod -- deploy', 127, 'deployed to us-east-1\n'],
  ["mfa-exec -p prod -- './deploy now'", 127, 'deployed to us-east-1\n'],
  ['mfa-exec -- AWS_REGION=eu-west-1 ./deploy', 127, 'deployed to eu-west-1\n'],
  ['mfa-exec -- -p prod ./deploy', 127, 'deployed to us-east-1\n'],
  ['mfa-exec -- ll', 127, 'aliased\n'],
  ['mfa-exec -- exec ./deploy', 127, 'deployed to eu-central-1\n'],
  ['mfa-exec login prod', 125, ''],
  ['mfa-exec verison', 125, /^\d/],
])('%s', async (typed, status, shown) => {
  const shell = (line: string) => runCommand('sh', ['-c', line], { cwd: world.home, env });
  const answer = await shell(typed);
  expect(answer.status).toBe(status);
  const line = /hint: (?:.*: )?(mfa-exec .*)/.exec(answer.stderr)?.[1] ?? '';
  const mended = await shell(line);
  expect({ line, ...mended }).toMatchObject({ status: 0, stdout: expect.stringMatching(shown) });
});

test('a script that is not marked as a program is marked by the line of the answer', async () => {
  const shell = (line: string) => runCommand('sh', ['-c', line], { cwd: world.home, env });
  const { status, stderr } = await shell('mfa-exec -- ./plain.sh');
  expect(status).toBe(126);
  await shell(/chmod .*/.exec(stderr)?.[0] ?? 'false');
  expect(await shell('mfa-exec -- ./plain.sh')).toMatchObject({ status: 0, stdout: 'ran\n' });
});

test('aws --profile behind the -- is noted by the built program, and not with --quiet', async () => {
  const run = (...options: string[]) =>
    world.run([...options, '--', 'aws', 'x', '--profile', 'prod'], { env: { PATH: '/nowhere' } });
  expect((await run()).stderr).toContain(
    'name the profile before the --: mfa-exec --profile prod -- aws x\n',
  );
  expect((await run('--quiet')).stderr).not.toContain('ignores the session');
});
