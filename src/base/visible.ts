/** Controls, and the format characters that reorder or hide what stands beside them. */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/** `text` on one line, with nothing in it that a terminal or a dialog would act on. */
export function visible(text: string): string {
  return text.replace(INVISIBLE, '');
}
