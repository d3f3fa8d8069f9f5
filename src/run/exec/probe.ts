/**
 * Tells whether a file can be executed, without trying. Spawning needs that, and so does Node's process.execve,
 * which ends the whole process when execve(2) fails (Node 22 and 24).
 */
import { accessSync, closeSync, constants, existsSync, openSync, readSync, statSync } from 'node:fs';
import { errorCode } from '../../base/error-code.ts';
import { candidates, type Refusal, search } from '../command-lookup.ts';

/** Why `file` cannot be executed, as far as its permissions and its kind show; nothing when it can. */
export function probe(file: string): Refusal | undefined {
  try {
    const stat = statSync(file);
    if (!stat.isFile()) return 'EACCES';
    accessSync(file, constants.X_OK);
  } catch (error) {
    return errorCode(error);
  }
  return undefined;
}

/** Tells whether there is a program of a name in `path`, or at the name itself where it has a slash. */
export function programsIn(path: string | undefined): (name: string) => boolean {
  return (name) => !('refusal' in search(candidates(name, path), probe));
}

export type Kind = 'program' | 'script' | 'text' | 'unsure';

/**
 * What an executable file is: `program`, surely one for this machine, with its loader in place; `script`, whose
 * interpreter is such a program; `text`, which execvp(3) gives to the shell; else `unsure`. `own` is a program
 * known to run here: Node's.
 */
export function kindOf(file: string, own: string): Kind {
  const head = headOf(file);
  if (head === undefined) return 'unsure';
  if (head.startsWith('#!')) {
    const interpreter = /^#![ \t]*([^\s\0]+)/.exec(head)?.[1];
    if (interpreter === undefined || probe(interpreter) !== undefined) return 'unsure';
    return kindOf(interpreter, own) === 'program' ? 'script' : 'unsure';
  }
  if (head.startsWith('\x7fELF')) return sameMachine(head, headOf(own) ?? '') ? 'program' : 'unsure';
  return /^[\t\n\r\x20-\x7e\x80-\xff]*$/.test(firstLine(head)) ? 'text' : 'unsure';
}

/** Class, byte order and machine of the ELF header are those of `own`, and the loader that it names is there. */
function sameMachine(head: string, own: string): boolean {
  const loader = /\/[\w./+-]*\/ld[\w.+-]*\.so[\w.]*/.exec(head)?.[0];
  return (
    head.slice(4, 6) === own.slice(4, 6) &&
    head.slice(18, 20) === own.slice(18, 20) &&
    (loader === undefined || existsSync(loader))
  );
}

function firstLine(head: string): string {
  return head.slice(0, 128).split('\n', 1)[0] ?? '';
}

function headOf(file: string): string | undefined {
  const head = Buffer.alloc(4096);
  try {
    const fd = openSync(file, 'r');
    try {
      return head.toString('latin1', 0, readSync(fd, head, 0, head.length, 0));
    } finally {
      closeSync(fd);
    }
  } catch {
    return undefined;
  }
}
