import { MfaExecError } from '../../src/base/errors.ts';
import type { Credentials } from '../../src/base/ports.ts';
import { LongTermKey } from '../../src/identity/long-term-key.ts';
import type { AccessKeyFacts, AccessKeys, IndexedKey, KeyIndex, KeyVault } from '../../src/keys/ports.ts';

/** A step at which the world may end: a call of AWS or a write. */
export type Step = (name: string) => void;

interface Made extends AccessKeyFacts {
  active: boolean;
  readonly secret: string;
  lastUsedAt: number | undefined;
}

/** One user's access keys as IAM holds them: two at most, a new one unknown for some calls. */
export class FakeAccessKeys implements AccessKeys {
  readonly keys: Made[] = [];
  /** How often a new key is refused before AWS knows it. */
  refusals = 0;
  arn = 'arn:aws:iam::000000000012:user/yourusername';
  step: Step = () => {};
  #made = 0;

  add(accessKeyId: string, createdAt = 0): Made {
    const key = {
      accessKeyId,
      active: true,
      createdAt,
      secret: `secretOf${accessKeyId}`,
      lastUsedAt: undefined,
    };
    this.keys.push(key);
    return key;
  }

  async whoIs(keys: Credentials): Promise<string> {
    this.step('whoIs');
    const found = this.keys.find(({ accessKeyId }) => accessKeyId === keys.accessKeyId);
    if (!found?.active || found.secret !== keys.secretAccessKey || this.refusals-- > 0) {
      throw new MfaExecError('BASE_CREDENTIALS', 'not known');
    }
    found.lastUsedAt = 1;
    return this.arn;
  }

  async list(): Promise<AccessKeyFacts[]> {
    this.step('list');
    return this.keys.map(({ accessKeyId, active, createdAt }) => ({ accessKeyId, active, createdAt }));
  }

  async lastUsed(_session: Credentials, _endpoint: unknown, id: string): Promise<number | undefined> {
    this.step('lastUsed');
    return this.keys.find(({ accessKeyId }) => accessKeyId === id)?.lastUsedAt;
  }

  async create(): Promise<{ key: LongTermKey; createdAt: number }> {
    this.step('create');
    if (this.keys.length >= 2) throw new MfaExecError('AWS_REFUSED', 'two keys already');
    this.#made += 1;
    const made = this.add(`AKIANEW${this.#made}`);
    // The answer may be lost on its way.
    this.step('created');
    return { key: new LongTermKey(made.accessKeyId, made.secret), createdAt: made.createdAt };
  }

  async deactivate(_session: Credentials, _endpoint: unknown, id: string): Promise<void> {
    this.step('deactivate');
    const found = this.keys.find(({ accessKeyId }) => accessKeyId === id);
    if (found !== undefined) found.active = false;
  }

  async remove(_session: Credentials, _endpoint: unknown, id: string): Promise<void> {
    this.step('remove');
    const at = this.keys.findIndex(({ accessKeyId }) => accessKeyId === id);
    if (at >= 0) this.keys.splice(at, 1);
  }
}

export class MemoryVault implements KeyVault {
  readonly name: KeyVault['name'];
  readonly entries = new Map<string, string>();
  step: Step = () => {};
  failure: MfaExecError | undefined;

  constructor(name: KeyVault['name'] = 'keychain') {
    this.name = name;
  }

  async read(key: string): Promise<string | undefined> {
    if (this.failure !== undefined) throw this.failure;
    return this.entries.get(key);
  }

  async write(key: string, value: string): Promise<void> {
    this.step('vault.write');
    if (this.failure !== undefined) throw this.failure;
    this.entries.set(key, value);
    this.step('vault.written');
  }

  async remove(key: string): Promise<void> {
    if (this.failure !== undefined) throw this.failure;
    this.entries.delete(key);
  }

  async list() {
    if (this.failure !== undefined) throw this.failure;
    return [...this.entries].map(([key, value]) => ({ key, value }));
  }

  async check(): Promise<void> {
    if (this.failure !== undefined) throw this.failure;
  }
}

export class MemoryIndex implements KeyIndex {
  keys: readonly IndexedKey[] = [];
  step: Step = () => {};

  list(): readonly IndexedKey[] {
    return this.keys;
  }

  async save(keys: readonly IndexedKey[]): Promise<void> {
    this.step('index.save');
    this.keys = keys;
  }
}
