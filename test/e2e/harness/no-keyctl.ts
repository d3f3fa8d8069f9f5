import { fileURLToPath } from 'node:url';
import type { Env } from '../../../src/base/ports.ts';

/** Set for a program that is to run on a kernel without keyrings. */
const NO_KEYCTL = 'TEST_NO_KEYCTL';

/** `--store auto` as on a kernel without keyrings: the machine's own is everybody's. */
export const autoWithoutKeyctl: Readonly<Record<string, string>> = {
  MFA_EXEC_STORE: 'auto',
  ...(process.platform === 'linux' && { [NO_KEYCTL]: 'yes' }),
};

/** The words to put before a command line that is started with `env`. */
export function withoutKeyctl(env: Env): string[] {
  const script = fileURLToPath(new URL('no-keyctl.py', import.meta.url));
  return env[NO_KEYCTL] === undefined ? [] : ['/usr/bin/python3', script];
}
