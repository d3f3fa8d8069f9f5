/**
 * The command's arguments and environment as bytes. Node decodes both as UTF-8 and loses what is not; Linux
 * still has the originals, which go on unchanged.
 */
import { closeSync, openSync, readSync } from 'node:fs';
import type { Env } from '../../base/ports.ts';

const REPLACEMENT = '\ufffd';

/** The originals (`/proc/self/cmdline` and `environ`), each entry ended by NUL; nothing where there are none. */
export interface Originals {
  cmdline(): Buffer | undefined;
  environ(): Buffer | undefined;
}

export const linuxOriginals: Originals = {
  cmdline: () => read('/proc/self/cmdline'),
  environ: () => read('/proc/self/environ'),
};

export const noOriginals: Originals = { cmdline: () => undefined, environ: () => undefined };

/**
 * The bytes of `command`: what stands after the first `--` of the command line when its decoding lost
 * something, else the strings as they are.
 */
export function argumentBytes(command: readonly string[], originals: Originals): Buffer[] {
  if (command.some((argument) => argument.includes(REPLACEMENT))) {
    const line = split(originals.cmdline());
    const dashes = line.findIndex((argument) => argument.equals(Buffer.from('--')));
    const raw = line.slice(dashes + 1);
    const same = raw.length === command.length && raw.every((bytes, at) => bytes.toString() === command[at]);
    if (dashes > 0 && same) return raw;
  }
  return command.map((argument) => Buffer.from(argument));
}

/**
 * The entries (`NAME=value`) of the environment `env`, made from the original one with the changes that lead
 * from `start` to `env`: what did not change keeps its bytes and its place, an entry without `=` too.
 */
export function environmentBytes(env: Env, start: Env, originals: Originals): Buffer[] {
  const left = new Map(Object.entries(env));
  const kept = split(originals.environ()).flatMap((entry) => {
    const end = entry.indexOf('=', 1);
    if (end < 0) return [entry];
    const name = entry.toString('utf8', 0, end);
    const value = env[name];
    // What is not there at the start is not in Node's copy: its name is no UTF-8, or Node took it for itself
    // (NODE_CHANNEL_FD). It is the command's all the same.
    if (value === undefined) return start[name] === undefined ? [entry] : [];
    if (value === start[name]) {
      left.delete(name);
      return [entry];
    }
    // A name that stands there twice has its new value once.
    return left.delete(name) ? [Buffer.concat([entry.subarray(0, end + 1), Buffer.from(value)])] : [];
  });
  const added = [...left].flatMap(([name, value]) =>
    value === undefined ? [] : [Buffer.from(`${name}=${value}`)],
  );
  return [...kept, ...added];
}

function split(joined: Buffer | undefined): Buffer[] {
  const entries: Buffer[] = [];
  if (joined === undefined) return entries;
  for (let at = 0; at < joined.length; ) {
    const nul = joined.indexOf(0, at);
    const end = nul < 0 ? joined.length : nul;
    entries.push(joined.subarray(at, end));
    at = end + 1;
  }
  return entries;
}

/** Reads a file that grows as it is read and says nothing of its size; Node's readFileSync is slow to begin. */
function read(file: string): Buffer | undefined {
  try {
    const fd = openSync(file, 'r');
    try {
      return readToEnd(fd);
    } finally {
      closeSync(fd);
    }
  } catch {
    return undefined;
  }
}

function readToEnd(fd: number): Buffer {
  const chunks: Buffer[] = [];
  for (;;) {
    const chunk = Buffer.allocUnsafe(65_536);
    const size = readSync(fd, chunk);
    if (size === 0) return Buffer.concat(chunks);
    chunks.push(chunk.subarray(0, size));
  }
}
