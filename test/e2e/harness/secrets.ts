/** What a secret is, for messages, and the secret. */
export type NamedSecret = readonly [what: string, value: string];

/** Every secret that a test made: access keys' secrets, session tokens, codes, passwords. */
export class Secrets {
  readonly #sources: (() => Iterable<NamedSecret>)[] = [];

  add(what: string, value: string): void {
    this.addSource(() => [[what, value]]);
  }

  /** `source` is asked at each look, for secrets that come into being later. */
  addSource(source: () => Iterable<NamedSecret>): void {
    this.#sources.push(source);
  }

  /** Throws when `text` holds one of them, as it is or as a URL has it; the message names the kind and shows none. */
  expectNone(text: string, where = 'the output'): void {
    for (const source of this.#sources) {
      for (const [what, value] of source()) {
        if (value !== '' && holds(text, value)) throw new Error(`${where} shows ${what}`);
      }
    }
  }
}

function holds(text: string, value: string): boolean {
  // Six digits may well be a part of a longer number, such as a time.
  if (/^\d+$/.test(value)) return new RegExp(`(?<!\\d)${value}(?!\\d)`).test(text);
  return text.includes(value) || text.includes(encodeURIComponent(value));
}
