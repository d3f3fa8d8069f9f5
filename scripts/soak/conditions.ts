import type { Fault } from '../../fixtures/sandbox/faults.ts';
import type { Random } from './random.ts';

export interface Conditions {
  readonly faults: readonly Fault[];
  /** Every request fails: nobody can get a session. */
  readonly outage: boolean;
  /** How long sessions last, in seconds; as long as they are asked for where it is absent. */
  readonly ttlSeconds?: number;
}

/** Sessions with less left are renewed: `--min-ttl`, in seconds. */
export const MIN_TTL_SECONDS = 1;

/** The faults of AWS in one round. One that passes is over after two requests: the third try must succeed. */
export function conditionsOf(random: Random): Conditions {
  if (random.oneIn(25)) {
    const fault = random.pick<Fault>([
      { kind: 'internal' },
      { kind: 'reset' },
      { kind: 'garbage' },
      { kind: 'portal' },
    ]);
    return { faults: [fault], outage: true };
  }
  const ttl = random.oneIn(12) ? { ttlSeconds: 3 } : {};
  if (!random.oneIn(3)) return { faults: [], outage: false, ...ttl };
  const fault = random.pick<Fault>([
    { kind: 'reset' },
    { kind: 'internal' },
    { kind: 'unavailable' },
    { kind: 'throttle' },
    { kind: 'slow', ms: 100 + random.below(900) },
  ]);
  return { faults: [{ ...fault, times: 1 + random.below(2) }], outage: false, ...ttl };
}
