/** Why a command did not start, where its file is there and what runs it is not. */
import { closeSync, existsSync, openSync, readSync, statSync } from 'node:fs';
import process from 'node:process';
import { MfaExecError } from '../base/errors.ts';
import { shellWord } from '../base/shell-word.ts';
import { visible } from '../base/visible.ts';
import { commandError, type Refusal } from './command-lookup.ts';

/** As much of a first line as Linux reads: BINPRM_BUF_SIZE. */
const FIRST_LINE = 256;

/** The failure to tell a person. execve(2) says ENOENT for a missing interpreter, too. `file`: as what it was found. */
export function notStarted(name: string, refusal: Refusal, file = name): MfaExecError {
  const interpreter = refusal === 'ENOENT' ? missingInterpreter(file) : undefined;
  if (interpreter === undefined) {
    const error = commandError(name, refusal, file);
    const mends = refusal === 'EACCES' && lacksOnlyMode(file);
    return mends
      ? new MfaExecError(error.code, error.message, { hint: `chmod +x ${shellWord(file)}` })
      : error;
  }
  return new MfaExecError(
    'COMMAND_NOT_FOUND',
    `cannot run '${visible(name)}': its interpreter ${visible(interpreter)} is not there`,
    { hint: interpreterHint(interpreter, file) },
  );
}

/** Whether the file is the user's own and merely not marked as a program. */
function lacksOnlyMode(file: string): boolean {
  const stats = statSync(file, { throwIfNoEntry: false });
  return stats?.isFile() === true && stats.uid === process.getuid?.() && (stats.mode & 0o111) === 0;
}

/** What to do about a script whose interpreter is missing. */
export function interpreterHint(interpreter: string, file: string): string {
  return interpreter.endsWith('\r')
    ? `its lines end as on Windows: perl -pi -e 's/\\r$//' ${shellWord(file)}`
    : `install it, or correct the first line: head -1 ${shellWord(file)}`;
}

/** The program that the first line of a script names and that is not there; `undefined` for anything else. */
export function missingInterpreter(file: string): string | undefined {
  const interpreter = /^#![ \t]*([^ \t\n\0]+)/.exec(headOf(file))?.[1];
  return interpreter === undefined || existsSync(interpreter) ? undefined : interpreter;
}

function headOf(file: string): string {
  const head = Buffer.alloc(FIRST_LINE);
  try {
    const fd = openSync(file, 'r');
    try {
      return head.toString('utf8', 0, readSync(fd, head, 0, head.length, 0));
    } finally {
      closeSync(fd);
    }
  } catch {
    return '';
  }
}
