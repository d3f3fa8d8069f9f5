/**
 * How far this machine's clock is from AWS's. AWS refuses a request whose time is off by more than five
 * minutes: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-troubleshooting.html
 */

/** Skew that AWS tolerates in a signature, in seconds. */
export const SIGNATURE_TOLERANCE = 300;

/** Skew from which codes that this machine makes may be of another 30 s step than AWS expects, in seconds. */
export const CODE_TOLERANCE = 30;

/**
 * Seconds by which this machine's clock is ahead (negative: behind) of the server that sent the `Date` header;
 * undefined where the header is absent or no date. Good to about two seconds.
 */
export function skewSeconds(dateHeader: string | undefined, localNowMs: number): number | undefined {
  const serverMs = Date.parse(dateHeader ?? '');
  return Number.isNaN(serverMs) ? undefined : Math.round((localNowMs - serverMs) / 1000);
}

const stamps = /(?:expired|current): (\d{8}T\d{6}Z) is .*\((\d{8}T\d{6}Z) [-+] /;

/**
 * The same from AWS's own words, `Signature expired: A is now earlier than B (C - 5 min.)`: A is the time of
 * the request, C the time at AWS. Undefined where the message says no such thing.
 */
export function skewFromMessage(message: string): number | undefined {
  const [, local, aws] = stamps.exec(message) ?? [];
  if (local === undefined || aws === undefined) return undefined;
  return Math.round((parseStamp(local) - parseStamp(aws)) / 1000);
}

function parseStamp(stamp: string): number {
  return Date.parse(stamp.replace(/(....)(..)(..)T(..)(..)(..)Z/, '$1-$2-$3T$4:$5:$6Z'));
}

/** `this machine's clock is 612 s behind AWS's`. */
export function describeSkew(seconds: number): string {
  return `this machine's clock is ${Math.abs(seconds)} s ${seconds < 0 ? 'behind' : 'ahead of'} AWS's`;
}

/** The command that sets this platform's clock from the network. */
export function clockFix(platform: NodeJS.Platform): string {
  if (platform === 'win32') return 'w32tm /resync';
  if (platform === 'darwin') return 'sudo sntp -sS time.apple.com';
  return 'sudo timedatectl set-ntp true';
}
