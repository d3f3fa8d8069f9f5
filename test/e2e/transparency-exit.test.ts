import { createHash, randomBytes } from 'node:crypto';
import { chmodSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { runCommand } from './harness/program.ts';
import { inEachWay, nativeWays, ways } from './transparency/stage.ts';

const allWays = [...ways, ...nativeWays];
const throughMfaExec = allWays.filter(({ how }) => how !== 'alone');
const posix = process.platform !== 'win32';

inEachWay('how the command ends', allWays, (stage) => {
  test.each([0, 3, 126, 255])('status %i', async (status) => {
    const command = posix
      ? ['sh', '-c', `exit ${status}`]
      : [process.execPath, '-e', `process.exit(${status})`];
    expect(await stage().run(command)).toMatchObject({ status, signal: null, stdout: '', stderr: '' });
  });

  test.runIf(posix).each(['SIGTERM', 'SIGINT', 'SIGKILL', 'SIGPIPE', 'SIGUSR1', 'SIGXFSZ'])(
    'death by %s',
    async (signal) => {
      const kill = ['sh', '-c', `kill -${signal.slice(3)} $$`];
      expect(await stage().run(kill)).toMatchObject({ status: null, signal, stdout: '', stderr: '' });
    },
  );

  test.runIf(posix)('no core file but the one of the command', async () => {
    const cores = async (name: string, script: string) => {
      const cwd = stage().folder(name);
      await stage().bash(`ulimit -c unlimited; cd '${cwd}'; ${script}`);
      return readdirSync(cwd).length;
    };
    const command = `sh -c 'kill -QUIT $$'`;
    expect(await cores('through', `wrap ${command}`)).toBe(await cores('alone', command));
  });

  test.runIf(posix)('what bash makes of it', async () => {
    const script =
      'wrap sh -c "exit 3"; echo $?; wrap sh -c "kill -TERM \\$\\$"; echo $?; wrap true | wrap sh -c "exit 4"; echo ${PIPESTATUS[*]}';
    expect((await stage().bash(script)).stdout).toBe('3\n143\n0 4\n');
  });

  test.runIf(posix)('timeout -s INT ends it, with status 124', async () => {
    expect(await stage().bash('timeout -s INT 0.3 wrap sleep 20; echo $?')).toMatchObject({
      stdout: '124\n',
      stderr: '',
    });
  });
});

describe.runIf(posix)('a command that cannot be started', () => {
  inEachWay('is refused as by a shell', throughMfaExec, (stage) => {
    test.each([
      ['no-such-command-anywhere', 127, 'command -v no-such-command-anywhere'],
      ['./nothing', 127, "cannot find the command './nothing'"],
      ['/', 126, "cannot run '/'"],
      ['./plain', 126, 'permission denied'],
    ])('%s: %i', async (name, status, words) => {
      const cwd = stage().folder('refused');
      writeFileSync(join(cwd, 'plain'), 'hello', { mode: 0o644 });
      const result = await stage().run([name], { cwd });
      expect(result).toMatchObject({ status, stdout: '' });
      expect(result.stderr).toMatch(/^mfa-exec: /);
      expect(result.stderr).toContain(words);
    });

    test('a script without #! runs in the shell', async () => {
      const cwd = stage().folder('script');
      writeFileSync(join(cwd, 'plain'), 'echo "$1"; exit 5\n');
      chmodSync(join(cwd, 'plain'), 0o755);
      expect(await stage().run(['./plain', 'a  b'], { cwd })).toMatchObject({
        status: 5,
        stdout: 'a  b\n',
        stderr: '',
      });
    });
  });
});

if (!posix) {
  inEachWay('a command that is not there', throughMfaExec, (stage) => {
    test('gives 127', async () => {
      expect(await stage().run(['no-such-command-anywhere'])).toMatchObject({ status: 127, stdout: '' });
    });
  });
}

inEachWay('what goes through', allWays, (stage, { how }) => {
  test('8 MiB of binary through stdin and stdout', async () => {
    const input = randomBytes(8 << 20);
    const copy = posix ? ['cat'] : [process.execPath, '-e', 'process.stdin.pipe(process.stdout)'];
    const { stdoutBytes, status, stderr } = await stage().run(copy, { input });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    const hash = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
    expect(hash(stdoutBytes)).toBe(hash(input));
  });

  test('arguments to the letter', async () => {
    const given = [
      '',
      ' ',
      'a b',
      '"',
      "'",
      '*',
      '$HOME',
      '\\',
      'a\nb',
      '--',
      '-v',
      '--help',
      'hé✓',
      '%PATH%',
      '',
    ];
    const print = [
      process.execPath,
      '-e',
      'console.log(JSON.stringify(process.argv.slice(1)))',
      '--',
      ...given,
    ];
    expect(JSON.parse((await stage().run(print)).stdout)).toEqual(given);
  });

  test.runIf(posix)('the environment, but for the session', async () => {
    const odd = { EMPTY: '', LINES: 'a\nb', 'a.b': '1', UNI: 'hé', npm_config_x: 'y' };
    const env = { ...stage().env, ...odd };
    const { stdout } = await stage().run(['env', '-0'], { env });
    const entries = stdout.split('\0').filter((entry) => !/^(AWS_|MFA_EXEC_|$)/.test(entry));
    const expected = Object.entries(env).filter(([name]) => !/^(AWS_|MFA_EXEC_)/.test(name));
    expect(entries.sort()).toEqual(expected.map(([name, value]) => `${name}=${value}`).sort());
  });

  test.runIf(posix)('what the command leaves of stdin is there for the next', async () => {
    const script = 'wrap sh -c "read first; echo \\$first"; cat';
    expect((await stage().bash(script, { input: 'one\ntwo\nthree\n' })).stdout).toBe('one\ntwo\nthree\n');
  });

  test.runIf(posix)('a closed pipe ends it without a word', async () => {
    const script = 'wrap yes | head -n 1; echo ${PIPESTATUS[0]}';
    expect(await stage().bash(script)).toMatchObject({ stdout: 'y\n141\n', stderr: '' });
  });

  test.runIf(posix)('open files and process substitutions', async () => {
    const script = 'wrap sh -c "cat <&3; cat \\$1" sh <(echo two) 3< <(echo one)';
    expect(await stage().bash(script)).toMatchObject({ stdout: 'one\ntwo\n', stderr: '', status: 0 });
  });

  test.runIf(process.platform === 'linux')('signals, limits and masks as they were', async () => {
    const state = 'ulimit -Sn; umask; grep -E "^Sig(Ign|Blk)" /proc/self/status';
    const script = (prefix: string) => `ulimit -Sn 256; umask 027; ${prefix} sh -c '${state}'; :`;
    expect((await stage().bash(script('wrap'))).stdout).toBe((await stage().bash(script(''))).stdout);
  });

  // Without libc the command gets what Node decoded, with the signals as Node left them.
  if (process.platform === 'linux' && (how === 'alone' || how === 'exec')) {
    test('a SIGHUP that nohup has it ignore', async () => {
      const script = 'nohup wrap sh -c "kill -HUP \\$\\$; echo alive" 2>&1 | cat';
      expect((await stage().bash(script)).stdout).toContain('alive\n');
    });

    test('many open files, and variables that Node takes for itself', async () => {
      const open = Array.from({ length: 18 }, (_, at) => `${at + 3}<"$0"`).join(' ');
      const look =
        'for fd in $(seq 3 20); do test -e /proc/$$/fd/$fd || echo "no $fd"; done; echo "$NODE_UNIQUE_ID"';
      const script = `exec ${open}; NODE_UNIQUE_ID=1 wrap sh -c '${look}'`;
      const args = ['-c', script, fileURLToPath(import.meta.url)];
      expect((await runCommand('bash', args, { env: stage().env })).stdout).toBe('1\n');
    });

    test('bytes that are not UTF-8', async () => {
      const script = `BAD=$'\\xff\\xe9' wrap sh -c 'printf "%s %s" "$BAD" "$1" | od -An -tx1' sh $'\\xfe'`;
      expect((await stage().bash(script)).stdout.trim()).toBe('ff e9 20 fe');
    });
  }
});
