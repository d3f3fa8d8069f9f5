/**
 * Whose the session bus is. `sudo -E` hands on the caller's address, and an address may outlive its bus: whoever listens
 * there then would be handed the secrets. A bus of another user, root included, is no keychain.
 */
import { lstatSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Env } from '../../base/ports.ts';
import type { CommonPlaces } from '../common-places.ts';
import { addressOf, sessionBusSocket } from './dbus-address.ts';
import { connectUnix } from './unix-socket.ts';

export interface BusDeps {
  readonly env: Env;
  readonly uid: number;
  /** Where koffi is looked up from. */
  readonly programFile: string;
}

export type Bus =
  /**
   * Ours, with the one address at which that was seen: a list of addresses could lead libsecret elsewhere. `answers` is
   * false where nobody listens, or where that cannot be found out.
   */
  | { readonly address: string; readonly answers: boolean }
  /** There is none; a display alone does not count, for GDBus would start a bus that nobody else uses. */
  | 'none'
  /** Why it must not be used: a clause after "no keychain: ". */
  | { readonly problem: string };

/** `connect` is for tests. */
export function sessionBus(
  { env, uid, programFile }: BusDeps,
  timeoutMs: number,
  connect: typeof connectUnix = connectUnix,
): Bus {
  const socket = sessionBusSocket(env);
  if (socket === undefined) {
    return env['DBUS_SESSION_BUS_ADDRESS']
      ? { problem: 'the address of the session bus does not say whose it is' }
      : 'none';
  }
  const isAbstract = socket.startsWith('\0');
  // Looked at first: in a folder of somebody else the name may lead to another socket next time.
  const owner = isAbstract ? uid : ownerOf(socket, uid);
  if (owner === undefined) return 'none';
  if (owner !== uid) return { problem: `the session bus belongs to user ${owner}` };
  const connection = connect(socket, programFile, timeoutMs);
  if (connection === undefined) {
    // Nobody listens, or libc cannot be called. Who made a socket in a folder of ours or root's is known all the same.
    return isAbstract
      ? { problem: 'it cannot be told whose the session bus is' }
      : { address: addressOf(socket), answers: false };
  }
  connection.close();
  return connection.owner === uid
    ? { address: addressOf(socket), answers: true }
    : { problem: `the session bus belongs to user ${connection.owner ?? '(unknown)'}` };
}

/**
 * The bus of the environment, or where that leads nowhere the usual one: cron and ssh have no address, and a terminal
 * multiplexer may have that of a session which has ended.
 */
export function anySessionBus(deps: BusDeps, timeoutMs: number, { runtime }: CommonPlaces): Bus {
  const { XDG_RUNTIME_DIR } = deps.env;
  const envs: readonly Env[] = [deps.env, { XDG_RUNTIME_DIR }, { XDG_RUNTIME_DIR: runtime }];
  const buses = envs.map((env) => sessionBus({ ...deps, env }, timeoutMs));
  const ours = buses.filter((bus) => typeof bus === 'object' && 'address' in bus);
  return (
    ours.find(({ answers }) => answers) ?? ours[0] ?? buses.find((bus) => typeof bus === 'object') ?? 'none'
  );
}

/** The owner of the socket, or of the folder that it lies in where that is neither ours nor root's. */
function ownerOf(socket: string, uid: number): number | undefined {
  try {
    const folder = lstatSync(dirname(socket)).uid;
    return folder === uid || folder === 0 ? lstatSync(socket).uid : folder;
  } catch {
    return undefined;
  }
}
