import type { Clock } from '../../src/base/ports.ts';

/** 2026-01-02T03:04:05Z: five seconds into a TOTP step, so that 25 are left. */
export const START = Date.UTC(2026, 0, 2, 3, 4, 5);

/** A clock that stands still until it is moved. */
export class FakeClock implements Clock {
  #ms: number;

  constructor(ms = START) {
    this.#ms = ms;
  }

  now(): number {
    return this.#ms;
  }

  advance(ms: number): void {
    this.#ms += ms;
  }
}
