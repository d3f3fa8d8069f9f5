// The picture in the README: a terminal with what the demo showed. Nothing in it depends on the time or the machine.

/**
 * @typedef {object} Scene
 * @property {string} about
 * @property {string} typed
 * @property {string} output as a terminal shows it, without control sequences
 */

const COLUMNS = 96;
const FONT_SIZE = 14;
/** Of the usual monospaced fonts; `textLength` holds the others to it. */
const CHARACTER = 8.4;
const LINE = 20;
const PADDING = 18;
const BAR = 34;
const STYLE = `text{font:${FONT_SIZE}px ui-monospace,SFMono-Regular,Menlo,Consolas,'DejaVu Sans Mono',monospace;white-space:pre}`;
const COLOURS = {
  about: '#8b949e',
  typed: '#f0f6fc',
  output: '#c9d1d9',
  question: '#e3b341',
  refused: '#ff7b72',
};

/**
 * @param {readonly Scene[]} scenes
 * @returns {string} SVG
 */
export function terminalPicture(scenes) {
  const lines = scenes.flatMap(({ about, typed, output }, index) => [
    ...(index > 0 ? [{ text: '', colour: '' }] : []),
    { text: `# ${about}`, colour: COLOURS.about },
    { text: `$ ${typed}`, colour: COLOURS.typed },
    ...wrapped(output).map((text) => ({ text, colour: colourOf(output, text) })),
  ]);
  const width = Math.round(COLUMNS * CHARACTER) + 2 * PADDING;
  const height = BAR + lines.length * LINE + PADDING;
  const texts = lines.flatMap(({ text, colour }, row) =>
    text === ''
      ? []
      : [
          `<text x="${PADDING}" y="${BAR + (row + 1) * LINE - 6}" fill="${colour}" textLength="${(text.length * CHARACTER).toFixed(1)}">${escaped(text)}</text>`,
        ],
  );
  const dots = ['#ff5f57', '#febc2e', '#28c840'].map(
    (colour, at) => `<circle cx="${PADDING + 6 + at * 20}" cy="18" r="6" fill="${colour}"/>`,
  );
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" role="img" xml:space="preserve">`,
    '<title>A terminal: the policy refuses aws eks list-clusters; mfa-exec asks for a code once and lists the clusters; the second call asks nothing</title>',
    `<style>${STYLE}</style>`,
    `<rect width="${width}" height="${height}" rx="10" fill="#0d1117"/>`,
    ...dots,
    ...texts,
    '</svg>',
    '',
  ].join('\n');
}

/**
 * The lines, none longer than the terminal is wide. What versions of the AWS CLI word otherwise is made the same.
 * @param {string} output
 */
function wrapped(output) {
  const text = output.replace(/^\s*(aws: \[ERROR\]: )?/, '').trimEnd();
  return text.split(/\r?\n/).flatMap((line) => line.match(new RegExp(`.{1,${COLUMNS}}`, 'g')) ?? ['']);
}

/**
 * @param {string} output
 * @param {string} line
 */
function colourOf(output, line) {
  if (/^MFA code/.test(line)) return COLOURS.question;
  return output.includes('An error occurred') ? COLOURS.refused : COLOURS.output;
}

/** @param {string} text */
function escaped(text) {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
