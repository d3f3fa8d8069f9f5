import { expect, it } from 'vitest';
import { hangupWasIgnored } from '../../../src/run/exec/nohup.ts';

const status = (mask: string) => `Name:\tsh\nSigBlk:\t0000000000000000\nSigIgn:\t${mask}\nSigCgt:\t0\n`;
const nothing = status('0000000000000000');
const hangup = status('0000000000001001');

it.each([
  ['started by a shell', { _: '/usr/bin/mfa-exec' }, { environ: '_=/bin/bash\0', status: nothing }, false],
  ['a shell without `_`', {}, { environ: '', status: nothing }, false],
  ['started by nohup', { _: '/usr/bin/nohup' }, { environ: 'A=1\0_=/bin/login\0', status: nothing }, true],
  ['its parent out of sight', { _: '/usr/bin/nohup' }, { environ: '', status: '' }, true],
  [
    'in a script under nohup',
    { _: '/usr/bin/nohup' },
    { environ: '_=/usr/bin/nohup\0', status: hangup },
    true,
  ],
  [
    'under one that heeds SIGHUP again',
    { _: 'nohup' },
    { environ: 'B=2\0_=nohup\0', status: nothing },
    false,
  ],
  ['after trap "" HUP', { _: '/bin/x' }, { environ: '', status: hangup }, true],
])('%s', (_title, env, parent, expected) => {
  expect(hangupWasIgnored(env, (file) => parent[file])).toBe(expected);
});
