import { expect, test } from 'vitest';
import { createReporter } from '../../src/platform/reporter.ts';

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

test('nothing that a terminal would act on comes through', () => {
  const writes: string[] = [];
  const reporter = createReporter((part) => writes.push(part), { quiet: false, verbose: true });
  reporter.warn('profile "\u001b]0;title\u0007\u001b[2J\u202edrow\r\u009b31m"');
  reporter.debug('\u001b[1Aone\ntwo\u0000');
  expect(writes).toEqual([
    'mfa-exec: profile "\\x1b]0;title\\x07\\x1b[2J\\u202edrow\\r\\x9b31m"\n',
    'mfa-exec: \\x1b[1Aone\nmfa-exec: two\\x00\n',
  ]);
});

test('a stderr that takes nothing more is no failure', () => {
  const full = () => {
    throw new Error('ENOSPC');
  };
  expect(() => createReporter(full, { quiet: false, verbose: false }).warn('lost')).not.toThrow();
});

test('--verbose says each thing once, whoever says it', () => {
  const writes: string[] = [];
  const said = new Set<string>();
  const make = () => createReporter((part) => writes.push(part), { quiet: false, verbose: true }, said);
  make().debug('no keychain here');
  make().debug('no keychain here');
  make().warn('twice');
  make().warn('twice');
  expect(writes).toEqual(['mfa-exec: no keychain here\n', 'mfa-exec: twice\n', 'mfa-exec: twice\n']);
});
