/**
 * What cannot be seen, or changes how the text beside it is seen: controls, format characters (zero width, directions,
 * a byte order mark), blanks other than a space, fillers, halves of a surrogate pair.
 */
export const INVISIBLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800]|[^\S ]/gu;

const SHORT: Readonly<Record<string, string>> = { '\t': '\\t', '\n': '\\n', '\r': '\\r' };

/**
 * `text` on one line, with nothing in it that a terminal or a dialog would act on. What cannot be seen is shown as an
 * escape (`\r`, `\x1b`, `\u200b`): a name that differs from another in nothing else must not look like it.
 */
export function visible(text: string): string {
  return text.replace(INVISIBLE, (character) => {
    const code = character.codePointAt(0) ?? 0;
    const digits = (length: number) => code.toString(16).padStart(length, '0');
    if (code > 0xffff) return `\\u{${digits(5)}}`;
    return SHORT[character] ?? (code > 0xff ? `\\u${digits(4)}` : `\\x${digits(2)}`);
  });
}
