import type { Fault } from '../../fixtures/sandbox/faults.ts';
import type { Dice } from './dice.ts';

export interface Weather {
  readonly faults: readonly Fault[];
  /** It does not pass: nobody can get a session. */
  readonly storm: boolean;
  /** How long sessions last, in seconds; as long as they are asked for where it is absent. */
  readonly ttlSeconds?: number;
}

/** Sessions with less left are renewed: `--min-ttl`, in seconds. */
export const MIN_TTL_SECONDS = 1;

/** Of AWS in one round. What passes is over after two requests, since the third try must succeed. */
export function weather(dice: Dice): Weather {
  if (dice.oneIn(25)) {
    const fault = dice.pick<Fault>([
      { kind: 'internal' },
      { kind: 'reset' },
      { kind: 'garbage' },
      { kind: 'portal' },
    ]);
    return { faults: [fault], storm: true };
  }
  const ttl = dice.oneIn(12) ? { ttlSeconds: 3 } : {};
  if (!dice.oneIn(3)) return { faults: [], storm: false, ...ttl };
  const fault = dice.pick<Fault>([
    { kind: 'reset' },
    { kind: 'internal' },
    { kind: 'unavailable' },
    { kind: 'throttle' },
    { kind: 'slow', ms: 100 + dice.roll(900) },
  ]);
  return { faults: [{ ...fault, times: 1 + dice.roll(2) }], storm: false, ...ttl };
}
