/**
 * Tells whether the caller had SIGHUP ignored, as nohup(1) leaves it. Node resets every ignored signal before any
 * JavaScript runs and keeps no record, so the answer is inferred from the parent.
 */
import { basename } from 'node:path';
import type { Env } from '../../base/ports.ts';

const SIGHUP_BIT = 1n;

/**
 * A shell names in `_` what it starts, and nohup leaves that as it is: where it is in our environment and not in
 * the parent's, nohup was between the two. Else what the parent ignores, its children ignore. `readParent` gives
 * a file of the parent's in proc(5), or nothing.
 */
export function hangupWasIgnored(env: Env, readParent: (file: 'environ' | 'status') => string): boolean {
  const underNohup = basename(env['_'] ?? '') === 'nohup';
  if (underNohup && !/(?:^|\0)_=(?:[^\0]*\/)?nohup(?:\0|$)/.test(readParent('environ'))) return true;
  const ignored = /^SigIgn:\s*([\da-f]+)/m.exec(readParent('status'))?.[1];
  return ignored !== undefined && (BigInt(`0x${ignored}`) & SIGHUP_BIT) !== 0n;
}
