/**
 * Looks up one secret in the Secret Service with D-Bus messages of our own. libsecret needs 8 ms and three more
 * round trips for it, and waits for a service that does not answer in a thread that nobody can stop. Only the
 * look-up of a cached call goes this way; anything unusual is left to keytar.
 * https://specifications.freedesktop.org/secret-service/
 */
import { statSync } from 'node:fs';
import type { Env } from '../../base/ports.ts';
import { sessionBusSocket } from './dbus-address.ts';
import { decodeMessage, encodeCall, type Message, type MethodCall, Writer } from './dbus-message.ts';
import { monotonicMs } from './patience.ts';
import { connectUnix, SocketTimeout, type UnixSocket } from './unix-socket.ts';

/** `unknown`: it is not to be found out here, and keytar may say why. */
export type LookUp = { readonly value: string } | 'unknown' | 'timeout';

export interface SecretServiceOptions {
  readonly env: Env;
  readonly uid: number;
  /** Where koffi is looked up from: the file of the running program. */
  readonly programFile: string;
}

const SERVICE = {
  destination: 'org.freedesktop.secrets',
  path: '/org/freedesktop/secrets',
  interface: 'org.freedesktop.Secret.Service',
};

/** The secret that keytar stored for `service` and `account`, within `timeoutMs`. */
export function lookUpSecret(
  service: string,
  account: string,
  timeoutMs: number,
  { env, uid, programFile }: SecretServiceOptions,
): LookUp {
  const path = sessionBusSocket(env);
  let socket: UnixSocket | undefined;
  try {
    if (path === undefined || !isOurs(path, uid)) return 'unknown';
    socket = connectUnix(path, programFile, timeoutMs);
    // Another user's: keytar is not asked either, and says why.
    if (socket === undefined || socket.owner !== uid) return 'unknown';
    const value = ask(conversation(socket, timeoutMs), uid, { service, account });
    return value === undefined ? 'unknown' : { value };
  } catch (error) {
    return error instanceof SocketTimeout ? 'timeout' : 'unknown';
  } finally {
    socket?.close();
  }
}

/** As GDBus has it, another user's is none. An abstract one has no owner: the kernel is asked who listens. */
function isOurs(path: string, uid: number): boolean {
  return path.startsWith('\0') || statSync(path).uid === uid;
}

/** All that can be said without having heard an answer is said at once. */
function ask(
  { send, answer }: Conversation,
  uid: number,
  attributes: Record<string, string>,
): string | undefined {
  const identity = Buffer.from(String(uid)).toString('hex');
  send(
    Buffer.from(`\0AUTH EXTERNAL ${identity}\r\nBEGIN\r\n`),
    encodeCall({
      serial: 1,
      destination: 'org.freedesktop.DBus',
      path: '/org/freedesktop/DBus',
      interface: 'org.freedesktop.DBus',
      member: 'Hello',
    }),
    encodeCall(openSession(2)),
    encodeCall(searchItems(3, attributes)),
  );
  const session = answer(2, 'vo');
  if (session?.signature() !== 's') return undefined;
  session.string();
  const sessionPath = session.string();
  const [item] = answer(3, 'aoao')?.strings() ?? [];
  if (item === undefined) return undefined;
  send(
    encodeCall({
      serial: 4,
      destination: SERVICE.destination,
      path: item,
      interface: 'org.freedesktop.Secret.Item',
      member: 'GetSecret',
      signature: 'o',
      body: new Writer().string(sessionPath).bytes,
    }),
  );
  const secret = answer(4, '(oayays)')?.align(8);
  if (secret?.string() !== sessionPath || secret.bytes().length > 0) return undefined;
  return secret.bytes().toString('utf8');
}

/** `plain` sends the secret over the socket as it is, as gh and aws-vault have it; only this user can listen. */
function openSession(serial: number): MethodCall {
  const body = new Writer().string('plain').signature('s').string('').bytes;
  return { ...SERVICE, serial, member: 'OpenSession', signature: 'sv', body };
}

/** By the attributes that libsecret gives to what keytar stores. */
function searchItems(serial: number, attributes: Record<string, string>): MethodCall {
  const all = { ...attributes, 'xdg:schema': 'org.freedesktop.Secret.Generic' };
  const { bytes } = new Writer().array((entries) => {
    for (const [name, value] of Object.entries(all)) entries.align(8).string(name).string(value);
  });
  return { ...SERVICE, serial, member: 'SearchItems', signature: 'a{ss}', body: bytes };
}

type Conversation = ReturnType<typeof conversation>;

function conversation(socket: UnixSocket, timeoutMs: number) {
  // By the clock, not by `afterFairTime`: what follows must be done within five seconds too.
  const latest = monotonicMs() + timeoutMs;
  let received = Buffer.alloc(0);
  let greeted = false;

  function more(): void {
    received = Buffer.concat([received, socket.read(latest)]);
  }

  /** The bus's word that it knows who we are. */
  function greet(): void {
    let end = -1;
    for (; end < 0; end = received.indexOf('\r\n')) more();
    if (!received.toString('latin1', 0, end).startsWith('OK ')) throw new Error('refused by the bus');
    received = received.subarray(end + 2);
    greeted = true;
  }

  function next(): Message {
    for (;;) {
      const found = decodeMessage(received);
      if (found !== undefined) {
        received = received.subarray(found.length);
        return found.message;
      }
      more();
    }
  }

  return {
    send: (...messages: Buffer[]) => socket.write(Buffer.concat(messages)),
    /** What the call was answered; nothing where that is an error, or of other types than expected. */
    answer(serial: number, signature: string): Message['body'] | undefined {
      if (!greeted) greet();
      for (;;) {
        const message = next();
        if (message.isError && message.replyTo > 0) return undefined;
        if (message.replyTo === serial) return message.signature === signature ? message.body : undefined;
      }
    },
  };
}
