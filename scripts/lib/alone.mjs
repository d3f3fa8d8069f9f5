// One process at a time in this folder.
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { root } from './npm.mjs';

const LOCK = join(root, '.preparing');

/**
 * Does the work while no other process prepares this folder: two that installed packages or built at once would each
 * remove what the other has just made. The lock of a process that is gone is taken over.
 * @template T
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function alone(work) {
  while (!taken()) await delay(200);
  const release = () => rmSync(LOCK, { force: true });
  // Ctrl-C ends the process without the `finally`.
  process.once('exit', release);
  try {
    return await work();
  } finally {
    process.off('exit', release);
    release();
  }
}

/** Whether the lock is ours now. */
function taken() {
  try {
    writeFileSync(LOCK, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'EEXIST') throw error;
  }
  if (!isHeld()) rmSync(LOCK, { force: true });
  return false;
}

function isHeld() {
  try {
    const holder = Number(readFileSync(LOCK, 'utf8'));
    // Empty for a moment, between its making and its writing.
    return holder === 0 || process.kill(holder, 0);
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'EPERM';
  }
}
