import { isObject, parseObject } from '../base/json.ts';
import { Session, type SessionLabel } from './session.ts';

const VERSION = 1;

/** A session as stores keep it, with the cache key of the user session that it belongs to. */
export interface StoredSession {
  readonly session: Session;
  /** The cache key of the user's own session: for a role's session, that of the session it came from. */
  readonly user: string;
}

/** The text that goes into a store. It holds the secrets: only a store may see it. */
export function encodeSession({ session, user }: StoredSession): string {
  return JSON.stringify({
    v: VERSION,
    accessKeyId: session.accessKeyId,
    secretAccessKey: session.secretAccessKey,
    sessionToken: session.sessionToken,
    expiresAt: session.expiresAt,
    issuedAt: session.issuedAt,
    label: session.label,
    user,
  });
}

/**
 * The session in `text`; `undefined` where it is truncated, foreign or of a newer format: a miss, since what
 * replaces it costs one code, and a guess could run the command with the wrong session.
 */
export function decodeSession(text: string): StoredSession | undefined {
  const entry = parseObject(text);
  if (entry?.['v'] !== VERSION) return undefined;
  const { accessKeyId, secretAccessKey, sessionToken, expiresAt, issuedAt, user } = entry;
  if (
    !isText(accessKeyId) ||
    !isText(secretAccessKey) ||
    !isText(sessionToken) ||
    !isTime(expiresAt) ||
    !isTime(issuedAt) ||
    !isText(user)
  ) {
    return undefined;
  }
  const label = decodeLabel(entry['label']);
  return {
    session: new Session({ accessKeyId, secretAccessKey, sessionToken, expiresAt, issuedAt, label }),
    user,
  };
}

function decodeLabel(value: unknown): SessionLabel {
  if (!isObject(value)) return {};
  const label: Record<string, string> = {};
  for (const name of ['profile', 'mfaSerial', 'roleArn', 'endpoint']) {
    const text = value[name];
    if (isText(text)) label[name] = text;
  }
  return label;
}

const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';
/** Within what a `Date` can hold: anything else would throw when it is shown. */
const isTime = (value: unknown): value is number =>
  typeof value === 'number' && Number.isFinite(value) && Math.abs(value) <= 8.64e15;
