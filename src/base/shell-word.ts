import { INVISIBLE } from './visible.ts';

/**
 * `word` as a POSIX shell reads it back, in quotes only where it needs them. Control characters are written as
 * escapes, for a line that is shown on a terminal: `$'a\x0a'` (POSIX.1-2024, XCU 2.2.4; bash, zsh and ksh for long).
 */
export function shellWord(word: string): string {
  if (/^[\w@%+=:,./-]+$/.test(word)) return word;
  return word.search(INVISIBLE) < 0
    ? posixQuoted(word)
    : `$'${word.replaceAll(/[\\']/g, '\\$&').replace(INVISIBLE, escaped)}'`;
}

/** ` --profile NAME` for a command line of the AWS CLI or mfa-exec; nothing for the default profile. */
export function profileOption(profile: string | undefined): string {
  return profile === undefined || profile === 'default' ? '' : ` --profile ${shellWord(profile)}`;
}

/** POSIX: nothing is special inside single quotes but the quote itself (XCU 2.2.2). */
export function posixQuoted(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`;
}

function escaped(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x80) return `\\x${code.toString(16).padStart(2, '0')}`;
  return code <= 0xffff
    ? `\\u${code.toString(16).padStart(4, '0')}`
    : `\\U${code.toString(16).padStart(8, '0')}`;
}
