/** AWS that refuses, breaks off or says nothing: one line, a hint, 125, the command not started. */
import { describe, expect, test } from 'vitest';
import type { Fault } from '../../fixtures/sandbox/faults.ts';
import type { Sandbox } from '../../fixtures/sandbox/server.ts';
import { section } from './harness/aws-home.ts';
import { expectFailure, type Failure } from './harness/failure.ts';
import { createWorld, type WorldOptions } from './harness/world.ts';

const MINUTE = 60_000;
const COMMAND = ['--', 'echo', 'ran'];
const AGAIN = /try again in a minute/;

interface Case extends Failure {
  readonly what: string;
  readonly fault?: Fault;
  readonly options?: WorldOptions;
  readonly arrange?: (sandbox: Sandbox) => void;
  readonly args?: readonly string[];
  /** In place of a good one. */
  readonly code?: (sandbox: Sandbox) => string;
}

const CASES: readonly Case[] = [
  { what: 'throttled', fault: { kind: 'throttle' }, says: /throttling/, hints: /wait a minute/ },
  { what: '500', fault: { kind: 'internal' }, says: /failing: it answered 500 3 times/, hints: AGAIN },
  {
    what: '503',
    fault: { kind: 'unavailable' },
    says: /failing: it answered 503 3 times/,
    hints: AGAIN,
  },
  {
    what: 'reset',
    fault: { kind: 'reset' },
    says: /127\.0\.0\.1:\d+ closed the connection without an answer/,
    hints: /check the network/,
  },
  {
    what: 'reset after AWS took the code',
    fault: { kind: 'reset', afterWork: true, times: 1 },
    says: /the try before, which got no answer, may have used it up/,
    hints: /give the next one/,
  },
  { what: 'no answer', fault: { kind: 'hang' }, says: /did not answer in time/, hints: AGAIN },
  {
    what: 'no answer after AWS took the code',
    fault: { kind: 'hang', afterWork: true },
    says: /did not answer in time/,
    hints: AGAIN,
  },
  {
    what: 'much too slow',
    fault: { kind: 'slow', ms: MINUTE },
    says: /did not answer in time/,
    hints: AGAIN,
  },
  {
    what: 'garbage',
    fault: { kind: 'garbage' },
    says: /did not answer as AWS does/,
    hints: /AWS_ENDPOINT_URL/,
  },
  {
    what: 'a captive portal',
    fault: { kind: 'portal' },
    says: /a web page answered in place of AWS/,
    hints: /sign in to the network/,
  },
  {
    what: 'half an answer',
    fault: { kind: 'truncated' },
    says: /broke off in the middle of its answer/,
    hints: /next code/,
  },
  {
    what: 'a clock that is behind',
    arrange: ({ clock }) => clock.advance(10 * MINUTE),
    says: /clock is (59\d|60\d) s behind AWS's/,
    hints: /set the clock: /,
  },
  {
    what: 'a clock that is ahead',
    arrange: ({ clock }) => clock.advance(-10 * MINUTE),
    says: /clock is (59\d|60\d) s ahead of AWS's/,
    hints: /set the clock: /,
  },
  {
    what: 'an inactive key',
    arrange: ({ user }) => {
      user.key.active = false;
    },
    says: /access key …\w{4} is inactive or not known/,
    hints: /aws configure/,
  },
  {
    what: 'a wrong secret',
    options: {
      credentials: ({ user }) =>
        section('default', { aws_access_key_id: user.key.accessKeyId, aws_secret_access_key: 'not-the-one' }),
    },
    says: /the secret access key does not belong to the access key …\w{4}$/,
    hints: /aws configure/,
  },
  {
    what: 'a wrong serial number',
    args: ['--mfa-serial', 'arn:aws:iam::000000000012:mfa/somebody-else'],
    says: /mfa\/somebody-else is not an MFA device of this user/,
    hints: /aws iam list-mfa-devices/,
  },
  {
    what: 'a wrong code',
    code: (sandbox) => sandbox.directory.device().wrongCode(),
    says: /AWS refused the MFA code/,
    hints: /give the next one/,
  },
  {
    what: 'a used code',
    code: (sandbox) => {
      const device = sandbox.directory.device();
      const code = device.freshCode();
      device.verify(code);
      return code;
    },
    says: /AWS refused the MFA code: it is wrong, too old or already used/,
    hints: /give the next one/,
  },
  {
    what: 'session keys as base keys',
    options: { credentials: (sandbox) => sessionKeys(sandbox) },
    says: /the keys of profile "default" are temporary/,
    hints: /long-term keys/,
  },
  {
    what: 'session keys without their token',
    options: { credentials: (sandbox) => sessionKeys(sandbox).replace(/^aws_session_token.*\n/m, '') },
    says: /the keys of profile "default" are temporary/,
    hints: /long-term keys/,
  },
  {
    what: 'too long for the root user',
    options: { sandbox: { users: [{ name: 'root', root: true }] } },
    says: /the root user gets one hour at most/,
    hints: /--duration 1h/,
  },
  {
    what: 'no answer to the question for devices',
    options: { profile: { mfa_serial: undefined } },
    fault: { kind: 'hang', operation: 'ListMFADevices' },
    says: /did not answer in time/,
    hints: AGAIN,
  },
  {
    what: 'a security key alone',
    options: {
      profile: { mfa_serial: undefined },
      sandbox: { users: [{ name: 'yourusername', devices: [{ kind: 'u2f', name: 'key' }] }] },
    },
    code: () => '123456',
    says: /security key|passkey/,
    hints: /aws login/,
  },
  {
    what: 'a role that there is not',
    args: ['--role-arn', 'arn:aws:iam::000000000012:role/nobody'],
    says: /does not let this user assume arn:aws:iam::000000000012:role\/nobody/,
    hints: /trust policy/,
  },
  {
    what: 'a role call that is throttled',
    args: ['--role-arn', 'arn:aws:iam::000000000012:role/deployer'],
    fault: { kind: 'throttle', operation: 'AssumeRole' },
    says: /throttling/,
    hints: /wait a minute/,
  },
];

/** A session that somebody keeps in the file where long-term keys belong. */
function sessionKeys({ sessions, user }: Sandbox): string {
  const issued = sessions.issue({ kind: 'user', user, mfa: true }, 3600);
  return section('default', {
    aws_access_key_id: issued.accessKeyId,
    aws_secret_access_key: issued.secretAccessKey,
    aws_session_token: issued.sessionToken,
  });
}

describe.concurrent('AWS out of order', () => {
  test.each(CASES)('$what', async ({ fault, options = {}, arrange, args = [], code, ...failure }) => {
    const world = await createWorld(options);
    try {
      const { sandbox } = world;
      const given = code?.(sandbox) ?? world.freshCode();
      arrange?.(sandbox);
      if (fault !== undefined) sandbox.setFault(fault);
      const result = await world.run([...args, '--token-code', given, ...COMMAND]);
      expectFailure(result, failure);
      expect(result.stderr).not.toContain(given);
    } finally {
      await world.dispose();
    }
  });
});

const PASSING: readonly (readonly [string, Fault, readonly string[]])[] = [
  ['throttled once', { kind: 'throttle', times: 1 }, []],
  ['500 twice', { kind: 'internal', times: 2 }, []],
  ['503 once', { kind: 'unavailable', times: 1 }, []],
  ['reset twice', { kind: 'reset', times: 2 }, []],
  ['slow', { kind: 'slow', ms: 3000 }, []],
  ['its clock a minute off', { kind: 'date', ms: MINUTE }, []],
  [
    'throttled at the role once',
    { kind: 'throttle', operation: 'AssumeRole', times: 1 },
    ['--role-arn', 'arn:aws:iam::000000000012:role/deployer'],
  ],
];

describe.concurrent('faults that pass', () => {
  test.each(PASSING)('%s: the command runs, and nothing is said', async (_what, fault, args) => {
    const world = await createWorld();
    try {
      world.sandbox.setFault(fault);
      const result = await world.run([...args, '--token-code', world.freshCode(), ...COMMAND]);
      expect(result).toMatchObject({ status: 0, stdout: 'ran\n', stderr: '' });
    } finally {
      await world.dispose();
    }
  });
});
