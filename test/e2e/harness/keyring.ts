import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { isRunning } from '../../../src/platform/processes.ts';
import { minimalEnv } from './env.ts';
import { runCommand } from './program.ts';

/** What `startKeyring` runs; for `need` and `describeWith`. */
export const keyringCommands = ['dbus-run-session', 'gnome-keyring-daemon', 'dbus-send', 'secret-tool'];

// Reads to the end of its stdin, and so ends with its session even when the tests are killed.
const SESSION = `
printf %s "$KEYRING_PASSWORD" | gnome-keyring-daemon --foreground --components=secrets --unlock >/dev/null &
echo "$! $DBUS_SESSION_BUS_ADDRESS"
cat >/dev/null
kill -KILL $!
wait
`;

export interface Keyring {
  /** `DBUS_SESSION_BUS_ADDRESS`, to be laid over a program's environment. */
  readonly env: Readonly<Record<string, string>>;
  /** Folder with the keyring's own files, where everything is encrypted. */
  readonly folder: string;
  /** Runs `secret-tool`, which sees the keychain from outside; resolves to its stdout. */
  secretTool(...args: readonly string[]): Promise<string>;
  /** Locks the collection; without a display nobody can unlock it. */
  lock(): Promise<void>;
  /** From now on it owns its name on the bus and answers nobody. */
  freeze(): void;
  thaw(): void;
  /** Whether the service that was started is still there; D-Bus would start another one, locked. */
  isAlive(): boolean;
  dispose(): Promise<void>;
}

/** Starts a session bus and on it an unlocked gnome-keyring, with nothing of the user's; takes about 0.1 s. */
export async function startKeyring(): Promise<Keyring> {
  const folder = mkdtempSync(join(tmpdir(), 'mx-keyring-'));
  const own = {
    ...minimalEnv(folder),
    XDG_RUNTIME_DIR: join(folder, 'run'),
    XDG_DATA_HOME: join(folder, 'data'),
  };
  mkdirSync(own.XDG_RUNTIME_DIR, { mode: 0o700 });

  const session = spawn('dbus-run-session', ['--', 'sh', '-c', SESSION], {
    env: { ...own, KEYRING_PASSWORD: 'throw-away' },
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  const ended = once(session, 'exit');
  const [first] = await Promise.race([once(createInterface(session.stdout), 'line'), ended.then(() => [''])]);
  const [, pid, address] = /^(\d+) (.+)$/.exec(String(first)) ?? [];
  if (pid === undefined || address === undefined) throw new Error('dbus-run-session did not start');
  const env = { DBUS_SESSION_BUS_ADDRESS: address };
  const within = { ...own, ...env };
  await owned(within);

  const signal = (name: NodeJS.Signals) => process.kill(Number(pid), name);
  const secretTool = async (...args: readonly string[]) => {
    return (await runCommand('secret-tool', args, { env: within })).stdout;
  };
  return {
    env,
    folder,
    secretTool,
    lock: async () => void (await secretTool('lock')),
    freeze: () => signal('SIGSTOP'),
    thaw: () => signal('SIGCONT'),
    isAlive: () => isRunning(Number(pid)),
    async dispose() {
      session.stdin.end();
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Waits until somebody owns the Secret Service's name; asking for anything else would start a second one. */
async function owned(env: Record<string, string>): Promise<void> {
  const question = ['org.freedesktop.DBus.NameHasOwner', 'string:org.freedesktop.secrets'];
  const bus = ['--session', '--print-reply', '--dest=org.freedesktop.DBus', '/org/freedesktop/DBus'];
  const deadline = performance.now() + 10_000;
  for (;;) {
    const { stdout } = await runCommand('dbus-send', [...bus, ...question], { env });
    if (stdout.includes('true')) return;
    if (performance.now() > deadline) throw new Error('gnome-keyring did not take its name on the bus');
    await delay(10);
  }
}
