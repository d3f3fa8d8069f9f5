import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SignalHost } from '../../src/platform/endings.ts';

/** This process, as if it ran on `platform`. */
export function hostOn(platform: NodeJS.Platform): SignalHost {
  const { pid } = process;
  return {
    platform,
    pid,
    on: process.on.bind(process),
    off: process.off.bind(process),
    kill: process.kill.bind(process),
  };
}

/** A folder for a PATH, with stand-ins for programs of the desktop. */
export class StandIns {
  readonly folder = mkdtempSync(join(tmpdir(), 'mfa-exec-stand-in-'));

  /** A shell script called `name`; its arguments can be had from `args` afterwards. */
  add(name: string, script: string): string {
    const path = join(this.folder, name);
    writeFileSync(path, `#!/bin/sh\nprintf '%s\\0' "$@" > '${path}.args'\n${script}\n`);
    chmodSync(path, 0o755);
    if (name === 'powershell.exe') this.#putIntoWindows(path);
    return path;
  }

  #putIntoWindows(path: string): void {
    const place = join(this.folder, 'System32', 'WindowsPowerShell', 'v1.0');
    mkdirSync(place, { recursive: true });
    copyFileSync(path, join(place, 'powershell.exe'));
    rmSync(path);
  }

  args(name: string): string[] {
    return readFileSync(join(this.folder, `${name}.args`), 'utf8')
      .split('\0')
      .slice(0, -1);
  }

  /** An environment with nothing on its PATH but the stand-ins; their scripts have the shell's own commands. */
  get env(): Record<string, string> {
    return { PATH: this.folder, SystemRoot: this.folder, DISPLAY: ':none' };
  }
}
