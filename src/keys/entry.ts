import { isObject, parseObject } from '../base/json.ts';
import { isLongTermId, isSecretKey } from '../identity/access-key.ts';
import { LongTermKey } from '../identity/long-term-key.ts';
import { entryName, type KeyOwner } from './owner.ts';

/**
 * A profile's kept keys, replaced as a whole. During a rotation the entry is also its journal: `current` works at every
 * moment, and the other fields tell the next run what is left to do.
 */
export interface KeyEntry extends KeyOwner {
  /** The keys to use. */
  readonly current: LongTermKey;
  /** When AWS made `current`; absent if unknown. Milliseconds since the epoch, like all times here. */
  readonly createdAt?: number | undefined;
  /** When mfa-exec took `current`. */
  readonly addedAt: number;
  /** A new key was requested and not yet saved. If AWS made it, its id is not in `known`. */
  readonly creating?: { readonly since: number; readonly known: readonly string[] } | undefined;
  /** The new key, not yet proved to work. */
  readonly pending?: { readonly key: LongTermKey; readonly createdAt: number } | undefined;
  /** Access key id of the former key, still to be deleted. */
  readonly retired?: string | undefined;
}

/** Raised when an older mfa-exec must not read the new form. */
const VERSION = 1;

/** Whether a rotation was begun and is not finished. */
export function isRotating({ creating, pending, retired }: KeyEntry): boolean {
  return creating !== undefined || pending !== undefined || retired !== undefined;
}

export function encodeEntry(entry: KeyEntry): string {
  const { current, pending, ...rest } = entry;
  return JSON.stringify({
    version: VERSION,
    ...rest,
    current: pair(current),
    ...(pending && { pending: { ...pair(pending.key), createdAt: pending.createdAt } }),
  });
}

/** Returns `undefined` if the text is not an entry of this version for `owner`. */
export function decodeEntry(text: string, owner: KeyOwner): KeyEntry | undefined {
  const entry = decodeAnyEntry(text);
  return entry !== undefined && entryName(entry) === entryName(owner) ? entry : undefined;
}

/** Like `decodeEntry`, for any owner. */
export function decodeAnyEntry(text: string): KeyEntry | undefined {
  const fields = parseObject(text);
  if (fields?.['version'] !== VERSION) return undefined;
  const { profile, credentialsPath, createdAt, addedAt, creating, pending, retired } = fields;
  if (typeof profile !== 'string' || typeof credentialsPath !== 'string') return undefined;
  const current = keyOf(fields['current'], profile);
  if (current === undefined || typeof addedAt !== 'number') return undefined;
  const next = isObject(pending) ? keyOf(pending, profile) : undefined;
  const nextCreatedAt = isObject(pending) ? pending['createdAt'] : undefined;
  if (pending !== undefined && (next === undefined || typeof nextCreatedAt !== 'number')) return undefined;
  const begun = creating === undefined ? undefined : creationOf(creating);
  if (creating !== undefined && begun === undefined) return undefined;
  return {
    profile,
    credentialsPath,
    current,
    addedAt,
    ...(typeof createdAt === 'number' && { createdAt }),
    ...(begun && { creating: begun }),
    ...(next && typeof nextCreatedAt === 'number' && { pending: { key: next, createdAt: nextCreatedAt } }),
    ...(typeof retired === 'string' && { retired }),
  };
}

function pair({ accessKeyId, secretAccessKey }: LongTermKey) {
  return { accessKeyId, secretAccessKey };
}

/** Returns the pair if both parts look like those AWS makes. Anything else may come from somebody else. */
function keyOf(value: unknown, profile: string): LongTermKey | undefined {
  if (!isObject(value)) return undefined;
  const { accessKeyId, secretAccessKey } = value;
  if (typeof accessKeyId !== 'string' || !isLongTermId(accessKeyId)) return undefined;
  if (typeof secretAccessKey !== 'string' || !isSecretKey(secretAccessKey)) return undefined;
  return new LongTermKey(accessKeyId, secretAccessKey, profile);
}

function creationOf(value: unknown): KeyEntry['creating'] {
  if (!isObject(value) || typeof value['since'] !== 'number' || !Array.isArray(value['known']))
    return undefined;
  const known = value['known'].filter((id): id is string => typeof id === 'string');
  return { since: value['since'], known };
}
