/** The console's link, made by the built program at the sandbox's federation endpoint. */
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { section } from './harness/aws-home.ts';
import { needPosix } from './harness/has.ts';
import { createWorld, type World } from './harness/world.ts';

const ROLE = 'arn:aws:iam::000000000012:role/deployer';

let world: World;
beforeEach(async (context) => {
  needPosix(context);
  world = await createWorld({
    sandbox: {
      roles: [
        { name: 'deployer', maxSessionSeconds: 43_200 },
        { name: 'inner', requireMfa: false },
      ],
    },
    config: () =>
      section('profile deploy', { role_arn: ROLE, source_profile: 'default', region: 'eu-central-1' }) +
      section('profile chained', {
        role_arn: ROLE.replace('deployer', 'inner'),
        source_profile: 'deploy',
      }),
  });
});
afterEach(() => world?.dispose());

/** Where the link leads. */
async function follow(link: string): Promise<readonly [number, string | null]> {
  const { status, headers } = await fetch(link, { redirect: 'manual' });
  return [status, headers.get('location')];
}
const withCode = () => ({ env: { MFA_EXEC_TOKEN_CODE: world.freshCode() } });

describe('mfa-exec console', () => {
  test('prints a link that signs in; a chain too; longer than an hour where AWS allows it', async () => {
    const own = await world.run(
      ['console', '--profile', 'deploy', '--print', '--destination', '/s3'],
      withCode(),
    );
    expect(own).toMatchObject({ status: 0 });
    expect(await follow(own.stdout.trim())).toEqual([
      302,
      'https://eu-central-1.console.aws.amazon.com/s3?region=eu-central-1',
    ]);
    const chained = await world.run(['console', '--profile', 'chained', '--print', '--duration', '4h']);
    expect(chained).toMatchObject({ status: 0 });
    expect((await follow(chained.stdout.trim()))[0]).toBe(302);
    world.sandbox.clock.advance(31_000);
    const long = await world.run(
      ['console', '--profile', 'deploy', '--print', '--duration', '4h'],
      withCode(),
    );
    expect(long).toMatchObject({ status: 0 });
    expect((await follow(long.stdout.trim()))[0]).toBe(302);
  });

  test('is refused for a user, and for a pipe, before a code is asked for', async () => {
    const user = await world.run(['console', '--print']);
    expect(user).toMatchObject({ status: 125, stdout: '' });
    expect(user.stderr).toContain('--role-arn');
    const pipe = await world.run(['console', '--profile', 'deploy']);
    expect(pipe).toMatchObject({ status: 125, stdout: '' });
    expect(pipe.stderr).toContain('--print');
    expect(world.sandbox.calls).toEqual([]);
  });

  test('an ended session and an endpoint that fails are told', async () => {
    await world.run(['console', '--profile', 'deploy', '--print'], withCode());
    world.sandbox.sessions.endAll();
    const ended = await world.run(['console', '--profile', 'deploy', '--print']);
    expect(ended).toMatchObject({ status: 125, stdout: '' });
    expect(ended.stderr).toContain('--refresh');
    world.sandbox.setFault({ operation: 'GetSigninToken', kind: 'garbage' });
    const garbage = await world.run(['console', '--profile', 'deploy', '--print']);
    expect(garbage.stderr).toContain('did not answer as AWS does');
  });

  test('--open hands the link to the browser, and to no argument list', async () => {
    const folder = world.home;
    const [args, got] = [join(folder, 'args'), join(folder, 'got')];
    const script = `fetch(process.argv[1], { redirect: 'manual' }).then((r) => require('node:fs').writeFileSync(${JSON.stringify(got)}, r.headers.get('location')))`;
    writeFileSync(
      join(folder, 'xdg-open'),
      `#!/bin/sh\necho "$@" > '${args}'\nexec '${process.execPath}' -e ${JSON.stringify(script).replaceAll('$', '\\$')} "$1"\n`,
    );
    chmodSync(join(folder, 'xdg-open'), 0o755);
    const env = { ...withCode().env, PATH: `${folder}:${world.env['PATH']}` };
    const { status, stdout, stderr } = await world.run(['console', '--profile', 'deploy', '--open'], { env });
    expect([status, stdout, stderr]).toEqual([0, '', expect.stringContaining('open in the browser')]);
    await expect.poll(() => readFileSync(got, 'utf8'), { timeout: 10_000 }).toContain('SigninToken=');
    expect((await follow(readFileSync(got, 'utf8')))[0]).toBe(302);
    expect(readFileSync(args, 'utf8')).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/[\w-]+\n$/);
  });
});
