/**
 * The AWS console's sign-in: the federation endpoint of each partition, and the links that it takes.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_enable-console-custom-url.html
 */
import { MfaExecError } from '../base/errors.ts';

/** First label of the console's hosts. */
const CONSOLE = 'console';
const DOMAINS: Readonly<Record<string, string>> = {
  aws: 'aws.amazon.com',
  'aws-us-gov': 'amazonaws-us-gov.com',
  'aws-cn': 'amazonaws.cn',
};

/** AWS takes a `SessionDuration` only for a role that long-term keys assumed. Only such a session can last longer than this. */
const CHAINED_SECONDS = 3600;
/** Clocks differ, and the call takes its time. */
const TOLERANCE_SECONDS = 60;

/** The federation endpoint; `url` is a configured address in place of AWS's own. Throws CONFIG for an unknown partition. */
export function federationUrl(partition: string, url: string | undefined): string {
  return url === undefined
    ? `https://signin.${domainOf(partition)}/federation`
    : `${url.replace(/\/+$/, '')}/federation`;
}

/** The page of the console that `wanted` names: a path such as `s3/home`, or the full address. Throws USAGE for another site. */
export function destinationUrl(
  partition: string,
  region: string | undefined,
  wanted: string = '/console/home',
): string {
  const domain = domainOf(partition);
  const host = `${region === undefined ? '' : `${region}.`}${CONSOLE}.${domain}`;
  const isFull = /^[a-z][a-z0-9+.-]*:/i.test(wanted);
  const text = isFull ? wanted : `https://${host}/${wanted.replace(/^[/\\]+/, '')}`;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (
    url?.protocol !== 'https:' ||
    !`.${url.hostname}`.endsWith(`.${domain}`) ||
    url.username !== '' ||
    url.password !== ''
  ) {
    throw new MfaExecError('USAGE', '--destination is no page of the AWS console', {
      hint: `it looks like /s3/home, or https://${host}/s3/home`,
    });
  }
  if (!isFull && region !== undefined && !url.searchParams.has('region')) {
    url.searchParams.set('region', region);
  }
  return url.href;
}

/** The link that signs in. Whoever has it within 15 minutes is signed in. */
export function loginLink(federation: string, destination: string, signinToken: string): string {
  const query = new URLSearchParams({
    Action: 'login',
    Issuer: 'mfa-exec',
    Destination: destination,
    SigninToken: signinToken,
  });
  return `${federation}?${query}`;
}

/**
 * The `SessionDuration` to ask for, in seconds; `undefined` to leave it to AWS, which takes the rest of the session. AWS answers 400 to
 * one for a role that temporary credentials assumed ("role chaining").
 */
export function sessionDuration(
  session: { readonly issuedAt: number; readonly expiresAt: number },
  wantedSeconds: number | undefined,
): number | undefined {
  const seconds = (session.expiresAt - session.issuedAt) / 1000;
  const isStraight = Number.isFinite(seconds) && seconds > CHAINED_SECONDS + TOLERANCE_SECONDS;
  return isStraight ? wantedSeconds : undefined;
}

function domainOf(partition: string): string {
  const domain = DOMAINS[partition];
  if (domain !== undefined) return domain;
  throw new MfaExecError(
    'CONFIG',
    `the console's sign-in address in the partition ${partition} is not known`,
    {
      hint: 'supported partitions: aws, aws-us-gov, aws-cn',
    },
  );
}
