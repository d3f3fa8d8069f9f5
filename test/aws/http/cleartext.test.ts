import { expect, test } from 'vitest';
import { isCleartext } from '../../../src/aws/http/cleartext.ts';

test.each([
  ['https://sts.eu-central-1.amazonaws.com', false],
  ['http://sts.eu-central-1.amazonaws.com', true],
  ['HTTP://Localhost:4566/', false],
  ['http://sts.localhost:4566', false],
  ['http://127.0.0.1:4566', false],
  ['http://127.1', false],
  ['http://[::1]:4566', false],
  ['http://127.0.0.1.example.com', true],
  ['http://localhost.example.com', true],
  ['http://localstack:4566', true],
  ['http://[fd00::1]', true],
])('%s: %s', (url, cleartext) => {
  expect(isCleartext(url)).toBe(cleartext);
});
