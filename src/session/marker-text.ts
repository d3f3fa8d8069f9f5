/**
 * The marker as text: `2:PROFILE:field=value:…`. The profile comes first for the sake of shell prompts, which take it out
 * with `${p#*:}` and `${p%%:*}`. Inside a value `%`, `:`, `,`, `=` and whatever is not printable are percent-encoded.
 *
 * Anybody can set the variable, so it is read as data from outside: a version, a field or a value that is not known makes
 * the whole no marker. A newer mfa-exec may name something that narrows the session; renewing it without that would give
 * more than the outer call had.
 */
import { checkRegion } from '../identity/endpoint.ts';
import { checkRoleArn } from '../identity/profile-role.ts';
import { isSettingVariable } from '../identity/setting-variables.ts';
import { escaped, unescaped } from './percent.ts';

/** What renews exactly this session: names and fingerprints, never a secret. */
export interface SessionNames {
  /** Absent for keys of the environment. */
  readonly profile?: string | undefined;
  /** What options (or their twins) said beside the profile. */
  readonly roleArn?: string | undefined;
  readonly roleDurationSeconds?: number | undefined;
  readonly region?: string | undefined;
  readonly mfaSerial?: string | undefined;
  /** The long-term keys were in the environment, which has the session's now: they are gone. */
  readonly keysGone?: boolean | undefined;
  /** Fingerprints of the long-term keys, of the roles on top of them, and of the place (partition or STS endpoint). */
  readonly base: string;
  readonly roles: string;
  readonly place: string;
  /** Fingerprint of what decides the place and the files: see `surroundings`. */
  readonly around: string;
  /** It was exported into a shell, rather than given to a command. */
  readonly exported?: boolean | undefined;
}

/** What a marker holds. */
export interface Marker extends SessionNames {
  /** Cache key of the session, and of the user session behind it. */
  readonly key: string;
  readonly user: string;
  /**
   * Fingerprint of the access key id, or of the server's token: a session that something else put beside the marker
   * later is not ours.
   */
  readonly id: string;
  /** A server gives the session, see server-variables.ts. */
  readonly served?: boolean | undefined;
  /** Variables that were set beside the session: fingerprint, and the value that gave way. */
  readonly set: Readonly<Record<string, SetVariable>>;
  /** Variables that were taken out, with their values, so that `export --unset` brings them back. */
  readonly lost: Readonly<Record<string, string>>;
}

export interface SetVariable {
  readonly print: string;
  readonly former?: string | undefined;
}

const VERSION = '2';
/** More than the environment of a sane shell has of AWS: a longer one is not read. */
const MAX_LENGTH = 16_384;
const MAX_NAME = 1024;

export function encodeMarker(marker: Marker): string {
  const names = ['key', 'user', 'id', 'base', 'roles', 'place', 'around'] as const;
  const fields: readonly (readonly [string, string | undefined])[] = [
    ...names.map((name) => [name, marker[name]] as const),
    ['role', marker.roleArn],
    ['seconds', marker.roleDurationSeconds?.toString()],
    ['region', marker.region],
    ['mfa', marker.mfaSerial],
    ['keys', marker.keysGone ? 'gone' : undefined],
    ['by', marker.exported ? 'export' : undefined],
    ['via', marker.served ? 'server' : undefined],
    ['set', list(marker.set, ({ print, former }) => (former === undefined ? [print] : [print, former]))],
    ['lost', list(marker.lost, (value) => [value])],
  ];
  const present = fields.flatMap(([name, value]) => (value ? [[name, value] as const] : []));
  const isList = (name: string) => name === 'set' || name === 'lost';
  const texts = present.map(([name, value]) => `${name}=${isList(name) ? value : escaped(value)}`);
  return [VERSION, escaped(marker.profile ?? ''), ...texts].join(':');
}

/** The marker in `text`; `undefined` where it is none of this version. */
export function decodeMarker(text: string): Marker | undefined {
  if (text.length > MAX_LENGTH || hasControl(text)) return undefined;
  try {
    return decoded(text);
  } catch (error) {
    if (error instanceof URIError) return undefined;
    throw error;
  }
}

function decoded(text: string): Marker | undefined {
  const [version, profile = '', ...parts] = text.split(':');
  if (version !== VERSION) return undefined;
  const raw = new Map(parts.map((part) => split(part)));
  if (raw.size !== parts.length || [...raw.keys()].some((name) => !FIELDS.has(name))) return undefined;
  const value = (name: string) => {
    const found = raw.get(name);
    return found === undefined ? undefined : unescaped(found);
  };
  const marker = {
    profile: unescaped(profile) || undefined,
    key: value('key') ?? '',
    user: value('user') ?? '',
    id: value('id') ?? '',
    base: value('base') ?? '',
    roles: value('roles') ?? '',
    place: value('place') ?? '',
    around: value('around') ?? '',
    roleArn: value('role'),
    roleDurationSeconds: raw.has('seconds') ? Number(raw.get('seconds')) : undefined,
    region: value('region'),
    mfaSerial: value('mfa'),
    keysGone: raw.has('keys') || undefined,
    exported: raw.has('by') || undefined,
    served: raw.has('via') || undefined,
    set: decodeSet(raw.get('set') ?? ''),
    lost: decodeLost(raw.get('lost') ?? ''),
  };
  const { set, lost, key, user, id, base, roles, place, around } = marker;
  if (set === undefined || lost === undefined) return undefined;
  const isSound =
    [key, user].every((text) => /^session-[\w-]{1,64}$/.test(text)) &&
    [id, base, roles, place, around].every((print) => PRINT.test(print)) &&
    [marker.profile, marker.mfaSerial].every((name) => name === undefined || isName(name)) &&
    passes(marker.roleArn, checkRoleArn) &&
    passes(marker.region, checkRegion) &&
    /^[1-9][0-9]{2,4}$/.test(raw.get('seconds') ?? '900') &&
    ['gone', undefined].includes(raw.get('keys')) &&
    ['export', undefined].includes(raw.get('by')) &&
    ['server', undefined].includes(raw.get('via'));
  return isSound ? { ...marker, set, lost } : undefined;
}

const FIELDS = new Set(
  'key user id base roles place around role seconds region mfa keys by via set lost'.split(' '),
);
const PRINT = /^[0-9a-f]{12}$/;

function list<T>(entries: Readonly<Record<string, T>>, values: (entry: T) => readonly string[]): string {
  return Object.entries(entries)
    .map(([name, entry]) => [name, ...values(entry).map(escaped)].join('='))
    .join(',');
}

function decodeSet(text: string): Record<string, SetVariable> | undefined {
  const set: Record<string, SetVariable> = {};
  for (const part of text === '' ? [] : text.split(',')) {
    const [name = '', print = '', former, ...rest] = part.split('=');
    if (!isSettingVariable(name) || !PRINT.test(print) || rest.length > 0) return undefined;
    set[name] = { print, former: former === undefined ? undefined : unescaped(former) };
  }
  return set;
}

function decodeLost(text: string): Record<string, string> | undefined {
  const lost: Record<string, string> = {};
  for (const part of text === '' ? [] : text.split(',')) {
    const [name, value] = split(part);
    if (!/^AWS_(DEFAULT_)?PROFILE$|^AWS_ACCOUNT_ID$/.test(name) || !isName(unescaped(value)))
      return undefined;
    lost[name] = unescaped(value);
  }
  return lost;
}

function split(part: string): [name: string, value: string] {
  const at = part.indexOf('=');
  return at < 0 ? [part, ''] : [part.slice(0, at), part.slice(at + 1)];
}

/** Whether a marker can hold the text as a name. */
export function isName(text: string): boolean {
  return text !== '' && text.length <= MAX_NAME && !hasControl(text);
}

function passes(text: string | undefined, check: (text: string) => string): boolean {
  try {
    return text === undefined || check(text) === text;
  } catch {
    return false;
  }
}

function hasControl(text: string): boolean {
  return [...text].some((char) => char < ' ' || char === '\u007f');
}
