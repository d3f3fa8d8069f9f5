import type { SessionNames } from '../../src/session/marker-text.ts';
import { Session, type SessionParts } from '../../src/session/session.ts';
import { START } from './clock.ts';

export const HOUR = 3_600_000;

/** Words that no test may find where a person or another program could read them. */
export const SECRET = 'not-a-real-secret';
export const TOKEN = 'not-a-real-token';

/** What a nested call has to know, for a session of nobody in particular. */
export const NAMES: SessionNames = {
  profile: 'dev',
  base: '0123456789ab',
  roles: '123456789abc',
  place: '23456789abcd',
  around: '3456789abcde',
};

/** A session with a life of 12 hours from `START`. */
export function sampleSession(parts: Partial<SessionParts> = {}): Session {
  return new Session({
    accessKeyId: 'ASIASAMPLE',
    secretAccessKey: SECRET,
    sessionToken: TOKEN,
    expiresAt: START + 12 * HOUR,
    issuedAt: START,
    label: {},
    ...parts,
  });
}
