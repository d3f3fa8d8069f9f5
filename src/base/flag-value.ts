/** What the text of a flag's environment twin says; `undefined` where it says neither. Empty is no. */
export function flagValue(text = ''): boolean | undefined {
  if (/^(1|true|yes|on)$/i.test(text)) return true;
  return /^(0|false|no|off|)$/i.test(text) ? false : undefined;
}
