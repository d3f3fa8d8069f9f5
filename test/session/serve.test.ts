import { beforeEach, describe, expect, test } from 'vitest';
import type { MfaExecError } from '../../src/base/errors.ts';
import type { Env } from '../../src/base/ports.ts';
import { buildRequest, type RawOptions } from '../../src/cli/request.ts';
import { execSession } from '../../src/session/exec.ts';
import { SESSION_VARIABLES, withOwnFiles } from '../../src/session/marker.ts';
import { remembering } from '../../src/session/remembering.ts';
import { renewing, type ServedSession } from '../../src/session/renewing.ts';
import { nextSession } from '../../src/session/serve.ts';
import { HOUR, SECRET } from '../fakes/session.ts';
import { World } from '../fakes/world.ts';

const MINUTE = 60_000;
const URI = 'http://127.0.0.1:4711/credentials';

let world: World;
beforeEach(() => {
  world = new World();
  world.prompt.answers = ['123456', '123456', '123456', '123456'];
});

/** Runs a command; returns its environment. */
async function run(raw: RawOptions = {}, env: Env = {}): Promise<Env> {
  const deps = { ...world.deps(env), ...(raw['--store'] === 'none' && { store: undefined }) };
  await execSession(buildRequest(raw, env), ['x'], { ...deps, runner: world.runner });
  return world.runner.runs.at(-1)?.env ?? {};
}

/** What the server of the last command gives, each time that it is asked. */
function server(): () => Promise<ServedSession> {
  const { handover } = world;
  if (handover === undefined) throw new Error('no server was started');
  const { request } = handover;
  let { entries } = handover;
  const noStore = request.store === 'none';
  return renewing(
    { ...handover.session, isUsers: handover.isUsers },
    {
      clock: world.clock,
      sleep: () => new Promise(() => {}),
      request,
      async obtain(wish) {
        const deps = world.deps(handover.env);
        const store = remembering(noStore ? undefined : deps.store, entries);
        const next = await nextSession(wish, handover, { ...deps, store });
        entries = [...store.entries];
        return next;
      },
    },
  );
}

const count = (journal: readonly string[], entry: string) => journal.filter((each) => each === entry).length;

async function failure(work: Promise<unknown>): Promise<MfaExecError> {
  return work.then(
    () => expect.unreachable('it should have failed'),
    (error) => error,
  );
}

describe('the command', () => {
  test('gets an address and a token, and none of the session', async () => {
    const env = await run(
      { '--server': true, '--profile': 'default' },
      {
        PATH: '/bin',
        AWS_PROFILE: 'default',
        AWS_WEB_IDENTITY_TOKEN_FILE: '/token',
        AWS_CONTAINER_CREDENTIALS_RELATIVE_URI: '/elsewhere',
      },
    );
    expect(env).toMatchObject({
      PATH: '/bin',
      AWS_CONTAINER_CREDENTIALS_FULL_URI: URI,
      AWS_CONTAINER_AUTHORIZATION_TOKEN: 'the-token',
      AWS_ACCOUNT_ID: '000000000012',
    });
    const gone = ['AWS_PROFILE', 'AWS_WEB_IDENTITY_TOKEN_FILE', 'AWS_CONTAINER_CREDENTIALS_RELATIVE_URI'];
    for (const name of [...SESSION_VARIABLES, ...gone]) expect([name, env[name]]).toEqual([name, undefined]);
    expect(JSON.stringify(env)).not.toContain(SECRET);
    expect(world.takeJournal().slice(-2)).toEqual(['startServer', 'run']);
  });

  test('gets the files of its caller back for a nested mfa-exec', async () => {
    world.hidden = { AWS_SHARED_CREDENTIALS_FILE: '/dev/null', AWS_CONFIG_FILE: '/dev/null' };
    const env = await run({ '--server': true }, { AWS_CONFIG_FILE: '/my/config' });
    expect(env).toMatchObject(world.hidden);
    const own = withOwnFiles(env);
    expect(own['AWS_CONFIG_FILE']).toBe('/my/config');
    expect(own['AWS_SHARED_CREDENTIALS_FILE']).toBeUndefined();
    const changed = { ...env, AWS_CONFIG_FILE: '/set/since' };
    expect(withOwnFiles(changed)['AWS_CONFIG_FILE']).toBe('/set/since');
  });
});

describe('a role whose sessions live 304 s, asked for each 20 s of 12 minutes', () => {
  beforeEach(async () => {
    await run();
    world.aws.roleSeconds = 304;
    world.takeJournal();
  });

  test('never ends with a server: as many AssumeRole calls as needed, and no prompt', async () => {
    await run({ '--profile': 'admin', '--server': true });
    const current = server();
    for (let second = 0; second <= 720; second += 20) {
      const session = await current();
      expect(session.expiresAt).toBeGreaterThan(world.clock.now() + 5 * MINUTE);
      world.clock.advance(20_000);
    }
    const journal = world.takeJournal();
    // With --min-ttl 5m such a session is good for 4 s.
    expect(count(journal, 'aws.assumeRole')).toBe(37);
    expect(count(journal, 'aws.getSessionToken') + count(journal, 'prompt.askCode')).toBe(0);
  });

  test('with a shorter --min-ttl needs fewer', async () => {
    await run({ '--profile': 'admin', '--server': true, '--min-ttl': '30s' });
    const current = server();
    for (let second = 0; second <= 720; second += 20) {
      expect((await current()).expiresAt).toBeGreaterThan(world.clock.now());
      world.clock.advance(20_000);
    }
    expect(count(world.takeJournal(), 'aws.assumeRole')).toBe(5);
  });

  test('ends without a server', async () => {
    const env = await run({ '--profile': 'admin' });
    const end = Date.parse(env['AWS_CREDENTIAL_EXPIRATION'] ?? '');
    world.clock.advance(720_000);
    expect(end).toBeLessThan(world.clock.now());
  });
});

describe('a renewal', () => {
  test('is one for any number of requests', async () => {
    await run();
    await run({ '--profile': 'admin', '--server': true });
    const current = server();
    world.takeJournal();
    world.clock.advance(HOUR);
    const all = await Promise.all(Array.from({ length: 50 }, () => current()));
    expect(new Set(all.map(({ accessKeyId }) => accessKeyId)).size).toBe(1);
    expect(count(world.takeJournal(), 'aws.assumeRole')).toBe(1);
  });

  test('of a role comes a quarter of an hour before the end, which is when the AWS CLI asks', async () => {
    await run({ '--profile': 'admin', '--server': true });
    const current = server();
    const first = await current();
    world.clock.advance(44 * MINUTE);
    expect(await current()).toBe(await current());
    expect((await current()).accessKeyId).toBe(first.accessKeyId);
    world.clock.advance(2 * MINUTE);
    expect((await current()).accessKeyId).not.toBe(first.accessKeyId);
  });

  test("of the user's own session asks nobody before --min-ttl says so", async () => {
    await run({ '--server': true });
    const current = server();
    world.takeJournal();
    world.clock.advance(12 * HOUR - 6 * MINUTE);
    await current();
    expect(world.takeJournal()).toEqual([]);
    world.clock.advance(2 * MINUTE);
    await current();
    expect(count(world.takeJournal(), 'aws.getSessionToken')).toBe(1);
  });

  test.each(['default', 'admin'])('of %s needs no store', async (profile) => {
    await run({ '--profile': profile, '--store': 'none', '--server': true });
    const current = server();
    world.takeJournal();
    world.clock.advance(3 * HOUR);
    expect((await current()).expiresAt).toBeGreaterThan(world.clock.now());
    expect(count(world.takeJournal(), 'aws.getSessionToken')).toBe(0);
  });

  test('fails where nobody can be asked, and works after a login elsewhere', async () => {
    await run({ '--profile': 'admin', '--server': true, '--no-prompt': true, '--token-code': '123456' });
    const current = server();
    world.clock.advance(13 * HOUR);
    expect((await failure(current())).code).toBe('PROMPT_UNAVAILABLE');
    await run();
    // Within a second of the failure nothing is tried.
    expect((await failure(current())).code).toBe('PROMPT_UNAVAILABLE');
    world.clock.advance(1000);
    expect((await current()).expiresAt).toBeGreaterThan(world.clock.now());
  });

  test('that fails is no failure while the session lives', async () => {
    await run({ '--server': true, '--no-prompt': true, '--token-code': '123456' });
    const current = server();
    world.clock.advance(12 * HOUR - 10_000);
    expect((await current()).expiresAt).toBeGreaterThan(world.clock.now());
    world.clock.advance(20_000);
    expect((await failure(current())).code).toBe('PROMPT_UNAVAILABLE');
  });

  test('does not ask a person again who closed the dialog', async () => {
    await run({ '--server': true });
    const current = server();
    world.prompt.answers = [];
    world.clock.advance(13 * HOUR);
    world.takeJournal();
    const codes: string[] = [];
    for (let second = 0; second < 3; second++) {
      codes.push((await failure(current())).code);
      world.clock.advance(2000);
    }
    expect(codes).toEqual(['PROMPT_CANCELLED', 'PROMPT_UNAVAILABLE', 'PROMPT_UNAVAILABLE']);
  });

  test('never becomes another identity', async () => {
    await run({ '--profile': 'admin', '--server': true });
    const current = server();
    world.awsFiles.profiles['admin'] = {
      role_arn: 'arn:aws:iam::000000000012:role/audit',
      source_profile: 'default',
    };
    world.clock.advance(HOUR);
    expect((await failure(current())).message).toContain('leads to another identity now');
  });

  test('does not spend the code of the call again', async () => {
    await run({ '--server': true, '--token-code': '123456', '--refresh': true });
    const current = server();
    world.clock.advance(13 * HOUR);
    world.takeJournal();
    await current();
    expect(count(world.takeJournal(), 'prompt.askCode')).toBe(1);
  });

  test('holds a request up for 700 ms at most while the session lives', async () => {
    const first = { accessKeyId: 'A', secretAccessKey: 'B', sessionToken: 'C', isUsers: true };
    const waits: number[] = [];
    const current = renewing(
      { ...first, expiresAt: world.clock.now() + MINUTE },
      {
        clock: world.clock,
        request: buildRequest({}, {}),
        obtain: () => new Promise(() => {}),
        sleep: async (ms) => {
          waits.push(ms);
        },
      },
    );
    expect((await current()).accessKeyId).toBe('A');
    expect(waits).toEqual([700]);
  });
});

describe('inside a command with a server', () => {
  const outer = async (raw: RawOptions = {}) => run({ '--server': true, ...raw }, { PATH: '/bin' });
  const served = () => {
    world.served = world.handover?.session;
  };

  test.each(['default', 'other', 'admin'])('a nested call has the identity of %s, whole', async (profile) => {
    const env = await outer({ '--profile': profile });
    served();
    world.takeJournal();
    const inner = await run({}, env);
    expect(inner).toMatchObject({
      AWS_ACCESS_KEY_ID: world.served?.accessKeyId,
      AWS_SESSION_TOKEN: world.served?.sessionToken,
      PATH: '/bin',
    });
    expect(inner['AWS_CONTAINER_CREDENTIALS_FULL_URI']).toBeUndefined();
    // As a call has it that is nested in one without a server.
    expect(inner).toEqual(await run({ '--profile': profile }, { PATH: '/bin' }));
    expect(count(world.takeJournal(), 'prompt.askCode')).toBe(0);
  });

  test('a nested call finds the session by its names where the server is gone', async () => {
    const env = await outer({ '--profile': 'admin' });
    world.takeJournal();
    const inner = await run({}, env);
    expect(inner['AWS_ACCESS_KEY_ID']).toBe(world.handover?.session.accessKeyId);
    expect(count(world.takeJournal(), 'prompt.askCode')).toBe(0);
  });

  test('a nested call whose keys are gone lives on what the server gives, and fails without it', async () => {
    const keys = { AWS_ACCESS_KEY_ID: 'AKIAENV', AWS_SECRET_ACCESS_KEY: SECRET };
    const env = await run({ '--server': true, '--mfa-serial': 'arn:aws:iam::000000000012:mfa/phone' }, keys);
    expect(env['AWS_ACCESS_KEY_ID']).toBeUndefined();
    const error = await failure(run({}, env));
    expect(error.code).toBe('INHERITED_SESSION_ENDED');
    expect(error.message).toContain('whose server is gone');
    served();
    expect((await run({}, env))['AWS_ACCESS_KEY_ID']).toBe(world.served?.accessKeyId);
  });

  test('a nested --server has a server of its own, for the same identity', async () => {
    const env = await outer({ '--profile': 'admin' });
    served();
    const first = world.handover;
    const inner = await run({ '--server': true }, env);
    expect(world.handover?.identity).toBe(first?.identity);
    expect(world.handover?.session).toEqual(first?.session);
    expect(inner).toEqual(env);
    const current = server();
    world.served = undefined;
    world.clock.advance(HOUR);
    expect((await current()).expiresAt).toBeGreaterThan(world.clock.now());
  });

  test('a nested call with a session that was put there since does not ask the server', async () => {
    const env = await outer();
    served();
    const own = {
      ...env,
      AWS_ACCESS_KEY_ID: 'ASIAFOREIGN',
      AWS_SECRET_ACCESS_KEY: 'x',
      AWS_SESSION_TOKEN: 'y',
    };
    expect((await failure(run({}, own))).code).toBe('FOREIGN_SESSION');
  });

  test('a server inside a plain call has its identity', async () => {
    const env = await run({ '--profile': 'admin' });
    const inner = await run({ '--server': true }, env);
    expect(world.handover?.session.accessKeyId).toBe(env['AWS_ACCESS_KEY_ID']);
    for (const name of SESSION_VARIABLES) expect(inner[name]).toBeUndefined();
    expect(inner['AWS_REGION']).toBe('eu-west-1');
  });
});
