// The few forms of man(7) that the manual page is made of. Texts are plain; `code` in backquotes becomes bold.

/**
 * Plain text as roff shows it unchanged. A bare hyphen may become a typographic one, which no shell takes when it
 * is pasted; a dot or quote that begins a line would be a request.
 * @param {string} text
 */
export function plain(text) {
  return text
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replaceAll('…', '...')
    .replaceAll("'", '\\(aq')
    .replaceAll('~', '\\(ti')
    .replaceAll('^', '\\(ha')
    .replaceAll('`', '\\(ga');
}

/** @param {string} text */
export function bold(text) {
  return `\\fB${plain(text)}\\fR`;
}

/** @param {string} text */
export function italic(text) {
  return `\\fI${plain(text)}\\fR`;
}

/**
 * A long word with places where a narrow line may be broken (groff(7), `\\:`), which puts no hyphen there.
 * @param {string} word in roff
 */
export function breakable(word) {
  return word.length < 16 ? word : word.replaceAll(/([/|_])(?=[^\s])/g, '$1\\:');
}

/**
 * In lines that fit a terminal; roff fills them anew.
 * @param {string} text words with `code` in backquotes
 */
function prose(text) {
  const words = text
    .split(/`([^`]+)`/)
    .map((part, at) => (at % 2 === 1 ? bold(part) : plain(part)))
    .join('')
    .split(' ');
  /** @type {string[]} */
  const lines = [];
  for (const whole of words) {
    const word = breakable(whole);
    const last = lines.at(-1);
    if (last !== undefined && last.length + word.length < 79) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word.replace(/^\./, '\\&.'));
  }
  return lines.join('\n');
}

/** @param {string} title */
export const section = (title) => `.SH ${title}`;

/** @param {string} title */
export const subsection = (title) => `.SS ${plain(title)}`;

/** @param {string} text */
export const paragraph = (text) => `.PP\n${prose(text)}`;

/**
 * A term and what it means.
 * @param {string} term in roff
 * @param {string} text
 */
export const item = (term, text) => `.TP\n${term}\n${prose(text)}`;

/**
 * One more paragraph of an item.
 * @param {string} text
 */
export const more = (text) => `.IP\n${prose(text)}`;

/**
 * Lines that are shown as they are.
 * @param {readonly string[]} lines
 */
export const example = (lines) => ['.PP', '.RS 4', '.EX', ...lines.map(plain), '.EE', '.RE'].join('\n');
