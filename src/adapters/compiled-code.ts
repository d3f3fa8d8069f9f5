/**
 * Keeps V8's compiled form of the program for the next start. Who can write that file decides what the program does:
 * so it lies in a folder of the user's own, and is used only where nobody else could have written folder or file.
 * Node's own compile cache (module.enableCompileCache) begins with Node 22 and lies in the common /tmp by default.
 */
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  type Stats,
  statSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, posix, win32 } from 'node:path';
import process from 'node:process';
import type { Env } from '../core/ports.ts';

const PREFIX = 'compiled-';
/** Milliseconds; two builds may well be in use at once. */
const FORGOTTEN_MS = 7 * 24 * 3600 * 1000;

/**
 * Where the compiled form of the program `build` is kept, for the V8 that runs; nothing where the user has no folder
 * for it. `uid` is absent on Windows, where the folder is private by custom.
 */
export function compiledFile(
  env: Env,
  platform: NodeJS.Platform,
  uid: number | undefined,
  build: string,
): string | undefined {
  const folder = cacheFolder(env, platform);
  if (folder === undefined || (uid === undefined && platform !== 'win32')) return undefined;
  const path = platform === 'win32' ? win32 : posix;
  return path.join(folder, 'mfa-exec', 'code', `${PREFIX}${build}-${process.versions.v8}-${process.arch}`);
}

function cacheFolder(
  { HOME, XDG_CACHE_HOME, LOCALAPPDATA }: Env,
  platform: NodeJS.Platform,
): string | undefined {
  if (platform === 'win32') return LOCALAPPDATA || undefined;
  if (XDG_CACHE_HOME?.startsWith('/')) return XDG_CACHE_HOME;
  if (!HOME?.startsWith('/')) return undefined;
  return platform === 'darwin' ? posix.join(HOME, 'Library', 'Caches') : posix.join(HOME, '.cache');
}

/** What is kept there; nothing where nothing is, or where somebody else might have put it there. */
export function readCompiled(file: string, uid: number | undefined): Buffer | undefined {
  try {
    const folder = dirname(file);
    // The one above too: in a cache folder that others can write to, theirs may lead anywhere.
    const isOurs = [dirname(folder), folder, file].every((path) => isPrivate(lstatSync(path), uid));
    return isOurs ? unsealed(readFileSync(file)) : undefined;
  } catch {
    return undefined;
  }
}

/** Keeps `data`, and forgets that of former builds. It is a help, not a duty: nothing is said where it fails. */
export function saveCompiled(file: string, uid: number | undefined, data: Buffer): void {
  try {
    const folder = dirname(file);
    const cache = dirname(dirname(folder));
    // Under sudo the home may be another's, who could not use what root leaves there.
    if (uid !== undefined && statSync(dirname(cache)).uid !== uid) return;
    // One by one: Node 20's recursive mkdir goes round for ever below a folder like /proc.
    for (const dir of [cache, dirname(folder), folder]) if (!existsSync(dir)) mkdirSync(dir, 0o700);
    if (![dirname(folder), folder].every((path) => isPrivate(lstatSync(path), uid))) return;
    const temporary = join(folder, `new-${process.pid}`);
    // On the disk before it has its name: a power failure would leave a part of it.
    writeFileSync(temporary, sealed(data), { mode: 0o600, flag: 'wx', flush: true });
    renameSync(temporary, file);
    for (const name of readdirSync(folder)) {
      const other = join(folder, name);
      if (other !== file && statSync(other).mtimeMs < Date.now() - FORGOTTEN_MS) unlinkSync(other);
    }
  } catch {
    // The next call tries again.
  }
}

/** What the file begins with. */
const MARK = Buffer.from('mfa-exec');

/**
 * V8 trusts what it is given: from a byte that a disk lost it crashes, at every start. So it is there twice, and the
 * two are compared, which takes no time; a checksum of node:zlib would take 3 ms to load.
 */
function sealed(data: Buffer): Buffer {
  return Buffer.concat([MARK, data, data]);
}

function unsealed(content: Buffer): Buffer | undefined {
  const half = (content.length - MARK.length) / 2;
  if (half <= 0 || !content.subarray(0, MARK.length).equals(MARK)) return undefined;
  const data = content.subarray(MARK.length, MARK.length + half);
  return data.equals(content.subarray(MARK.length + half)) ? data : undefined;
}

/** A folder or file of ours, no link, that others can neither write nor replace. */
function isPrivate(stat: Stats, uid: number | undefined): boolean {
  if (stat.isSymbolicLink()) return false;
  return uid === undefined || (stat.uid === uid && (stat.mode & 0o022) === 0);
}
