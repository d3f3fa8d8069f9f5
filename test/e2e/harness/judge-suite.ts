import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeWith } from './has.ts';
import { Judge, type Situation } from './judge.ts';
import { awsVersion } from './real-aws.ts';

/** By mfa-exec itself, before the command. */
const REFUSED = { refused: true, said: expect.stringMatching(/^125: mfa-exec: /) };

/** One test for each situation: mfa-exec and the bare AWS CLI do the same, or what the table says. */
export function judgeAll(name: string, situations: readonly Situation[]): void {
  describeWith(['aws'], `beside the AWS CLI: ${name}`, () => {
    let judge: Judge;
    beforeAll(async () => {
      judge = await Judge.start();
    });
    afterAll(() => judge?.dispose());

    const version = awsVersion();
    test.concurrent.each(situations.filter(({ holds }) => holds?.(version) ?? true))(
      '$what',
      async (situation) => {
        const { refused = false, differs } = situation;
        const { bare, wrapped } = await judge.compare(situation);
        const said = `bare ended with ${bare.said}, wrapped with ${wrapped.said}`;
        expect(bare.refused, said).toBe(refused);
        if (differs === undefined) expect({ ...wrapped, said: '' }, said).toEqual({ ...bare, said: '' });
        else expect(wrapped, said).toMatchObject(differs.wrapped === 'refused' ? REFUSED : differs.wrapped);
      },
    );
  });
}
