/** SGR parameters of ECMA-48, 8.3.117. */
export type Style = keyof typeof STYLES;

/**
 * Of the eight colours only red and magenta can be read on black and on white in the palettes that terminals have by
 * default. Colour never says anything alone: a sign or a word stands beside it.
 */
export const STYLES = { bold: 1, dim: 2, red: 31, magenta: 35 } as const;

/** `text` in `style`, where `colour` is wanted. */
export function paint(text: string, style: Style, colour: boolean): string {
  return colour ? `\u001b[${STYLES[style]}m${text}\u001b[0m` : text;
}
