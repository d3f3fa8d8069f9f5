/** The checks of profile, endpoint, clock and access key. */
import { describeSkew } from '../aws/clock-skew.ts';
import { shortKeyId } from '../base/aws-text.ts';
import { formatDuration } from '../base/duration.ts';
import type { AwsConfig, Credentials } from '../base/ports.ts';
import { profileOption, shellWord } from '../base/shell-word.ts';
import { findProfile } from '../identity/profile.ts';
import { fromProfile, hasKeys } from '../identity/profile-base.ts';
import { CHAINED_SECONDS } from '../identity/role-duration.ts';
import type { Identity } from '../identity/types.ts';
import { type Finding, failed, ok, warning } from './finding.ts';
import type { Failure, Outcome, Probe } from './ports.ts';

/** Which profile, where its long-term keys come from, and which roles it leads to. */
export function checkProfile(identity: Outcome<Identity>): Finding {
  if ('failure' in identity) {
    return failed('profile', identity.failure.message, identity.failure.hint ?? 'mfa-exec --help');
  }
  const { profile, base, roles, region } = identity.value;
  const isOwn = profile !== undefined && base.from === fromProfile(profile);
  const keys = { static: 'long-term keys', stored: 'keys, kept by mfa-exec', process: 'credential_process' }[
    base.kind
  ];
  const parts = [
    ...(profile === undefined ? [] : [`"${profile}"`]),
    isOwn ? `its own ${keys}` : `${keys} of ${base.from}`,
    ...roles.map(({ arn }) => `role ${arn}`),
    region === undefined ? 'no region' : `region ${region}`,
  ];
  const [problem, fix] = durationProblem(identity.value) ?? regionProblem(identity.value) ?? [];
  if (problem === undefined || fix === undefined) return ok('profile', parts.join(', '));
  return warning('profile', `${parts.join(', ')}; ${problem}`, fix);
}

type Problem = readonly [problem: string, fix: string];

/** Why the role cannot last as long as the profile asks for, and the seconds to ask for instead. */
function durationProblem({ profile, roles }: Identity): Problem | undefined {
  const { durationSeconds: seconds = CHAINED_SECONDS, durationNote } = roles.at(-1) ?? {};
  const fix = (to: number) => `aws configure set duration_seconds ${to}${profileOption(profile)}`;
  if (roles.length > 1 && seconds > CHAINED_SECONDS) {
    const wanted = formatDuration(seconds);
    return [`the role is assumed by another role: AWS gives it 1h, not ${wanted}`, fix(CHAINED_SECONDS)];
  }
  return durationNote === undefined ? undefined : [durationNote, fix(seconds)];
}

/** What happens where no region is set, to whatever is started. */
function regionProblem({ profile, region }: Identity): Problem | undefined {
  if (region !== undefined) return undefined;
  return [
    'a command that needs a region must name it, or fails',
    `aws configure set region eu-central-1${profileOption(profile)}, or the region that you use`,
  ];
}

/** Settings that not every SDK reads in the selected profile: see `leftBehind`. */
export function checkSettings(identity: Outcome<Identity>): Finding[] {
  if ('failure' in identity) return [];
  const { profile, leftBehind = [] } = identity.value;
  if (profile === undefined || leftBehind.length === 0) return [];
  const keys = leftBehind.join(', ');
  return [
    warning(
      'profile',
      `${keys}: no variable can say to a command what "${profile}" has, so AWS_DEFAULT_PROFILE stays set for it; only the AWS CLI and the SDKs of Python, Go and C++ read that, others take what [default] has`,
      `have the same ${keys} in [default] and in [profile ${profile}]`,
    ),
  ];
}

/** The AWS CLI borrows no keys: a source is for roles. */
export function checkBorrowed(identity: Outcome<Identity>, config: Outcome<AwsConfig>): Finding[] {
  if ('failure' in identity || 'failure' in config || identity.value.profile === undefined) return [];
  const { profile } = identity.value;
  const section = findProfile(config.value, profile) ?? {};
  const isOwn = hasKeys(section) || section['credential_process'] || section['role_arn'];
  if (!section['source_profile'] || isOwn || config.value.storedKeyId?.(profile) !== undefined) return [];
  return [
    warning(
      'profile',
      `"${profile}" has source_profile and no role_arn: mfa-exec takes the keys of the source, the AWS CLI refuses the profile`,
      `name the source itself: --profile ${shellWord(section['source_profile'])}`,
    ),
  ];
}

/** Whether AWS knows the access key; `probe` is absent where there is none to ask with. */
export function checkAccessKey(base: Outcome<Credentials>, probe: Probe): Finding {
  if ('failure' in base)
    return failed('access-key', base.failure.message, base.failure.hint ?? 'aws configure');
  const key = shortKeyId(base.value.accessKeyId);
  if (probe.failure !== undefined) return notAccepted(key, probe.failure);
  if (probe.arn?.endsWith(':root')) {
    return warning(
      'access-key',
      `${key} is a key of the root user ${probe.arn}, whose sessions last an hour at most`,
      'use a key of an IAM user, and delete this one in the console (Security credentials)',
    );
  }
  return ok('access-key', `${key} of ${probe.arn}`);
}

function notAccepted(key: string, { code, message, hint }: Failure): Finding {
  if (code === 'BASE_CREDENTIALS') return failed('access-key', message, hint ?? 'aws configure');
  const fix = code === 'CLOCK_SKEW' ? 'set the clock first' : 'repair the endpoint first';
  return code === 'AWS_REFUSED'
    ? warning('access-key', `${key} is not checked: ${message}`, hint ?? 'try again in a minute')
    : warning('access-key', `${key} is not checked`, fix);
}

/** What keeps AWS's address from being known: a region or an endpoint that is none. */
export function checkPlace({ message, hint }: Failure): Finding {
  return failed('endpoint', message, hint ?? 'check AWS_ENDPOINT_URL and the region');
}

/** Whether STS answers, how fast, and on which way. */
export function checkEndpoint(
  { host, proxy, milliseconds, failure }: Probe,
  caBundle: string | undefined,
): Finding {
  if (failure !== undefined && isUnreachable(failure)) {
    return failed('endpoint', failure.message, failure.hint ?? 'check the network');
  }
  const way = [
    `${host} answered in ${milliseconds} ms`,
    ...(proxy === undefined ? [] : [`through the proxy ${proxy}`]),
    ...(caBundle === undefined ? [] : [`trusting ${caBundle}`]),
  ];
  return ok('endpoint', way.join(', '), { milliseconds });
}

/** Whether nothing of AWS answered. */
function isUnreachable({ code }: Failure): boolean {
  return ['AWS_UNREACHABLE', 'CONFIG', 'TIMEOUT'].includes(code);
}

/** This machine's clock against AWS's: codes that it makes hold for 30 s, what it signs for 5 minutes. */
export function checkClock(
  { skewSeconds }: Probe,
  limits: { code: number; signature: number },
  fix: string,
): Finding {
  if (skewSeconds === undefined) {
    return warning('clock', 'not compared: AWS did not tell the time', 'repair the endpoint first');
  }
  const off = Math.abs(skewSeconds);
  const message = describeSkew(skewSeconds);
  if (off > limits.signature) {
    return failed('clock', `${message}: AWS refuses what it signs`, fix, { skewSeconds });
  }
  if (off > limits.code) {
    return warning('clock', `${message}: codes that this machine makes may be refused`, fix, { skewSeconds });
  }
  // The answer takes its time, and tells whole seconds.
  return ok('clock', off <= 2 ? "agrees with AWS's" : message, { skewSeconds });
}
