import { type Finding, failed, ok, warning } from './finding.ts';
import type { RunnerFacts } from './ports.ts';

/** As `engines` of package.json has it. */
const OLDEST = [20, 19] as const;

export function checkNode(version: string): Finding {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const isOld = major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1]);
  return isOld
    ? failed(
        'node',
        `${version} is too old: mfa-exec needs ${OLDEST.join('.')} or later`,
        'install a newer one: https://nodejs.org',
      )
    : ok('node', version);
}

/** Whether mfa-exec becomes the command. A parent beside it works too, and shows in signals and memory. */
export function checkRunner(facts: RunnerFacts): Finding {
  if (facts.kind === 'exec') {
    const how = facts.by === 'libc' ? 'execve of libc' : "Node's execve";
    return ok('runner', `mfa-exec becomes the command (${how})`);
  }
  switch (facts.why) {
    case 'windows':
      return ok('runner', 'the command is a child of mfa-exec: Windows has no exec');
    case 'wanted':
      return warning(
        'runner',
        'the command is a child of mfa-exec: MFA_EXEC_RUNNER=spawn',
        'unset MFA_EXEC_RUNNER',
      );
    case 'unable':
      return warning(
        'runner',
        'the command is a child of mfa-exec: the optional package koffi is missing, and this Node.js has no execve',
        'npm install --global --include=optional mfa-exec, or Node.js 22.15 or later',
      );
  }
}
