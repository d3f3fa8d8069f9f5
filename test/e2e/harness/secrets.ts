/** Every secret that a test made: access keys' secrets, session tokens, codes, passwords. */
export class Secrets {
  readonly #known = new Map<string, string>();

  /** `what` names the secret in the failure, so that the failure itself shows none. */
  add(what: string, value: string): void {
    if (value !== '') this.#known.set(value, what);
  }

  /** Throws when `text` holds one of them, as it is or as a URL has it. */
  expectNone(text: string, where = 'the output'): void {
    for (const [value, what] of this.#known) {
      if (holds(text, value)) throw new Error(`${where} shows ${what}`);
    }
  }
}

function holds(text: string, value: string): boolean {
  // Six digits may well be a part of a longer number, such as a time.
  if (/^\d+$/.test(value)) return new RegExp(`(?<!\\d)${value}(?!\\d)`).test(text);
  return text.includes(value) || text.includes(encodeURIComponent(value));
}
