import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';

/**
 * A name for the controlling terminal, the same in every process of it, fit for a file name; `undefined` where
 * there is none. `/dev/tty` cannot tell: it is one device for all. On Windows a console has no name: `undefined`.
 */
export async function terminalId(
  platform: NodeJS.Platform = process.platform,
  pid: number = process.pid,
): Promise<string | undefined> {
  try {
    if (platform === 'linux') return nameOf(ttyNumber(await readFile(`/proc/${pid}/stat`, 'latin1')));
    if (platform === 'win32') return undefined;
    return nameOf((await psColumn('tty', pid)).trim());
  } catch {
    return undefined;
  }
}

function psColumn(column: string, pid: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const env = { PATH: process.env['PATH'] };
    execFile('ps', ['-o', `${column}=`, '-p', String(pid)], { env }, (error, stdout) => {
      if (error === null) resolve(stdout);
      else reject(error);
    });
  });
}

/** Field 7 of proc(5)'s stat, `0` for none. The second field is a program's name, which may hold anything. */
function ttyNumber(stat: string): string {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return fields[4] ?? '0';
}

/** `ps` writes `?`, `??` or `-` for none. */
function nameOf(tty: string): string | undefined {
  return tty === '0' || !/^[\w/.]+$/.test(tty) ? undefined : `tty-${tty.replaceAll('/', '-')}`;
}
