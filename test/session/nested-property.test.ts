/** A nested call that names nothing has the outer call's identity and settings, or fails: never a third. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { MfaExecError } from '../../src/base/errors.ts';
import type { Env, Section } from '../../src/base/ports.ts';
import { buildRequest, type RawOptions } from '../../src/cli/request.ts';
import { execSession } from '../../src/session/exec.ts';
import { SESSION_VARIABLES } from '../../src/session/marker.ts';
import { HOUR, SECRET } from '../fakes/session.ts';
import { World } from '../fakes/world.ts';

const role = (name: string) => `arn:aws:iam::000000000034:role/${name}`;
const maybe = <T>(...values: readonly T[]) => fc.option(fc.constantFrom(...values), { nil: undefined });

/** Settings of a profile, or of `[default]`. */
const settings: fc.Arbitrary<Section> = fc.record(
  {
    region: fc.constantFrom('eu-north-1', 'us-gov-west-1', 'cn-north-1'),
    output: fc.constantFrom('text', 'table'),
    retry_mode: fc.constantFrom('standard', 'adaptive'),
    endpoint_url: fc.constantFrom('http://localhost:4566', 'https://aws.example'),
    use_fips_endpoint: fc.constantFrom('true', 'false'),
    's3.addressing_style': fc.constantFrom('path', 'virtual'),
  },
  { requiredKeys: [] },
);

const base = (id: string): Section => ({
  aws_access_key_id: id,
  aws_secret_access_key: SECRET,
  mfa_serial: `arn:aws:iam::000000000012:mfa/${id}`,
});

/** Users, a role, a chain, and the default as one of them or none. */
const profiles: fc.Arbitrary<Record<string, Section>> = fc
  .tuple(fc.constantFrom('AKIAONE', 'AKIATWO'), fc.array(settings, { minLength: 4, maxLength: 4 }))
  .map(([id, [s0 = {}, s1 = {}, s2 = {}, s3 = {}]]) => ({
    default: { ...base('AKIAONE'), ...s0 },
    user: { ...base(id), ...s1 },
    admin: { role_arn: role('admin'), source_profile: 'user', ...s2 },
    far: { role_arn: role('far'), source_profile: 'admin', external_id: 'x', ...s3 },
  }));

const options: fc.Arbitrary<RawOptions> = fc
  .record({
    '--profile': maybe('default', 'user', 'admin', 'far'),
    '--role-arn': maybe(role('a'), role('b')),
    '--region': maybe('ap-south-1', 'us-gov-east-1'),
  })
  .map((raw) => Object.fromEntries(Object.entries(raw).filter(([, value]) => value !== undefined)));

const KEYS: Env = { AWS_ACCESS_KEY_ID: 'AKIAENV', AWS_SECRET_ACCESS_KEY: SECRET };
const environment: fc.Arbitrary<Env> = fc
  .record({
    keys: fc.boolean(),
    AWS_PROFILE: maybe('user', 'admin'),
    AWS_REGION: maybe('sa-east-1', ''),
    AWS_ENDPOINT_URL: maybe('http://localhost:1'),
    AWS_ACCOUNT_ID: maybe('999999999999'),
    MFA_EXEC_PROFILE: maybe('admin', 'far'),
  })
  .map(({ keys, ...env }) => ({ ...(keys ? KEYS : {}), ...env }));

/** What may happen between the two calls. */
type Event =
  | 'time'
  | 'late'
  | 'refresh'
  | 'rotated'
  | 'renamed'
  | 'another role'
  | 'other files'
  | 'cache lost';
const events = fc.subarray<Event>([
  'time',
  'late',
  'refresh',
  'rotated',
  'renamed',
  'another role',
  'other files',
  'cache lost',
]);

async function call(world: World, env: Env, raw: RawOptions): Promise<Env> {
  await execSession(buildRequest(raw, env), ['x'], { ...world.deps(env), runner: world.runner });
  return world.runner.runs.at(-1)?.env ?? {};
}

/** Who is behind a session of the fake AWS: the long-term key, and the roles on top of it. */
class Ledger {
  readonly #world: World;
  constructor(world: World) {
    this.#world = world;
  }

  who(env: Env): string {
    const { traded, assumed } = this.#world.aws;
    const id = env['AWS_ACCESS_KEY_ID'] ?? '';
    const from = traded.find(({ gave }) => gave === id);
    if (from !== undefined) return `${from.by} ${from.endpoint.stsUrl ?? from.endpoint.partition}`;
    const { by = '', role: as } = assumed.find(({ gave }) => gave === id) ?? {};
    return by === '' ? '?' : `${this.who({ AWS_ACCESS_KEY_ID: by })} ${as?.arn} ${as?.externalId}`;
  }
}

function arrange(world: World, event: Event): void {
  const known = world.awsFiles.profiles;
  if (event === 'time') world.clock.advance(HOUR);
  if (event === 'late') world.clock.advance(13 * HOUR);
  if (event === 'rotated') known['user'] = { ...known['user'], aws_access_key_id: 'AKIANEW' };
  if (event === 'renamed') delete known['far'];
  if (event === 'another role') known['admin'] = { ...known['admin'], role_arn: role('other') };
  if (event === 'other files') world.awsFiles.paths = ['/elsewhere/config', '/elsewhere/credentials'];
  if (event === 'cache lost') world.store.entries.clear();
}

function without(env: Env): Env {
  const gone: readonly string[] = [...SESSION_VARIABLES, 'MFA_EXEC_SESSION', 'MFA_EXEC_PROFILE'];
  return Object.fromEntries(Object.entries(env).filter(([name]) => !gone.includes(name)));
}

test('a nested call that names nothing is the outer one’s identity and settings, or an error', async () => {
  const outcomes = { same: 0, renewed: 0, failed: 0 };
  await fc.assert(
    fc.asyncProperty(profiles, environment, options, events, async (files, parent, raw, happened) => {
      const world = new World();
      for (const name of Object.keys(world.awsFiles.profiles)) delete world.awsFiles.profiles[name];
      Object.assign(world.awsFiles.profiles, structuredClone(files));
      world.prompt.answers = Array.from({ length: 9 }, () => '123456');
      const ledger = new Ledger(world);
      const outer = await call(world, parent, raw);
      for (const event of happened) arrange(world, event);
      // What names a profile on purpose, in the environment, is no call that names nothing.
      const env = { ...outer, MFA_EXEC_PROFILE: undefined };
      const refresh = happened.includes('refresh') ? { '--refresh': true } : {};
      try {
        const inner = await call(world, env, refresh);
        expect(ledger.who(inner)).toBe(ledger.who(outer));
        expect(ledger.who(inner)).not.toContain('?');
        expect(without(inner)).toEqual(without(env));
        outcomes[inner['AWS_ACCESS_KEY_ID'] === outer['AWS_ACCESS_KEY_ID'] ? 'same' : 'renewed'] += 1;
      } catch (error) {
        if (!(error instanceof MfaExecError)) throw error;
        expect(error.code).toBe('INHERITED_SESSION_ENDED');
        outcomes.failed += 1;
      }
    }),
    { numRuns: 400 },
  );
  for (const count of Object.values(outcomes)) expect(count).toBeGreaterThan(20);
});
