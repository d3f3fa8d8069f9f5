import { MfaExecError } from '../../src/base/errors.ts';
import type { SessionStore, StoredEntry } from '../../src/base/ports.ts';
import type { StoreName } from '../../src/base/store-names.ts';

/** Keeps entries in memory and writes every call into `journal`. */
export class MemoryStore implements SessionStore {
  readonly name: StoreName;
  readonly entries = new Map<string, string>();
  readonly expiries = new Map<string, number>();
  /** The calls that fail, with STORE_FAILED. */
  readonly failing = new Set<'read' | 'write' | 'remove' | 'list'>();
  clear?: () => Promise<number>;
  readonly #journal: string[];

  constructor(journal: string[] = [], name: StoreName = 'keychain') {
    this.#journal = journal;
    this.name = name;
  }

  async read(key: string): Promise<string | undefined> {
    this.#enter('read');
    return this.entries.get(key);
  }

  async write(key: string, value: string, expiresAt: number): Promise<void> {
    this.#enter('write');
    this.entries.set(key, value);
    this.expiries.set(key, expiresAt);
  }

  async remove(key: string): Promise<void> {
    this.#enter('remove');
    this.entries.delete(key);
  }

  async list(): Promise<StoredEntry[]> {
    this.#enter('list');
    return [...this.entries].map(([key, value]) => ({ key, value }));
  }

  #enter(call: 'read' | 'write' | 'remove' | 'list'): void {
    this.#journal.push(`store.${call}`);
    if (this.failing.has(call)) throw new MfaExecError('STORE_FAILED', `the ${this.name} is locked`);
  }
}
