export type Kind = 'profile' | 'services' | 'other';

/** What a section header names. */
export interface Titled {
  readonly kind: Kind;
  readonly name: string;
  /** Whether it is called a profile in so many words: `[profile default]` rather than `[default]`. */
  readonly prefixed: boolean;
}

/** Reads the title of a header, which means another thing in each of the two files. */
export type Titling = (title: string) => Titled;

/**
 * In the config file: `[default]`, `[profile NAME]`, `[services NAME]`, the name in quotes or not. Anything
 * else is no profile, `[NAME]` included.
 * @see https://docs.aws.amazon.com/sdkref/latest/guide/file-format.html
 */
export const configTitle: Titling = (title) => {
  if (title === 'default') return { kind: 'profile', name: title, prefixed: false };
  const [, prefix, name] = /^(profile|services)[ \t]+(.+)$/.exec(title) ?? [];
  if (name === undefined) return { kind: 'other', name: title, prefixed: false };
  return { kind: prefix === 'services' ? 'services' : 'profile', name: unquote(name), prefixed: true };
};

/** In the credentials file: always a profile, without a prefix. */
export const credentialsTitle: Titling = (title) => ({
  kind: 'profile',
  name: unquote(title),
  prefixed: false,
});

/**
 * Of the sections of one name, those to read together, the later winning: where there is a `[profile
 * default]`, `[default]` is out of force, as the SDKs have it.
 */
export function inForce<T extends Titled>(sections: readonly T[]): readonly T[] {
  const prefixed = sections.filter((section) => section.prefixed);
  return prefixed.length > 0 ? prefixed : sections;
}

function unquote(name: string): string {
  return /^(["'])(.*)\1$/.exec(name)?.[2] ?? name;
}
