/**
 * Sessions in files: one a key, 0600 in a folder that is ours alone, replaced as a whole. With a passphrase
 * they are encrypted. A folder or file that others could have written is refused, not mended: what is in it
 * may be theirs.
 */
import { readdir, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { errorCode } from '../../base/error-code.ts';
import { MfaExecError } from '../../base/errors.ts';
import type { Clock, Reporter, SessionStore, StoredEntry } from '../../base/ports.ts';
import { sha256Hex } from '../../base/sha256.ts';
import { shellWord } from '../../base/shell-word.ts';
import { inspectPrivateDir, makePrivateDir, type Owner, type Problem } from '../../platform/private-dir.ts';
import {
  readPrivateFile,
  replacePrivateFile,
  TEMPORARY,
  temporaryName,
} from '../../platform/private-file.ts';
import { boundTo, type FileEntry, formatEntry, parseEntry } from './entry.ts';
import { sweepFiles } from './sweep.ts';

export interface FileStoreOptions extends Owner {
  readonly dir: string;
  readonly clock: Clock;
  /** From `MFA_EXEC_PASSPHRASE`; an empty one is none. */
  readonly passphrase?: string | undefined;
  /** Told why an entry that is there was taken for a miss, or is not listed. */
  readonly reporter: Pick<Reporter, 'debug' | 'warn'>;
}

const ENTRY = /^session-[0-9a-f]{32}\.json$/;
/** As much as a session takes. */
const PROBE_BYTES = 4096;

/** The store in `dir`; every failure is STORE_FAILED. */
export function createFileStore(options: FileStoreOptions): SessionStore {
  const { dir, clock, platform } = options;
  const { debug, warn } = options.reporter;
  const passphrase = options.passphrase || undefined;
  const pathOf = (key: string) => join(dir, `session-${sha256Hex(key).slice(0, 32)}.json`);

  async function load(path: string): Promise<FileEntry | undefined> {
    const content = await readPrivateFile(path, options);
    if (content === undefined) return undefined;
    if ('problem' in content) throw failed(content.problem);
    const entry = parseEntry(content.text);
    if (entry === undefined) debug(`${path} is damaged or of another version: ignored`);
    return entry;
  }

  async function open(entry: FileEntry, path: string): Promise<string | undefined> {
    if ('value' in entry) return entry.value;
    if (passphrase === undefined) throw locked(path);
    const { unseal } = await import('./passphrase.ts');
    const value = await unseal(entry.sealed, passphrase, boundTo(entry));
    if (value === undefined) debug(`${path} does not open with this MFA_EXEC_PASSPHRASE: ignored`);
    return value;
  }

  async function save(key: string, value: string, expiresAt: number): Promise<void> {
    let entry: FileEntry = { key, expiresAt, value };
    if (passphrase === undefined) await expectNotSealed(pathOf(key));
    else {
      const { seal } = await import('./passphrase.ts');
      entry = { key, expiresAt, sealed: await seal(value, passphrase, boundTo(entry)) };
    }
    await replacePrivateFile(pathOf(key), formatEntry(entry), platform).catch((error: unknown) => {
      throw unwritable(error);
    });
  }

  /** A nested mfa-exec does not have the passphrase: what was encrypted must not be left in clear by it. */
  async function expectNotSealed(path: string): Promise<void> {
    const former = await load(path).catch(() => undefined);
    if (former !== undefined && 'sealed' in former) throw locked(path);
  }

  async function prepare(): Promise<void> {
    const problem = await makePrivateDir(dir, options);
    if (problem !== undefined) throw failed(problem);
  }

  /** The folder may be there and take nothing: no room, no right to write. */
  async function check(): Promise<void> {
    await prepare();
    const probe = temporaryName(join(dir, 'probe'));
    try {
      await replacePrivateFile(probe, ' '.repeat(PROBE_BYTES), platform);
      await unlink(probe);
    } catch (error) {
      throw unwritable(error);
    }
  }

  function unwritable(error: unknown): MfaExecError {
    const sentence = `cannot write to ${dir} (${errorCode(error)})`;
    return failed(
      { sentence, hint: `ls -ld ${shellWord(dir)}; df ${shellWord(dir)}; or --store none` },
      error,
    );
  }

  async function names(): Promise<string[]> {
    return readdir(dir).catch((error: unknown) => {
      const sentence = `cannot look into ${dir} (${errorCode(error)})`;
      throw failed({ sentence, hint: `chmod 700 ${shellWord(dir)}` }, error);
    });
  }

  /** One entry that is refused does not hide the others. */
  async function told<T>(look: Promise<T>): Promise<T | undefined> {
    try {
      return await look;
    } catch (error) {
      if (!(error instanceof MfaExecError)) throw error;
      warn(`${error.message} (${error.hint})`);
      return undefined;
    }
  }

  async function expiryOf(path: string): Promise<number | undefined> {
    return (await load(path))?.expiresAt;
  }

  async function discard(path: string): Promise<void> {
    await unlink(path).catch((error: unknown) => {
      if (errorCode(error) === 'ENOENT') return;
      const hint = `ls -ld ${shellWord(dir)}`;
      throw failed({ sentence: `cannot remove ${path} (${errorCode(error)})`, hint }, error);
    });
  }

  /** Whether there is a folder to look into. */
  async function isThere(): Promise<boolean> {
    const problem = await inspectPrivateDir(dir, options);
    if (problem === 'missing') return false;
    if (problem !== undefined) throw failed(problem);
    return true;
  }

  return {
    name: 'file',
    async read(key) {
      if (!(await isThere())) return undefined;
      const path = pathOf(key);
      const entry = await load(path);
      if (entry?.key !== key) return undefined;
      const value = await open(entry, path);
      // Since a passphrase was set, nothing is to stay in clear.
      if (value !== undefined && passphrase !== undefined && 'value' in entry) {
        await save(key, value, entry.expiresAt).catch(() => {});
      }
      return value;
    },
    async write(key, value, expiresAt) {
      await prepare();
      await save(key, value, expiresAt);
      await sweepFiles({ dir, isEntry: (name) => ENTRY.test(name), expiryOf, now: clock.now() });
    },
    async remove(key) {
      if (!(await isThere())) return;
      await discard(pathOf(key));
    },
    // An entry that does not open is listed without a value, so that it can be removed.
    async list() {
      if (!(await isThere())) return [];
      const entries: StoredEntry[] = [];
      for (const name of (await names()).filter((candidate) => ENTRY.test(candidate)).sort()) {
        const path = join(dir, name);
        const entry = await told(load(path));
        if (entry !== undefined)
          entries.push({ key: entry.key, value: (await told(open(entry, path))) ?? '' });
      }
      return entries;
    },
    async clear() {
      if (!(await isThere())) return 0;
      const ours = (await names()).filter((name) => ENTRY.test(name) || TEMPORARY.test(name));
      for (const name of ours) await discard(join(dir, name));
      return ours.filter((name) => ENTRY.test(name)).length;
    },
    check,
  };
}

function locked(path: string): MfaExecError {
  return failed({
    sentence: `${path} is encrypted, and MFA_EXEC_PASSPHRASE is not set`,
    hint: 'set it, or forget what is encrypted: mfa-exec logout --all',
  });
}

function failed({ sentence, hint }: Problem, cause?: unknown): MfaExecError {
  return new MfaExecError('STORE_FAILED', sentence, { hint, cause });
}
