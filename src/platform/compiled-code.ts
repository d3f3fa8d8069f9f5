/**
 * Keeps V8's compiled form of the program for the next start. Who can write that file decides what the program does:
 * so it lies in a folder of the user's own, and is used only where nobody else could have written folder or file.
 * A repository or a restored CI cache may bring such a file too, with the right owner and mode: so it names its own
 * inode, and the inode and change time of the installed program, which whoever packed it cannot foresee.
 * Node's own compile cache (module.enableCompileCache) begins with Node 22 and lies in the common /tmp by default.
 */
import {
  type BigIntStats,
  chmodSync,
  closeSync,
  constants,
  existsSync,
  fstatSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  type Stats,
  statSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, posix, win32 } from 'node:path';
import process from 'node:process';
import type { Env } from '../base/ports.ts';
import { cacheFolder } from './cache-folder.ts';
import { closeQuietly } from './close-quietly.ts';

const PREFIX = 'compiled-';
/** Milliseconds; two builds may well be in use at once. */
const FORGOTTEN_MS = 7 * 24 * 3600 * 1000;

/**
 * Returns the file for the compiled form of the program `build`, one for each version and set of flags of V8,
 * which rejects what others compiled. Returns `undefined` if the user has no folder for it. `uid` is absent on
 * Windows, where the folder is private by default.
 */
export function compiledFile(
  env: Env,
  platform: NodeJS.Platform,
  uid: number | undefined,
  build: string,
  execArgv: readonly string[] = [],
): string | undefined {
  const folder = platform === 'win32' ? env['LOCALAPPDATA'] || undefined : cacheFolder(env, platform);
  if (folder === undefined || (uid === undefined && platform !== 'win32')) return undefined;
  const path = platform === 'win32' ? win32 : posix;
  const name = `${PREFIX}${build}-${process.versions.v8}-${process.arch}${flags([env['NODE_OPTIONS'] ?? '', ...execArgv])}`;
  return path.join(folder, 'mfa-exec', 'code', name);
}

/** A short name for the flags that Node was given; nothing for none. */
function flags(options: readonly string[]): string {
  const text = options.join(' ').trim();
  if (text === '') return '';
  let hash = 5381;
  // Of djb2's kind: a hash of node:crypto would take 5 ms to load.
  for (const char of text) hash = (Math.imul(hash, 33) + (char.codePointAt(0) ?? 0)) >>> 0;
  return `-${hash.toString(36)}`;
}

/** Names the installed program among all machines: inode, and when it was put there, which no archive can set. */
export function programMark({ ino, ctimeNs }: BigIntStats): string {
  return `${ino}-${ctimeNs}`;
}

/**
 * What is kept there for the program of mark `program`; nothing where nothing is, or where somebody else might have put
 * it there.
 */
export function readCompiled(file: string, uid: number | undefined, program: string): Buffer | undefined {
  const folder = dirname(file);
  let fd: number | undefined;
  try {
    // The one above too: in a cache folder that others can write to, theirs may lead anywhere.
    if (![dirname(folder), folder].every((path) => isPrivate(lstatSync(path), uid))) return undefined;
    fd = openSync(file, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0));
    const stat = fstatSync(fd, { bigint: true });
    return isPrivate(stat, uid) ? unsealed(readFileSync(fd), markOf(program, stat)) : undefined;
  } catch {
    return undefined;
  } finally {
    if (fd !== undefined) closeQuietly(fd);
  }
}

/**
 * Keeps what `produce` returns, and removes that of former builds. Calls `produce` only if there is a place for
 * it. Fails silently: the program works without.
 */
export function saveCompiled(
  file: string,
  uid: number | undefined,
  program: string,
  produce: () => Buffer,
): void {
  const folder = dirname(file);
  // A process number is not enough: in a container they are the same every time.
  const temporary = join(folder, `new-${process.pid}-${Math.random().toString(36).slice(2)}`);
  try {
    makePrivate(folder, uid);
    if (![dirname(folder), folder].every((path) => isPrivate(lstatSync(path), uid))) return;
    const data = produce();
    const fd = openSync(temporary, 'wx', 0o600);
    try {
      writeFileSync(fd, sealed(data, markOf(program, fstatSync(fd, { bigint: true }))));
      // On the disk before it has its name: a power failure would leave a part of it.
      fsyncSync(fd);
    } finally {
      closeSync(fd);
    }
    renameSync(temporary, file);
    for (const name of readdirSync(folder)) {
      const other = join(folder, name);
      if (other !== file && statSync(other).mtimeMs < Date.now() - FORGOTTEN_MS) unlinkSync(other);
    }
  } catch {
    // The next call tries again; a full disk is left as full as it was.
    try {
      rmSync(temporary, { force: true });
    } catch {
      // It was never made: the folder cannot be entered.
    }
  }
}

/** Makes the folder, the one above and the cache folder where they are missing. */
function makePrivate(folder: string, uid: number | undefined): void {
  const cache = dirname(dirname(folder));
  // Under sudo the home may be another's, who could not use what root leaves there.
  const nearest = existsSync(cache) ? cache : dirname(cache);
  if (uid !== undefined && statSync(nearest).uid !== uid) throw new Error("another user's");
  // One by one: Node 20's recursive mkdir goes round for ever below a folder like /proc.
  for (const dir of [cache, dirname(folder), folder]) {
    if (existsSync(dir)) continue;
    mkdirSync(dir, 0o700);
    // The caller's umask may have taken even our own rights away.
    chmodSync(dir, 0o700);
  }
}

/** What the file begins with; a rename keeps the inode, a copy does not. */
function markOf(program: string, { ino }: BigIntStats): Buffer {
  return Buffer.from(`mfa-exec ${program} ${ino}\n`);
}

/**
 * V8 trusts what it is given: from a byte that a disk lost it crashes, at every start. So it is there twice, and the
 * two are compared, which takes no time; a checksum of node:zlib would take 3 ms to load.
 */
function sealed(data: Buffer, mark: Buffer): Buffer {
  return Buffer.concat([mark, data, data]);
}

function unsealed(content: Buffer, mark: Buffer): Buffer | undefined {
  const half = (content.length - mark.length) / 2;
  if (half <= 0 || !content.subarray(0, mark.length).equals(mark)) return undefined;
  const data = content.subarray(mark.length, mark.length + half);
  return data.equals(content.subarray(mark.length + half)) ? data : undefined;
}

/** A folder or file of ours, no link, that others can neither write nor replace nor read. */
function isPrivate(stat: Stats | BigIntStats, uid: number | undefined): boolean {
  if (stat.isSymbolicLink()) return false;
  return uid === undefined || (Number(stat.uid) === uid && (Number(stat.mode) & 0o077) === 0);
}
