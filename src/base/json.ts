import { INVISIBLE } from './visible.ts';

/**
 * The object that a JSON text is; `undefined` for any other text. What the parser says of a wrong one is dropped: it
 * quotes the text, which may have a secret in it.
 */
export function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * `value` as JSON for a person or a script: what a terminal would act on, or what hides or reorders the text beside it,
 * is written as an escape. It reads back the same.
 */
export function printableJson(value: unknown): string {
  const text = JSON.stringify(value, null, 2);
  return `${text.replace(INVISIBLE, (character) => (character === '\n' ? character : unitEscapes(character)))}\n`;
}

function unitEscapes(character: string): string {
  return Array.from(
    { length: character.length },
    (_, at) => `\\u${character.charCodeAt(at).toString(16).padStart(4, '0')}`,
  ).join('');
}
