import { isCredentialText } from '../base/aws-text.ts';
import { isObject, parseObject } from '../base/json.ts';
import { Session, type SessionLabel, type SessionOrigin } from './session.ts';

const VERSION = 1;

/** A session as the stores keep it, with the cache key of the user session that it comes from. */
export interface StoredSession {
  readonly session: Session;
  /** The cache key of the user's own session: for a role's session, that of the session it came from. */
  readonly user: string;
  /** With a user's session: what AWS said no to although the code was new. */
  readonly refused?: RoleRefusals | undefined;
}

/** By the cache key of a role's session. It keeps a person from being asked for a code in vain again and again. */
export type RoleRefusals = Readonly<Record<string, RoleRefusal>>;

/** `denied`: the role itself; a number: a session of it for so many seconds. */
export type RoleRefusal = 'denied' | number;

/** The text that goes into a store. It holds the secrets: only a store may see it. */
export function encodeSession({ session, user, refused }: StoredSession): string {
  return JSON.stringify({
    v: VERSION,
    accessKeyId: session.accessKeyId,
    secretAccessKey: session.secretAccessKey,
    sessionToken: session.sessionToken,
    expiresAt: session.expiresAt,
    issuedAt: session.issuedAt,
    label: session.label,
    origin: session.origin,
    user,
    refused,
  });
}

/**
 * The session in `text`; `undefined` where it is truncated, foreign, of a newer format, or has what AWS would not hand
 * out and a shell might run: a miss, since what
 * replaces it costs one code, and a guess could run the command with the wrong session.
 */
export function decodeSession(text: string): StoredSession | undefined {
  const entry = parseObject(text);
  if (entry?.['v'] !== VERSION) return undefined;
  const { accessKeyId, secretAccessKey, sessionToken, expiresAt, issuedAt, user } = entry;
  if (
    !isCredentialText(accessKeyId) ||
    !isCredentialText(secretAccessKey) ||
    !isCredentialText(sessionToken) ||
    !isTime(expiresAt) ||
    !isTime(issuedAt) ||
    !isText(user)
  ) {
    return undefined;
  }
  const label = decodeLabel(entry['label']);
  const origin = decodeOrigin(entry['origin']);
  return {
    session: new Session({ accessKeyId, secretAccessKey, sessionToken, expiresAt, issuedAt, label, origin }),
    user,
    refused: decodeRefusals(entry['refused']),
  };
}

function decodeOrigin(value: unknown): SessionOrigin {
  if (!isObject(value)) return {};
  const { userSeconds, roleSeconds, baseKeyId } = value;
  return {
    ...(isSeconds(userSeconds) && { userSeconds }),
    ...(isSeconds(roleSeconds) && { roleSeconds }),
    ...(isText(baseKeyId) && { baseKeyId }),
  };
}

function decodeRefusals(value: unknown): RoleRefusals | undefined {
  if (!isObject(value)) return undefined;
  const known = (entry: [string, unknown]): entry is [string, RoleRefusal] =>
    entry[1] === 'denied' || isSeconds(entry[1]);
  return Object.fromEntries(Object.entries(value).filter(known));
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
const isSeconds = (value: unknown): value is number => typeof value === 'number' && value > 0;
/** Within what a `Date` can hold: anything else would throw when it is shown. */
const isTime = (value: unknown): value is number =>
  typeof value === 'number' && Number.isFinite(value) && Math.abs(value) <= 8.64e15;
