import { expect, test } from 'vitest';
import { type ErrorCode, type ErrorDetails, MfaExecError } from '../../src/base/errors.ts';
import { type Exit, exitOf } from '../../src/base/exit.ts';

test.each<[ErrorCode, ErrorDetails, Exit]>([
  ['COMMAND_NOT_FOUND', {}, { code: 127 }],
  ['COMMAND_NOT_EXECUTABLE', {}, { code: 126 }],
  ['USAGE', {}, { code: 125 }],
  ['AWS_REFUSED', { cause: { signal: 'SIGINT' } }, { code: 125 }],
  ['PROMPT_CANCELLED', {}, { code: 125 }],
  ['PROMPT_CANCELLED', { cause: new Error('closed') }, { code: 125 }],
  ['PROMPT_CANCELLED', { cause: { signal: 'SIGINT' } }, { signal: 'SIGINT' }],
  ['PROMPT_CANCELLED', { cause: { signal: 'SIGHUP' } }, { signal: 'SIGHUP' }],
  ['PROMPT_CANCELLED', { cause: { signal: 'SIGKILL' } }, { code: 125 }],
])('%s %j: %j', (code, details, exit) => {
  expect(exitOf(new MfaExecError(code, 'it failed', details))).toEqual(exit);
});

test.each([new TypeError('a bug'), 'text', undefined])('a bug, %s, ends with 125', (thrown) => {
  expect(exitOf(thrown)).toEqual({ code: 125 });
});
