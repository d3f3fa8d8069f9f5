import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, openSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const posix = describe.skipIf(process.platform === 'win32');
let folder: string;
let program: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'mx-run-'));
  program = join(folder, 'program.mjs');
  await build({
    entryPoints: [fileURLToPath(new URL('program.ts', import.meta.url))],
    outfile: program,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    external: ['cross-spawn', 'koffi'],
    logLevel: 'silent',
  });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const env = (more: Record<string, string> = {}) => ({ PATH: process.env['PATH'], TEST_ROOT: root, ...more });

function start(args: readonly string[], more: Record<string, string> = {}, fds: number[] = []) {
  return spawnSync(process.execPath, [program, ...args], {
    env: env(more),
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe', ...fds],
    encoding: 'utf8',
    timeout: 20_000,
  });
}

function script(name: string, content: string, mode = 0o755): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  chmodSync(path, mode);
  return path;
}

posix.each([
  ['koffi', 'auto', {}],
  ['no koffi', 'auto', { TEST_KOFFI: 'none' }],
  ['a child', 'spawn', { TEST_KOFFI: 'none' }],
])('the runner with %s, mode %s', (_title, mode, more) => {
  const run = (command: readonly string[], fds: number[] = []) =>
    start(['run', mode, '--', ...command], more, fds);
  const sh = (line: string, fds: number[] = []) => run(['sh', '-c', line], fds);

  it.each([0, 42, 255])('passes status %i on', (status) => {
    expect(sh(`exit ${status}`)).toMatchObject({ status, signal: null, stdout: '', stderr: '' });
  });

  it.each(['SIGTERM', 'SIGKILL', 'SIGPIPE', 'SIGXFSZ', 'SIGQUIT'])('dies of %s', (signal) => {
    expect(sh(`ulimit -c 0; kill -${signal.slice(3)} $$`)).toMatchObject({
      status: null,
      signal,
      stderr: '',
    });
  });

  it('gives the command the environment that was asked for', () => {
    expect(sh('echo "$TEST_ADDED,$TEST_ROOT,$TEST_KOFFI"').stdout).toBe('yes,,\n');
  });

  it('hands on a descriptor, and none of its own', () => {
    const file = openSync(script('note', 'kept\n'), 'r');
    expect(sh('read line <&3; echo "$line"; ls /dev/fd/ 2>/dev/null | wc -l', [file]).stdout).toMatch(
      /^kept\n/,
    );
  });

  it.each([
    ['a command that is not there', 'no-such-command', 127],
    ['a path that is not there', './nope', 127],
    ['an empty name', '', 127],
    ['a folder', '/', 126],
  ])('%s: %j', (_what, name, status) => {
    const result = run([name]);
    expect(result).toMatchObject({ status, stdout: '' });
    expect(result.stderr).toMatch(/^COMMAND_NOT_/);
  });

  it('refuses a file that is not executable', () => {
    script('plain', 'hello', 0o644);
    expect(run(['./plain'])).toMatchObject({ status: 126, stdout: '' });
  });

  it('refuses a script whose interpreter is missing, and says so', () => {
    script('orphan', '#!/no/such/interpreter\n');
    expect(run(['./orphan'])).toMatchObject({ status: 127, stdout: '' });
  });

  it('gives a text file without #! to the shell', () => {
    script('text', 'echo "$0 $1"; exit 4\n');
    expect(run(['./text', 'a b'])).toMatchObject({ status: 4, stdout: './text a b\n' });
  });

  it('is silent', () => {
    expect(sh('yes | head -n 1')).toMatchObject({ stdout: 'y\n', stderr: '', status: 0 });
  });
});

posix('hardExit', () => {
  it.each([0, 3, 255])('leaves with %i', (status) => {
    expect(start(['exit', String(status)])).toMatchObject({ status, signal: null });
  });

  it.each([
    ['koffi', {}],
    ['a shell', { TEST_KOFFI: 'none' }],
  ])('leaves through %s though a thread is blocked', (how, more) => {
    if (how === 'a shell' && !('execve' in process)) return;
    const fifo = join(folder, `fifo-${how.length}`);
    spawnSync('mkfifo', [fifo]);
    const result = start(['exit', '125', 'stuck', fifo], more);
    expect(result.error).toBeUndefined();
    expect(result.status).toBe(125);
  });

  it('leaves no core file of its own', () => {
    const result = spawnSync(
      'sh',
      ['-c', `ulimit -c unlimited; "${process.execPath}" "${program}" exit SIGQUIT`],
      {
        env: env(),
        cwd: folder,
      },
    );
    expect(result.status ?? 128 + 3).toBe(128 + 3);
    expect(readdirSync(folder).filter((name) => name.startsWith('core'))).toEqual([]);
  });
});

posix('takeEarlySignals', () => {
  it('lets SIGUSR1 end the process, and no inspector open', async () => {
    const fifo = join(folder, 'fifo-early');
    spawnSync('mkfifo', [fifo]);
    const child = spawn(process.execPath, [program, 'exit', '0', 'no', fifo], { env: env(), stdio: 'pipe' });
    // Its writing end opens as soon as the program reads: then its listeners are there.
    const writer = spawn('sh', ['-c', `exec 9>"${fifo}"; echo open; read -r line`], {
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    let stderr = '';
    child.stderr.on('data', (chunk) => {
      stderr += chunk;
    });
    await once(writer.stdout, 'data');
    child.kill('SIGUSR1');
    const [, signal] = await once(child, 'exit');
    writer.stdin.end();
    expect([signal, stderr]).toEqual(['SIGUSR1', '']);
  });
});
