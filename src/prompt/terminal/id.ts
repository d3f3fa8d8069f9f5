import process from 'node:process';
import { controllingTerminal } from '../../platform/processes.ts';

/**
 * A name for the controlling terminal, the same in every process of it, fit for a file name; `undefined` where
 * there is none. `/dev/tty` cannot tell: it is one device for all. On Windows a console has no name: `undefined`.
 */
export function terminalId(
  platform: NodeJS.Platform = process.platform,
  pid: number = process.pid,
): string | undefined {
  const tty = platform === 'win32' ? undefined : controllingTerminal(pid, platform);
  return tty === undefined ? undefined : `tty-${tty.replaceAll('/', '-')}`;
}
