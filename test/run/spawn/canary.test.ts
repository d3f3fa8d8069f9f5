import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

// A process that leads a group of its own, has a canary in it and says of each signal what the canary saw.
const PROGRAM = `
import { startCanary } from './canary.ts';
const canary = startCanary(process.env.PATH, process.platform, (hatch) => hatch());
for (const signal of ['SIGINT', 'SIGTERM', 'SIGQUIT', 'SIGHUP']) {
  process.on(signal, async () => console.log(signal, await canary.saw(signal, 500)));
}
process.stdin.on('end', () => canary.stop()).resume();
console.log('ready');
`;

describe.skipIf(process.platform === 'win32')('the canary', () => {
  let folder: string;
  let program: string;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'mx-canary-'));
    program = join(folder, 'canary.mjs');
    const resolveDir = fileURLToPath(new URL('../../../src/run/spawn', import.meta.url));
    await build({
      stdin: { contents: PROGRAM, resolveDir, loader: 'ts' },
      outfile: program,
      bundle: true,
      platform: 'node',
      format: 'esm',
      logLevel: 'silent',
    });
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  async function withLeader(play: (pid: number, says: (line: string) => Promise<void>) => Promise<void>) {
    const leader = spawn(process.execPath, [program], {
      cwd: folder,
      env: { PATH: process.env['PATH'] },
      detached: true,
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    let text = '';
    leader.stdout.on('data', (chunk) => {
      text += chunk;
    });
    const says = (line: string) => expect.poll(() => text, { timeout: 10_000 }).toContain(`${line}\n`);
    await says('ready');
    await play(leader.pid ?? 0, says);
    leader.stdin.end();
    await once(leader, 'close');
  }

  it.each(['SIGINT', 'SIGTERM', 'SIGQUIT', 'SIGHUP'] as const)('sees %s to the group', async (signal) => {
    await withLeader(async (pid, says) => {
      process.kill(-pid, signal);
      await says(`${signal} true`);
    });
  });

  it('does not see what comes to one process', async () => {
    await withLeader(async (pid, says) => {
      process.kill(pid, 'SIGTERM');
      await says('SIGTERM false');
    });
  });

  it('sees the next one too', async () => {
    await withLeader(async (pid, says) => {
      process.kill(-pid, 'SIGINT');
      await says('SIGINT true');
      process.kill(-pid, 'SIGTERM');
      await says('SIGTERM true');
    });
  });
});
