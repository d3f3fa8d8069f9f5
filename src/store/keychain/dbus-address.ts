import type { Env } from '../../base/ports.ts';

/**
 * Where the session bus listens: the path of its socket, beginning with NUL for an abstract one. By the first
 * address in `DBUS_SESSION_BUS_ADDRESS`, else systemd's place in `XDG_RUNTIME_DIR`; nothing for an address of
 * another kind, such as `autolaunch:`.
 */
export function sessionBusSocket(env: Env): string | undefined {
  const address = env['DBUS_SESSION_BUS_ADDRESS'];
  if (!address) {
    const folder = env['XDG_RUNTIME_DIR'];
    return folder?.startsWith('/') ? `${folder}/bus` : undefined;
  }
  const [, list] = /^unix:([^;]*)/.exec(address) ?? [];
  const values = new Map(list?.split(',').map((pair) => pair.split('=', 2) as [string, string]));
  const path = unescaped(values.get('path'));
  const name = unescaped(values.get('abstract'));
  return path || (name && `\0${name}`) || undefined;
}

/** Every byte but a few is written `%2f`, says the specification. */
function unescaped(text: string | undefined): string | undefined {
  if (text === undefined || /%(?![0-9a-f]{2})/i.test(text)) return undefined;
  return Buffer.from(
    text.replaceAll(/%(..)/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
    'latin1',
  ).toString('utf8');
}

/** The address of a socket as `sessionBusSocket` gives it. */
export function addressOf(socket: string): string {
  const [kind, name] = socket.startsWith('\0') ? ['abstract', socket.slice(1)] : ['path', socket];
  const bytes = [...Buffer.from(name)].map((byte) => {
    const character = String.fromCharCode(byte);
    return /[\w./*-]/.test(character) ? character : `%${byte.toString(16).padStart(2, '0')}`;
  });
  return `unix:${kind}=${bytes.join('')}`;
}
