import { visible } from '../base/visible.ts';
import type { Request } from '../identity/request.ts';
import type { Session } from './session.ts';

/**
 * What to say where a cached `session` is used although the request names values that only a new one could have;
 * `undefined` where it has them, and where an entry of an older version does not tell.
 */
export function ignoredOptions({ given, ...request }: Request, session: Session): string | undefined {
  const { origin, label } = session;
  const differ = <T>(wanted: T, has: T | undefined) => has !== undefined && has !== wanted;
  const ignored = [
    differ(request.durationSeconds, origin.userSeconds) && given['--duration'],
    differ(request.roleDurationSeconds, origin.roleSeconds) && given['--role-duration'],
    differ(request.mfaSerial, label.mfaSerial) && given['--mfa-serial'],
    given['--token-code'],
  ].filter((text) => typeof text === 'string');
  if (ignored.length === 0) return undefined;
  const options = ignored.map(visible).join(' and ');
  return `a cached session is used, so ${options} had no effect (--refresh gets a new session)`;
}
