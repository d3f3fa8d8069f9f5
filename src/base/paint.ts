/** SGR parameters of ECMA-48, 8.3.117. */
export type Style = keyof typeof STYLES;

const STYLES = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33 } as const;

/** `text` in `style`, where `colour` is wanted. */
export function paint(text: string, style: Style, colour: boolean): string {
  return colour ? `\u001b[${STYLES[style]}m${text}\u001b[0m` : text;
}
