/**
 * Loads keytar, whose addon is part of the executable. Linux takes it from memory. Elsewhere a file is needed, in the
 * user's own folder for temporary files; Windows cannot remove a loaded one, so it lies in a folder that stays.
 */
import {
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import addon from 'keytar.node';
import { sha256Hex } from '../../base/sha256.ts';
import type { Keychain } from '../keychain.ts';
import { openForeign } from './foreign.ts';

const MFD_CLOEXEC = 1;

/** A cached call does not need it. */
const os = () => process.getBuiltinModule('node:os');

/** Throws what the loader throws, where libsecret is not there for one. */
export function loadKeychain(_programFile: string): Keychain {
  const bytes = Buffer.from(addon(), 'base64');
  const module = { exports: {} };
  if (process.platform === 'linux') fromMemory(bytes, (file) => process.dlopen(module, file));
  else if (process.platform === 'win32') process.dlopen(module, keptFile(bytes));
  else fromFolder(bytes, (file) => process.dlopen(module, file));
  return module.exports as Keychain;
}

function fromMemory(bytes: Buffer, load: (file: string) => void): void {
  const libc = openForeign('')?.bind({ memfd_create: { args: ['pointer', 'int'], returns: 'int' } });
  const fd = libc?.memfd_create(Buffer.from('keytar.node\0'), MFD_CLOEXEC) ?? -1;
  // A kernel may refuse to execute such memory (vm.memfd_noexec); it never refuses to make it.
  if (fd < 0) {
    fromFolder(bytes, load);
    return;
  }
  try {
    writeSync(fd, bytes);
    load(`/proc/self/fd/${fd}`);
  } finally {
    closeSync(fd);
  }
}

function fromFolder(bytes: Buffer, load: (file: string) => void): void {
  const folder = mkdtempSync(join(os().tmpdir(), 'mfa-exec-'));
  try {
    const file = join(folder, 'keytar.node');
    writeFileSync(file, bytes, { mode: 0o700 });
    load(file);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function keptFile(bytes: Buffer): string {
  const folder = join(process.env['LOCALAPPDATA'] ?? os().tmpdir(), 'mfa-exec');
  const file = join(folder, `keytar-${sha256Hex(addon()).slice(0, 16)}.node`);
  if (existsSync(file)) return file;
  mkdirSync(folder, { recursive: true });
  const temporary = `${file}.${process.pid}`;
  writeFileSync(temporary, bytes);
  renameSync(temporary, file);
  return file;
}

/**
 * Sets the bus that libsecret connects to when it is first called. Bun's `process.env` is a copy that C does not see.
 * Throws where libc cannot be called: libsecret would read the environment as it was.
 */
export function useBus(address: string): void {
  const libc = openForeign('')?.bind({ setenv: { args: ['pointer', 'pointer', 'int'], returns: 'int' } });
  const text = (content: string) => Buffer.from(`${content}\0`);
  if (libc?.setenv(text('DBUS_SESSION_BUS_ADDRESS'), text(address), 1) !== 0)
    throw new Error('the environment cannot be set');
}
