// The figures as a table: a row a measure, a column a version of Node.

/**
 * @param {readonly import('./measure.mjs').Figures[]} all
 * @param {{ unpacked: number, files: number }} published
 * @returns {string}
 */
export function table(all, published) {
  const kB = `${(published.unpacked / 1000).toFixed(0)} kB`;
  /** @type {[string, (figures: import('./measure.mjs').Figures) => string][]} */
  const rows = [
    ['node -e 0', ({ ms }) => time(ms.node)],
    ['warm: mfa-exec -- true', ({ ms }) => time(ms.warm)],
    ['  over node -e 0', ({ warmOverNode }) => times(warmOverNode)],
    ['  over true itself', ({ warmOverCommand }) => times(warmOverCommand)],
    ['  64 at once, over 64 node -e 0', ({ parallel }) => times(parallel)],
    ['  files loaded', ({ loaded }) => `${loaded.files}`],
    ["  modules of Node's loaded", ({ loaded }) => `${loaded.builtins}`],
    ['  memory beside the command', ({ besideKiB }) => `${besideKiB} KiB`],
    ['bare SDK call', ({ ms }) => time(ms.sdk)],
    ['cold: a new session', ({ ms }) => time(ms.cold)],
    ['  over the bare SDK call', ({ coldOverSdk }) => times(coldOverSdk)],
    ['  over aws sts get-session-token', ({ coldOverAws }) => times(coldOverAws)],
    ['published, unpacked', () => kB],
  ];
  const lines = [
    ['', ...all.map(({ version }) => `Node ${version}`)],
    ...rows.map(([name, of]) => [name, ...all.map(of)]),
  ];
  const widths = lines[0]?.map((_, at) => Math.max(...lines.map((line) => line[at]?.length ?? 0))) ?? [];
  return lines
    .map((line) =>
      line
        .map((cell, at) => (at === 0 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0)))
        .join('   '),
    )
    .join('\n');
}

/** @param {number} ms */
const time = (ms) => `${ms.toFixed(0)} ms`;
/** @param {number | undefined} ratio */
const times = (ratio) => (ratio === undefined ? '-' : `${ratio.toFixed(2)} x`);
