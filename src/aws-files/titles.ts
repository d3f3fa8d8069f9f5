import { splitPosix } from '../base/posix-words.ts';

export type Kind = 'profile' | 'services' | 'other';

/** What a section header names. */
export interface Titled {
  readonly kind: Kind;
  readonly name: string;
}

/** Reads the title of a header, which means another thing in each of the two files. */
export type Titling = (title: string) => Titled;

/**
 * In the config file: `[default]`, `[profile NAME]`, `[services NAME]`, read as two words of a shell. Anything else is
 * no profile: `[NAME]`, `[ default ]`, `[profile two words]`. botocore looks at the first letters of the first word
 * only, so `[profiles NAME]` is one.
 * @see botocore/configloader.py, `build_profile_map`
 */
export const configTitle: Titling = (title) => {
  if (title === 'default') return { kind: 'profile', name: title };
  const kind = (['profile', 'services'] as const).find((prefix) => title.startsWith(prefix));
  const words = kind === undefined ? undefined : splitPosix(title);
  const name = words?.length === 2 ? words[1] : undefined;
  return kind === undefined || name === undefined ? { kind: 'other', name: title } : { kind, name };
};

/** In the credentials file: always a profile, as it stands there. */
export const credentialsTitle: Titling = (title) => ({ kind: 'profile', name: title });
