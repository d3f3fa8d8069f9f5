// How the builds are alike.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './npm.mjs';

export const common = {
  bundle: true,
  platform: /** @type {const} */ ('node'),
  target: 'node20.19',
  logLevel: /** @type {const} */ ('warning'),
};

/** What the npm program and the executable have in common when they are built. */
export const programOptions = {
  ...common,
  define: {
    VERSION: JSON.stringify(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).version),
    // clipanion looks at the standard streams when it is loaded; Node may then leave O_NONBLOCK on what the
    // command and its caller share. All output goes through writeSync instead.
    'process.stdin': 'undefined',
    'process.stdout': 'undefined',
    'process.stderr': 'undefined',
    // With it set, clipanion would print the arguments, and so a code, to stdout.
    'process.env.DEBUG_CLI': '""',
  },
  // Native parts cannot be bundled.
  external: ['keytar', 'koffi'],
};

/** What shares no code with the rest: see `apart` of bundle.mjs. */
export const APART = ['src/aws/iam.ts', 'src/aws/sts.ts'];
