import type { BaseCredentials, Credentials, Endpoint, SessionStore } from '../base/ports.ts';
import type { StoreName } from '../base/store-names.ts';
import type { LongTermKey } from '../identity/long-term-key.ts';
import type { KeyOwner } from './owner.ts';

/** Keeps entries of long-term keys: the keychain, or files encrypted with a passphrase. It fails as a `SessionStore` does. */
export type KeyVault = Pick<SessionStore, 'read' | 'write' | 'remove' | 'list' | 'check'> & {
  readonly name: Extract<StoreName, 'keychain' | 'file'>;
};

/** What may be known of a key without opening a vault; nothing here is secret. */
export interface IndexedKey extends KeyOwner {
  readonly accessKeyId: string;
  readonly vault: KeyVault['name'];
  /** Milliseconds since the epoch, like `createdAt`. */
  readonly addedAt: number;
  readonly createdAt?: number | undefined;
  /** A rotation was begun and is not finished. */
  readonly rotating?: boolean | undefined;
}

/** The list of kept keys, in a file of its own: a cache hit must not open a vault to learn an access key id. */
export interface KeyIndex {
  list(): readonly IndexedKey[];
  /** Replaces the whole list. */
  save(keys: readonly IndexedKey[]): Promise<void>;
}

/** One access key of a user, as IAM lists it. */
export interface AccessKeyFacts {
  readonly accessKeyId: string;
  readonly active: boolean;
  readonly createdAt: number;
}

/** The calls of IAM and STS that keys need. Each throws as `Aws` does. */
export interface AccessKeys {
  /** ARN of whoever the keys belong to. */
  whoIs(keys: Credentials, endpoint: Endpoint): Promise<string>;
  list(session: Credentials, endpoint: Endpoint): Promise<readonly AccessKeyFacts[]>;
  /** When the key was used last, milliseconds since the epoch; `undefined` where it never was. */
  lastUsed(session: Credentials, endpoint: Endpoint, accessKeyId: string): Promise<number | undefined>;
  create(session: Credentials, endpoint: Endpoint): Promise<{ key: LongTermKey; createdAt: number }>;
  deactivate(session: Credentials, endpoint: Endpoint, accessKeyId: string): Promise<void>;
  /** Nothing happens where there is no such key any more. */
  remove(session: Credentials, endpoint: Endpoint, accessKeyId: string): Promise<void>;
}

/** The files that the keys come from and go back to. Every change is atomic and leaves every other byte as it was. */
export interface KeyFiles {
  /**
   * Which of the files have `profile`'s keys. Throws CONFIG, naming the line, where one of them could not be changed
   * without guessing, has other keys than `expected`, or is open to other users.
   */
  locate(paths: readonly string[], profile: string, expected: BaseCredentials): Promise<readonly string[]>;
  /**
   * Takes the two lines of `profile`'s keys out of the file that has them. Throws CONFIG where that cannot be done
   * without guessing, and where the keys that stand there are not `expected`.
   */
  takeOut(path: string, profile: string, expected: BaseCredentials): Promise<void>;
  /** Writes the pair into the profile's section of the credentials file, which is made where it is missing. */
  putIn(path: string, profile: string, keys: BaseCredentials): Promise<void>;
  /** Adds a line to the profile's section of the config file, which is made where it is missing. */
  addSetting(path: string, profile: string, name: string, value: string): Promise<void>;
}
