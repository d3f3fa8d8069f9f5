import { describe, expect, test } from 'vitest';
import { account, type Minted } from '../scripts/soak/account.ts';

const HOUR = 3_600_000;
const session = (accessKeyId: string, at: number, lasts = HOUR): Minted => {
  return { accessKeyId, at, expiresAt: at + lasts };
};
const NONE = { lost: 0, renewed: 0, wasted: 0 };

describe('what a soak says of the sessions of one round', () => {
  test.each([
    ['none', [], [], 0, NONE],
    ['one', [session('A', 0)], ['A'], 0, NONE],
    [
      'a second while the first was kept',
      [session('A', 0), session('B', 9)],
      ['A', 'B'],
      5,
      { ...NONE, wasted: 1 },
    ],
    [
      'a second because a kill took the first',
      [session('A', 0), session('B', 9)],
      ['B'],
      1,
      { ...NONE, lost: 1 },
    ],
    ['a second without a kill', [session('A', 0), session('B', 9)], ['B'], 0, { ...NONE, wasted: 1 }],
    [
      'a second when the first was over',
      [session('A', 0, 50), session('B', 49)],
      ['A'],
      0,
      { ...NONE, renewed: 1 },
    ],
    ['a second a moment before', [session('A', 0, 50), session('B', 47)], ['A'], 0, { ...NONE, wasted: 1 }],
  ] as const)('%s', (_what, minted, kept, kills, result) => {
    expect(account(minted, new Set(kept), 2, kills)).toEqual(result);
  });
});
