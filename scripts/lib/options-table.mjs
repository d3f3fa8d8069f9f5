// The table of options in README.md.

/** @typedef {import('./definitions.mjs').Definitions} Definitions */

const BEGIN = '<!-- options:begin -->';
const END = '<!-- options:end -->';

/**
 * @param {Definitions} definitions
 * @returns {string} a Markdown table
 */
export function optionsTable({ OPTIONS }) {
  const rows = OPTIONS.map((option) => {
    const { name, short, value, env, help } = /** @type {import('../../src/options.ts').OptionSpec} */ (
      option
    );
    const names = [short, name].filter(Boolean).join(', ');
    return `| \`${value === undefined ? names : `${names} ${value}`}\` | \`${env}\` | ${help.replaceAll('|', '\\|')} |`;
  });
  return ['| option | environment | what it does |', '| --- | --- | --- |', ...rows].join('\n');
}

/**
 * @param {string} readme
 * @param {string} table
 * @returns {string} `readme` with the table between its two markers
 */
export function withOptionsTable(readme, table) {
  const begin = readme.indexOf(BEGIN);
  const end = readme.indexOf(END);
  if (begin < 0 || end < begin) throw new Error(`README.md has no ${BEGIN} … ${END}`);
  return `${readme.slice(0, begin)}${BEGIN}\n${table}\n${readme.slice(end)}`;
}
