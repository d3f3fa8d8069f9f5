import type { BaseCredentials } from '../base/ports.ts';

const inspect = Symbol.for('nodejs.util.inspect.custom');

/**
 * A pair of long-term keys that mfa-exec keeps. It redacts itself: printing, logging or `JSON.stringify` of one shows the access key id
 * alone, which is not secret.
 */
export class LongTermKey implements BaseCredentials {
  readonly accessKeyId: string;
  readonly profile: string | undefined;
  readonly isKept = true;
  readonly #secretAccessKey: string;

  /** `profile` is the profile that the keys belong to, for messages. */
  constructor(accessKeyId: string, secretAccessKey: string, profile?: string) {
    this.accessKeyId = accessKeyId;
    this.#secretAccessKey = secretAccessKey;
    this.profile = profile;
  }

  get secretAccessKey(): string {
    return this.#secretAccessKey;
  }

  toJSON(): unknown {
    return `[LongTermKey ${this.accessKeyId}]`;
  }

  toString(): string {
    return String(this.toJSON());
  }

  [inspect](): string {
    return this.toString();
  }
}
