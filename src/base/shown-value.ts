/** How errors show what was typed or configured: they end up in logs. */
import { visible } from './visible.ts';

/** Characters; an ARN of a device has its name within them. */
const LONGEST = 120;

/**
 * What may be a secret in the wrong place: a code, a key or token (40 characters of base64 in a row), an address with a
 * password.
 */
const SECRET = /^\s*\d{3}[\s-]?\d{3}\s*$|[A-Za-z0-9+/=]{40}|:\/\/[^/?#]*@/;

/**
 * A value that cannot be used: on one line, cut where it is long, with its controls visible, and without what follows
 * the sign of `NAME=VALUE`. `…` alone stands for what may be a secret.
 */
export function shownValue(text: string): string {
  if (SECRET.test(text)) return '…';
  const characters = [...visible(text.replace(/^(\s*[\w-]+=).+$/s, '$1…'))];
  return characters.length > LONGEST ? `${characters.slice(0, LONGEST - 1).join('')}…` : characters.join('');
}

/**
 * The name of a command. A whole line, or a variable with its value, may have been given for one, and a password may be
 * in it. A long path is no secret.
 */
export function shownCommand(text: string): string {
  const name = text.replace(/(?<=\S)\s.*$/s, ' …').replace(/^(\w+)=.*$/s, '$1=…');
  return name.length > LONGEST ? `${visible(name.slice(0, LONGEST - 1))}…` : visible(name);
}
