import { readFileSync } from 'node:fs';

/** What `traced` puts before a command; each process of it is followed. */
export function straceArgs(file: string): string[] {
  const calls = 'execve,open,openat,creat,mkdir,mkdirat,chmod,fchmod,fchmodat';
  return ['-f', '-v', '-s', '100000', '-e', `trace=${calls}`, '-o', file];
}

export interface Execution {
  readonly file: string;
  /** As strace writes it: a list of C strings. */
  readonly args: string;
  readonly env: string;
}

/** What came of it: `execve("/bin/true", ["true"], ["HOME=/root", …]) = 0`. */
export class Trace {
  readonly #lines: readonly string[];

  constructor(file: string) {
    this.#lines = readFileSync(file, 'utf8').split('\n');
  }

  /** Programs that were started, also those that were not found, in order. */
  executions(): Execution[] {
    const pattern = /^\d+ +execve\("([^"]*)", (\[.*?"\]|\[\]), (\[.*"\]|\[\]|0x\w+)\)? /;
    return this.#lines
      .filter((line) => line.includes('execve('))
      .flatMap((line) => {
        const [, file, args, env] = pattern.exec(line) ?? [];
        if (file === undefined || args === undefined || env === undefined) {
          // The second half of a call that another process interrupted.
          if (line.includes('resumed>')) return [];
          throw new Error(`not understood: ${line.slice(0, 200)}`);
        }
        return [{ file, args, env }];
      });
  }

  /** Files and folders that were made or changed so that group or others have a right to them. */
  openToOthers(): string[] {
    return this.#lines.filter((line) => {
      if (/= -1 E|"\/dev\//.test(line)) return false;
      const created =
        /O_CREAT.*?, 0?([0-7]+)\)? /.exec(line) ??
        /(?:mkdirat?|f?chmod(?:at)?|creat)\(.*?, 0?([0-7]+)\)? /.exec(line);
      return created?.[1] !== undefined && (Number.parseInt(created[1], 8) & 0o077) !== 0;
    });
  }
}
