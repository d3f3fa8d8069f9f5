/** A session: credentials that redact themselves when they are printed. */
import type { Credentials } from '../base/ports.ts';

/** What a person may know about a session: nothing here is secret. */
export interface SessionLabel {
  /** The profile that the session was obtained for; absent when the keys came from the environment. */
  readonly profile?: string | undefined;
  readonly mfaSerial?: string | undefined;
  /** The role of a role session. */
  readonly roleArn?: string | undefined;
  /** The STS endpoint, where it is not AWS's own. */
  readonly endpoint?: string | undefined;
}

/** How a session was obtained. Entries of older versions do not say. */
export interface SessionOrigin {
  /** Seconds that were asked for: the user's session, this one or the one behind a role. */
  readonly userSeconds?: number | undefined;
  /** Seconds that were wanted for the role; AWS may have given fewer. */
  readonly roleSeconds?: number | undefined;
  /** The id of the long-term access key. */
  readonly baseKeyId?: string | undefined;
}

export interface SessionParts {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  /** When AWS stops accepting it: milliseconds since the epoch. */
  readonly expiresAt: number;
  /** When it was obtained: milliseconds since the epoch, by this machine's clock. */
  readonly issuedAt: number;
  readonly label: SessionLabel;
  readonly origin?: SessionOrigin;
}

const inspect = Symbol.for('nodejs.util.inspect.custom');

/**
 * Temporary credentials. The one type that carries secrets; it redacts itself, so that printing, logging or
 * `JSON.stringify` of one shows only when it ends. The codec reads the fields by name.
 */
export class Session implements Credentials {
  readonly accessKeyId: string;
  readonly expiresAt: number;
  readonly issuedAt: number;
  readonly label: SessionLabel;
  readonly origin: SessionOrigin;
  readonly #secretAccessKey: string;
  readonly #sessionToken: string;

  constructor(parts: SessionParts) {
    this.accessKeyId = parts.accessKeyId;
    this.#secretAccessKey = parts.secretAccessKey;
    this.#sessionToken = parts.sessionToken;
    this.expiresAt = parts.expiresAt;
    this.issuedAt = parts.issuedAt;
    this.label = parts.label;
    this.origin = parts.origin ?? {};
  }

  /** The same session, obtained so. */
  withOrigin(origin: SessionOrigin): Session {
    const { secretAccessKey, sessionToken } = this;
    return new Session({ ...this, secretAccessKey, sessionToken, origin });
  }

  /** Whose log-in gets a new one. */
  get profile(): string | undefined {
    return this.label.profile;
  }

  get secretAccessKey(): string {
    return this.#secretAccessKey;
  }

  get sessionToken(): string {
    return this.#sessionToken;
  }

  toJSON(): unknown {
    return `[Session until ${new Date(this.expiresAt).toISOString()}]`;
  }

  toString(): string {
    return String(this.toJSON());
  }

  [inspect](): string {
    return this.toString();
  }
}

/** What the session behind a role must have left for one call to STS, in milliseconds. */
export const SOURCE_TTL_MS = 10_000;

/** Whether more than `minTtlMs` milliseconds are left at `nowMs`. */
export function isFresh(session: { readonly expiresAt: number }, nowMs: number, minTtlMs: number): boolean {
  return session.expiresAt - nowMs > minTtlMs;
}
