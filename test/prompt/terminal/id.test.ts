import { expect, it } from 'vitest';
import { terminalId } from '../../../src/prompt/terminal/id.ts';

it('has no name for a console of Windows', () => {
  expect(terminalId('win32')).toBeUndefined();
});

it('has none for a process that is not there', () => {
  expect(terminalId(process.platform, 0)).toBeUndefined();
});
