// The figures as a picture: a group of bars a version of Node, in milliseconds.

const WIDTH = 720;
const LEFT = 190;
const BAR = 14;
const GAP = 5;
const GROUP = 22;

/**
 * @param {readonly import('./measure.mjs').Figures[]} all
 * @param {string} note on what and when it was measured
 * @returns {string} an SVG
 */
export function picture(all, note) {
  const longest = Math.max(...all.flatMap(({ ms }) => Object.values(ms).map((value) => value ?? 0)));
  const scale = (WIDTH - LEFT - 70) / longest;
  const parts = [];
  let y = 16;
  for (const { version, ms } of all) {
    parts.push(text(0, y, `Node ${version}`, 'font-weight="600"'));
    y += 14;
    /** @type {[string, number | undefined, string][]} */
    const bars = [
      ['node -e 0', ms.node, '#9aa4b2'],
      ['mfa-exec, session cached', ms.warm, '#2f6fde'],
      ['bare SDK call', ms.sdk, '#9aa4b2'],
      ['mfa-exec, new session', ms.cold, '#2f6fde'],
      ['aws sts get-session-token', ms.aws, '#9aa4b2'],
    ];
    for (const [name, value, fill] of bars) {
      if (value === undefined) continue;
      const width = Math.max(1, Math.round(value * scale));
      parts.push(text(LEFT - 8, y + BAR - 3, name, 'text-anchor="end"'));
      parts.push(`<rect x="${LEFT}" y="${y}" width="${width}" height="${BAR}" rx="2" fill="${fill}"/>`);
      parts.push(text(LEFT + width + 6, y + BAR - 3, `${value.toFixed(0)} ms`, ''));
      y += BAR + GAP;
    }
    y += GROUP;
  }
  parts.push(text(0, y - 6, note, 'font-size="10"'));
  const style = 'font-family="system-ui, sans-serif" font-size="12" fill="#6b7480"';
  const title = '<title>What mfa-exec costs, in milliseconds</title>';
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${y + 4}" ${style}>\n${title}\n${parts.join('\n')}\n</svg>\n`;
}

/**
 * @param {number} x
 * @param {number} y
 * @param {string} content
 * @param {string} attributes
 */
function text(x, y, content, attributes) {
  return `<text x="${x}" y="${y}" ${attributes}>${content.replaceAll('&', '&amp;').replaceAll('<', '&lt;')}</text>`;
}
