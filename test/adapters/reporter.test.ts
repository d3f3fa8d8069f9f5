import { expect, test } from 'vitest';
import { createReporter } from '../../src/adapters/reporter.ts';

test.each([
  [{ quiet: false, verbose: false }, ['i', 'w']],
  [{ quiet: true, verbose: false }, ['w']],
  [{ quiet: false, verbose: true }, ['i', 'w', 'd']],
  [{ quiet: true, verbose: true }, ['w', 'd']],
])('%j shows %j', (options, shown) => {
  let text = '';
  const { info, warn, debug } = createReporter((part) => {
    text += part;
  }, options);
  info('i');
  warn('w');
  debug('d');
  expect(text).toBe(shown.map((line) => `mfa-exec: ${line}\n`).join(''));
});

test('every line of a message begins with the name, and a message is one write', () => {
  const writes: string[] = [];
  createReporter((part) => writes.push(part), { quiet: false, verbose: false }).warn('one\ntwo');
  expect(writes).toEqual(['mfa-exec: one\nmfa-exec: two\n']);
});
