/** The built program as Windows runs it, under Wine: real named pipes, Credential Manager, console and cmd.exe. */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { windowsNodePath } from '../../../scripts/lib/nodes.mjs';
import { wine, wineServer } from '../../../scripts/lib/wine.mjs';
import type { Env } from '../../../src/base/ports.ts';
import { programPath, runCommand } from './program.ts';
import { Terminal } from './pty.ts';
import type { World } from './world.ts';

const PATIENCE_MS = 120_000;

/** `/tmp/a` as `Z:\tmp\a`. */
export function windowsPath(path: string): string {
  return `Z:${path.replaceAll('/', '\\')}`;
}

export const windowsNode = windowsPath(windowsNodePath);
export const windowsProgram = windowsPath(programPath);

/** How a Windows program ended, and what it printed. */
export interface WineResult {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A Windows of a test file's own, with a user who has the AWS files of `world`. Starting it takes ten seconds. */
export class Wine {
  /** `%USERPROFILE%`, as Linux sees it. */
  readonly profile: string;
  readonly #prefix: string;
  readonly #env: Record<string, string>;

  constructor(world: World) {
    this.#prefix = mkdtempSync(join(tmpdir(), 'mx-wine-'));
    this.#env = {
      PATH: world.env['PATH'] ?? '',
      HOME: world.home,
      WINEPREFIX: this.#prefix,
      WINEARCH: 'win64',
      WINEDEBUG: '-all',
      // Neither asks to install anything nor touches the desktop's menus.
      WINEDLLOVERRIDES: 'mscoree,mshtml=;winemenubuilder.exe=d',
      NODE_SKIP_PLATFORM_CHECK: '1',
      AWS_ENDPOINT_URL: world.sandbox.url,
    };
    const options = { env: this.#env, stdio: 'ignore', timeout: PATIENCE_MS } as const;
    execFileSync(wine, ['wineboot', '--init'], options);
    execFileSync(wine, ['reg', 'add', 'HKCU\\Software\\Wine', '/v', 'Version', '/d', 'win10', '/f'], options);
    const users = join(this.#prefix, 'drive_c', 'users');
    const user = readdirSync(users).find((name) => name !== 'Public') ?? '';
    this.profile = join(users, user);
    mkdirSync(join(this.profile, '.aws'));
    cpSync(join(world.home, '.aws'), join(this.profile, '.aws'), { recursive: true });
  }

  /** Runs mfa-exec. Statuses are cut to their lowest byte, as everywhere on Linux. */
  run(args: readonly string[], env: Env = {}): Promise<WineResult> {
    return this.command([windowsNode, windowsProgram, ...args], env);
  }

  /** Runs any Windows program. */
  async command(words: readonly string[], env: Env = {}): Promise<WineResult> {
    const folder = mkdtempSync(join(this.#prefix, 'run-'));
    // Node's pipes are sockets, which Wine does not take for pipes.
    const script = 'exec "$0" "$@" </dev/null >"$RUN/out" 2>"$RUN/err"';
    const { status } = await runCommand('sh', ['-c', script, wine, ...words], {
      env: { ...this.#env, ...env, RUN: folder },
      cwd: this.profile,
      timeoutMs: PATIENCE_MS,
    });
    const [stdout = '', stderr = ''] = ['out', 'err'].map((name) => readFileSync(join(folder, name), 'utf8'));
    return { status, stdout, stderr };
  }

  /** Opens mfa-exec in a console. */
  open(args: readonly string[]): Terminal {
    const words = [windowsNode, windowsProgram, ...args];
    return new Terminal(wine, words, { env: this.#env, cwd: this.profile, cols: 100 });
  }

  dispose(): void {
    execFileSync(wineServer, ['--kill'], { env: this.#env, timeout: PATIENCE_MS });
    rmSync(this.#prefix, { recursive: true, force: true, maxRetries: 5 });
  }
}
