/** What a section header names. */
export type Titled =
  | {
      readonly kind: 'profile';
      readonly name: string /** `[profile default]`, which beats `[default]`. */;
      readonly prefixed: boolean;
    }
  | { readonly kind: 'services'; readonly name: string }
  | { readonly kind: 'other' };

const OTHER: Titled = { kind: 'other' };
const PREFIXED = /^(profile|services)\s+(.+)$/s;

/**
 * What a header of the config file names: `[default]`, `[profile NAME]`, `[services NAME]`, the name in quotes or
 * not. Anything else is no profile, `[NAME]` included.
 * @see https://docs.aws.amazon.com/sdkref/latest/guide/file-format.html
 */
export function configTitle(title: string): Titled {
  if (title === 'default') return { kind: 'profile', name: title, prefixed: false };
  const [, prefix, quoted] = PREFIXED.exec(title) ?? [];
  if (quoted === undefined) return OTHER;
  const name = unquote(quoted);
  if (name === '') return OTHER;
  return prefix === 'services' ? { kind: 'services', name } : { kind: 'profile', name, prefixed: true };
}

/** What a header of the credentials file names: always a profile, without a prefix. */
export function credentialsTitle(title: string): Titled {
  return { kind: 'profile', name: unquote(title), prefixed: false };
}

function unquote(name: string): string {
  return /^(["'])(.*)\1$/s.exec(name)?.[2] ?? name;
}
