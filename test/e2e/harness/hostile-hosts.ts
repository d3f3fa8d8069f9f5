/** Servers that mean no good, for the places where mfa-exec expects its own kind: each attack is a few lines with these. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, symlinkSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { sha256Hex } from '../../../src/base/sha256.ts';
import { cacheKey } from '../../../src/identity/cache-key.ts';
import { asUser } from './hostile.ts';
import type { World } from './world.ts';

export interface LockHost {
  /** How many have come so far. */
  readonly guests: number;
  dispose(): Promise<void>;
}

/** The cache key of the world's default profile. */
function defaultKey({ sandbox }: World): string {
  const { accessKeyId, secretAccessKey } = sandbox.user.key;
  return cacheKey({
    base: { kind: 'static', credentials: { accessKeyId, secretAccessKey }, from: 'profile "default"' },
    endpoint: {
      region: 'eu-central-1',
      partition: 'aws',
      stsUrl: sandbox.url,
      useFips: false,
      useDualstack: false,
    },
    roles: [],
  });
}

/** Holds the lock of the default profile's session, and says `lines` to whoever comes. */
export async function holdLock(world: World, ...lines: readonly unknown[]): Promise<LockHost> {
  const dir = join(world.runtimeDir, 'mfa-exec');
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const hash = sha256Hex(defaultKey(world)).slice(0, 12);
  const name = `${hash}.${process.pid}.00000000`;
  let guests = 0;
  const server = createServer((guest) => {
    guests += 1;
    guest.on('error', () => {});
    guest.end(lines.map((line) => `${typeof line === 'string' ? line : JSON.stringify(line)}\n`).join(''));
  });
  await new Promise<void>((resolve) => server.listen(join(dir, name), resolve));
  symlinkSync(name, join(dir, hash));
  return {
    get guests() {
      return guests;
    },
    dispose: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

export interface FakeBus {
  /** All that was sent to it so far. */
  received(): string;
  dispose(): Promise<void>;
}

/** Somebody who is neither root nor whoever runs the tests. */
const SOMEBODY = 54_323;

// In Perl, for Node 20 pads an abstract name. It ends with its stdin, so that it does not outlive the tests.
const BUS = `
use Socket;
my $place = shift; $place =~ s/^@/\\0/;
socket(my $server, PF_UNIX, SOCK_STREAM, 0) or die;
my $address = pack('S a*', AF_UNIX, $place =~ /^\\0/ ? $place : "$place\\0");
bind($server, $address) or die "bind: $!";
chmod 0777, $place unless $place =~ /^\\0/;
listen($server, 16) or die;
syswrite STDOUT, 'ready';
while (1) {
  my $set = ''; vec($set, 0, 1) = 1; vec($set, fileno($server), 1) = 1;
  select($set, undef, undef, undef);
  exit if vec($set, 0, 1);
  accept(my $guest, $server);
  sysread $guest, my $bytes, 4096;
  syswrite STDOUT, $bytes;
  close $guest;
}`;

/** Listens at `place` (an abstract one begins with NUL) as another user, for which the tests must run as root. */
export async function startFakeBus(place: string): Promise<FakeBus> {
  const [setpriv = '', ...words] = asUser(SOMEBODY, 'perl', '-e', BUS, place.replace('\0', '@'));
  const server = spawn(setpriv, words, {
    stdio: ['pipe', 'pipe', 'inherit'],
    cwd: '/',
    env: { PATH: process.env['PATH'] },
  });
  const ended = once(server, 'exit');
  let said = '';
  await new Promise<void>((resolve) => {
    server.stdout.on('data', (bytes: Buffer) => {
      said += bytes.toString('latin1');
      if (said.startsWith('ready')) resolve();
    });
  });
  return {
    received: () => said.replace(/^ready/, ''),
    async dispose() {
      server.stdin.end();
      await ended;
    },
  };
}
