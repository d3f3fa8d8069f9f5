/** The checks of Node.js and of the way in which commands are started. */
import { type Finding, failed, ok, warning } from './finding.ts';
import type { RunnerFacts } from './ports.ts';

const INSTALL_KOFFI = 'npm install --global --include=optional mfa-exec';

/** As `engines` of package.json has it. */
const OLDEST = [20, 19] as const;

/** `inside` is what the executable brings: then no Node is needed. */
export function checkNode(version: string, inside?: string): Finding {
  if (inside !== undefined) return ok('node', `not needed: this executable has ${inside} inside`);
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

/**
 * Whether mfa-exec becomes the command, and what is weaker where it does so without libc or not at all: a parent takes
 * memory, a signal to the process group reaches the command twice, and Node has raised the limit on open files.
 */
export function checkRunner(facts: RunnerFacts): Finding {
  if (facts.kind === 'exec') {
    return facts.by === 'libc'
      ? ok('runner', 'mfa-exec becomes the command (execve of libc)')
      : warning(
          'runner',
          `mfa-exec becomes most commands by Node's execve, with a raised limit on open files: ${facts.reason}`,
          INSTALL_KOFFI,
        );
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
        `the command is a child of mfa-exec, takes its memory too, may get a signal twice and a raised limit on open files: ${facts.reason}`,
        `${INSTALL_KOFFI}, or Node.js 22.15 or later`,
      );
  }
}
