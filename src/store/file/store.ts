/**
 * Sessions in files: one a key, 0600 in a folder that is ours alone, replaced as a whole. With a passphrase
 * they are encrypted. A folder or file that others could have written is refused, not mended: what is in it
 * may be theirs.
 */
import { readdirSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import { errorCode } from '../../base/error-code.ts';
import { MfaExecError } from '../../base/errors.ts';
import type { Clock, Reporter, SessionStore, StoredEntry } from '../../base/ports.ts';
import { shellWord } from '../../base/shell-word.ts';
import { inspectPrivateDir, makePrivateDir, type Owner } from '../../platform/private-dir.ts';
import {
  isLink,
  readPrivateFile,
  replacePrivateFile,
  TEMPORARY,
  temporaryName,
} from '../../platform/private-file.ts';
import { boundTo, type FileEntry, formatEntry, looksSealed, parseEntry } from './entry.ts';
import { failed, locked, onceEach, sealedOutside, unlistable, unwritable } from './errors.ts';

export interface FileStoreOptions extends Owner {
  readonly dir: string;
  readonly clock: Clock;
  /** From `MFA_EXEC_PASSPHRASE`; an empty one is none. */
  readonly passphrase?: string | undefined;
  /** An outer mfa-exec has a passphrase that this process does not have: nothing is written in clear. */
  readonly isSealed?: boolean;
  /** Is told why an entry counts as a miss, or is not listed. */
  readonly reporter: Pick<Reporter, 'debug' | 'warn'>;
}

/** Files are named by their cache keys. */
const ENTRY = /^session-[0-9a-f]{32}\.json$/;
/** As much as a session takes. */
const PROBE_BYTES = 4096;

/** The store in `dir`; every failure is STORE_FAILED, or STORE_SEALED for a write that `isSealed` forbids. */
export function createFileStore(options: FileStoreOptions): SessionStore {
  const { dir, clock, platform } = options;
  const { debug } = options.reporter;
  // An entry is looked at again when the lock is held.
  const warn = onceEach(options.reporter.warn);
  const passphrase = options.passphrase || undefined;
  const pathOf = (key: string) => join(dir, `${key}.json`);
  const isSealed = options.isSealed === true && passphrase === undefined;

  /** Throws where the file is there and not ours alone. */
  function textOf(path: string): string | undefined {
    const content = readPrivateFile(path, options);
    if (content !== undefined && 'problem' in content) throw failed(content.problem);
    return content?.text;
  }

  function load(path: string): FileEntry | undefined {
    const text = textOf(path);
    if (text === undefined) return undefined;
    const entry = parseEntry(text);
    if (entry === undefined) debug(`${path} is damaged or of another version: ignored`);
    return entry;
  }

  async function open(entry: FileEntry, path: string): Promise<string | undefined> {
    if ('value' in entry) return entry.value;
    if (passphrase === undefined) {
      if (!isSealed) throw locked(path);
      debug(`${path} is encrypted, and its passphrase stays with the outer mfa-exec: ignored`);
      return undefined;
    }
    const { unseal } = await import('./passphrase.ts');
    const value = await unseal(entry.sealed, passphrase, boundTo(entry));
    if (value === undefined) warn(`${path} does not open with this MFA_EXEC_PASSPHRASE: ignored`);
    return value;
  }

  async function save(key: string, value: string, expiresAt: number): Promise<void> {
    let entry: FileEntry = { key, expiresAt, value };
    if (passphrase === undefined) expectNotSealed(pathOf(key));
    else {
      const { seal } = await import('./passphrase.ts');
      entry = { key, expiresAt, sealed: await seal(value, passphrase, boundTo(entry)) };
    }
    await replacePrivateFile(pathOf(key), formatEntry(entry), platform).catch((error: unknown) => {
      throw unwritable(dir, error);
    });
  }

  /**
   * Without the passphrase an encrypted entry must not be replaced by one in clear. A file that others can read
   * may be encrypted, so it stays. A link is replaced itself, not what it leads to.
   */
  function expectNotSealed(path: string): void {
    if (isSealed) throw sealedOutside();
    const former = isLink(path) ? undefined : textOf(path);
    if (former !== undefined && looksSealed(former)) throw locked(path);
  }

  function prepare(): void {
    const problem = makePrivateDir(dir, options);
    if (problem !== undefined) throw failed(problem);
  }

  /** The folder may be there and take nothing: no room, no right to write. */
  async function check(): Promise<void> {
    prepare();
    const probe = temporaryName(join(dir, 'probe'));
    try {
      await replacePrivateFile(probe, ' '.repeat(PROBE_BYTES), platform);
      unlinkSync(probe);
    } catch (error) {
      throw unwritable(dir, error);
    }
  }

  function names(): string[] {
    try {
      return readdirSync(dir);
    } catch (error) {
      throw unlistable(dir, error);
    }
  }

  /** One entry that is refused does not hide the others. */
  async function told<T>(look: () => T | Promise<T>, about = ''): Promise<T | undefined> {
    try {
      return await look();
    } catch (error) {
      if (!(error instanceof MfaExecError)) throw error;
      warn(`${about}${error.message} (${error.hint})`);
      return undefined;
    }
  }

  function discard(path: string): void {
    try {
      unlinkSync(path);
    } catch (error) {
      if (errorCode(error) === 'ENOENT') return;
      const hint = `ls -ld ${shellWord(dir)}`;
      throw failed({ sentence: `cannot remove ${path} (${errorCode(error)})`, hint }, error);
    }
  }

  /** Whether there is a folder to look into. */
  function isThere(): boolean {
    const problem = inspectPrivateDir(dir, options);
    if (problem === 'missing') return false;
    if (problem !== undefined) throw failed(problem);
    return true;
  }

  return {
    name: 'file',
    async read(key) {
      if (!isThere()) return undefined;
      const path = pathOf(key);
      const entry = load(path);
      if (entry?.key !== key) return undefined;
      const value = await open(entry, path);
      // Since a passphrase was set, nothing is to stay in clear.
      if (value !== undefined && passphrase !== undefined && 'value' in entry) {
        await told(() => save(key, value, entry.expiresAt), `${path} is still in clear: `);
      }
      return value;
    },
    async write(key, value, expiresAt) {
      prepare();
      await save(key, value, expiresAt);
      const { sweepFiles } = await import('./sweep.ts');
      const expiryOf = (file: string) => load(file)?.expiresAt;
      sweepFiles({ dir, isEntry: (name) => ENTRY.test(name), expiryOf, now: clock.now() });
    },
    async remove(key) {
      if (!isThere()) return;
      discard(pathOf(key));
    },
    // An entry that does not open is listed without a value, so that it can be removed.
    async list() {
      if (!isThere()) return [];
      const entries: StoredEntry[] = [];
      for (const name of names()
        .filter((candidate) => ENTRY.test(candidate))
        .sort()) {
        const path = join(dir, name);
        const entry = await told(() => load(path));
        if (entry !== undefined)
          entries.push({ key: entry.key, value: (await told(() => open(entry, path))) ?? '' });
      }
      return entries;
    },
    async clear() {
      if (!isThere()) return 0;
      const ours = names().filter((name) => ENTRY.test(name) || TEMPORARY.test(name));
      for (const name of ours) discard(join(dir, name));
      return ours.filter((name) => ENTRY.test(name)).length;
    },
    check,
  };
}
