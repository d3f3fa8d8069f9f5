/**
 * Rotation of a profile's key, as a journal in the entry itself: create, keep as pending, prove, make current,
 * deactivate and delete the former one. Each step is written down before or after it so that a run that ends at any
 * moment leaves a key that works, and the next one knows what is left.
 */
import { MfaExecError } from '../base/errors.ts';
import type { Credentials, Endpoint, Reporter } from '../base/ports.ts';
import type { KeyEntry } from './entry.ts';
import type { Kept, Keyring } from './keyring.ts';
import type { AccessKeyFacts, AccessKeys } from './ports.ts';
import { withKeyOf } from './shared.ts';

export interface RotateDeps {
  readonly keyring: Pick<Keyring, 'save'>;
  readonly accessKeys: AccessKeys;
  readonly endpoint: Endpoint;
  readonly reporter: Reporter;
  readonly now: () => number;
  /** Waits; milliseconds. */
  readonly pause: (ms: number) => Promise<unknown>;
  /** A session of the user with MFA. With `anew` the last one was refused: another is wanted. */
  readonly session: (anew: boolean) => Promise<Credentials>;
  /** Which of the user's other keys may go, where AWS has no room for a new one. Throws where nobody agrees. */
  readonly chooseVictim: (candidates: readonly KeyUse[]) => Promise<string>;
  /** Forgets the cached sessions that were made with this access key id. */
  readonly forgetSessions: (accessKeyId: string) => Promise<void>;
  /** Entries of other profiles with this access key id. Throws where the files, or a vault that is closed, have it too. */
  readonly sharers: (accessKeyId: string) => Promise<readonly Kept[]>;
}

/** An access key with what a person needs to decide about it. */
export interface KeyUse extends AccessKeyFacts {
  readonly lastUsedAt: number | undefined;
}

/** How long to wait for a new key to reach all of AWS, between tries: half a minute in all. */
const PROOF_DELAYS_MS = [500, 1000, 2000, 3000, 4000, 5000, 7000, 8000];
/** An unused key that AWS made within this time of the interrupted request belongs to that request. */
const CREATION_WINDOW_MS = 5 * 60_000;
/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
const MAX_KEYS = 2;

/** Rotates, or finishes a rotation that was interrupted; resolves to the entry as it is kept then. */
export async function rotateKey({ entry, vault }: Kept, deps: RotateDeps): Promise<KeyEntry> {
  const { reporter } = deps;
  let kept = entry;
  const save = async (next: KeyEntry) => {
    await deps.keyring.save(next, vault);
    kept = next;
  };
  const call = sessionCalls(deps);
  await deps.sharers(kept.retired ?? kept.current.accessKeyId);

  const found = await call((session) => deps.accessKeys.list(session, deps.endpoint));
  const gone = await removeOrphans(kept, found, deps, call);
  if (kept.creating !== undefined) await save({ ...kept, creating: undefined });
  if (kept.pending !== undefined && !found.some(isKey(kept.pending.key.accessKeyId))) {
    reporter.info(
      `the key ${kept.pending.key.accessKeyId} of an interrupted rotation is gone: starting anew`,
    );
    await save({ ...kept, pending: undefined });
  }
  const finishing = kept.retired !== undefined && kept.pending === undefined;
  if (finishing) {
    reporter.info('finishing a rotation that was interrupted');
    await retire(kept, deps, call);
    await save({ ...kept, retired: undefined });
    return kept;
  }
  if (kept.pending === undefined) {
    const there = found.filter(({ accessKeyId }) => !gone.includes(accessKeyId));
    const known = await makeRoom(there, kept.current.accessKeyId, deps, call);
    await save({ ...kept, creating: { since: deps.now(), known } });
    const made = await call((session) => deps.accessKeys.create(session, deps.endpoint));
    await save({ ...kept, creating: undefined, pending: made }).catch(async (error: unknown) => {
      // The secret exists only in memory. Delete the key: nobody could use it later.
      await call((session) => deps.accessKeys.remove(session, deps.endpoint, made.key.accessKeyId));
      throw error;
    });
  } else {
    reporter.info(`going on with ${kept.pending.key.accessKeyId}, which an interrupted rotation made`);
  }
  await prove(kept, deps);
  const { current, pending } = kept;
  if (pending === undefined) throw new Error('no pending key to make current');
  await save({
    ...kept,
    current: pending.key,
    createdAt: pending.createdAt,
    addedAt: deps.now(),
    pending: undefined,
    retired: current.accessKeyId,
  });
  await retire(kept, deps, call);
  await save({ ...kept, retired: undefined });
  return kept;
}

type Calls = <T>(work: (session: Credentials) => Promise<T>) => Promise<T>;

/** Makes calls with a session, once more with a new one where AWS does not take the first any longer. */
function sessionCalls({ session }: RotateDeps): Calls {
  let current: Credentials | undefined;
  return async (work) => {
    current ??= await session(false);
    try {
      return await work(current);
    } catch (error) {
      if (!(error instanceof MfaExecError) || error.code !== 'SESSION_ENDED') throw error;
      current = await session(true);
      return work(current);
    }
  };
}

/** Deletes what an interrupted creation left: nobody has its secret. Resolves to the ids. */
async function removeOrphans(
  { creating, current, pending }: KeyEntry,
  found: readonly AccessKeyFacts[],
  deps: RotateDeps,
  call: Calls,
): Promise<string[]> {
  if (creating === undefined) return [];
  const mine = [...creating.known, current.accessKeyId, pending?.key.accessKeyId];
  const strangers = found.filter(
    ({ accessKeyId, createdAt }) =>
      !mine.includes(accessKeyId) && Math.abs(createdAt - creating.since) < CREATION_WINDOW_MS,
  );
  const orphans: string[] = [];
  for (const { accessKeyId } of strangers) {
    const used = await call((session) => deps.accessKeys.lastUsed(session, deps.endpoint, accessKeyId));
    if (used !== undefined) continue;
    deps.reporter.info(`deleting ${accessKeyId}, which an interrupted rotation made: nobody has its secret`);
    await call((session) => deps.accessKeys.remove(session, deps.endpoint, accessKeyId));
    orphans.push(accessKeyId);
  }
  return orphans;
}

/** Deletes one of two keys where a person agrees; resolves to the ids that are there then. */
async function makeRoom(
  there: readonly AccessKeyFacts[],
  current: string,
  deps: RotateDeps,
  call: Calls,
): Promise<readonly string[]> {
  const ids = there.map(({ accessKeyId }) => accessKeyId);
  if (there.length < MAX_KEYS) return ids;
  const candidates: KeyUse[] = [];
  for (const facts of there.filter(({ accessKeyId }) => accessKeyId !== current)) {
    const lastUsedAt = await call((session) =>
      deps.accessKeys.lastUsed(session, deps.endpoint, facts.accessKeyId),
    );
    candidates.push({ ...facts, lastUsedAt });
  }
  const victim = await deps.chooseVictim(candidates);
  await call((session) => deps.accessKeys.remove(session, deps.endpoint, victim));
  deps.reporter.info(`deleted ${victim}`);
  return ids.filter((id) => id !== victim);
}

/** Waits until AWS takes the pending key. Throws the last refusal: the pending key stays, for the next run. */
async function prove({ pending }: KeyEntry, deps: RotateDeps): Promise<void> {
  if (pending === undefined) return;
  for (const delay of [...PROOF_DELAYS_MS, undefined]) {
    try {
      await deps.accessKeys.whoIs(pending.key, deps.endpoint);
      return;
    } catch (error) {
      const isTooNew = error instanceof MfaExecError && error.code === 'BASE_CREDENTIALS';
      if (!isTooNew || delay === undefined) throw error;
      deps.reporter.debug(`AWS does not know ${pending.key.accessKeyId} yet; again in ${delay} ms`);
      await deps.pause(delay);
    }
  }
}

/** Retires the former key: profiles that share it get the new one, its cached sessions go, then AWS deactivates and deletes it. */
async function retire(kept: KeyEntry, deps: RotateDeps, call: Calls): Promise<void> {
  const { retired } = kept;
  if (retired === undefined) return;
  for (const { entry, vault } of await deps.sharers(retired)) {
    await deps.keyring.save(withKeyOf(kept, entry), vault);
    deps.reporter.info(`profile "${entry.profile}" had the same key, and has the new one now`);
  }
  await deps.forgetSessions(retired);
  await call((session) => deps.accessKeys.deactivate(session, deps.endpoint, retired));
  await call((session) => deps.accessKeys.remove(session, deps.endpoint, retired));
}

function isKey(id: string) {
  return ({ accessKeyId }: AccessKeyFacts) => accessKeyId === id;
}
