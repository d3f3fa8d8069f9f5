// The tables of docs/reference.md that are made from the definitions of the program.

/** @typedef {import('./definitions.mjs').Definitions} Definitions */
/** @typedef {import('../../src/options.ts').OptionSpec} OptionSpec */
/** @typedef {import('../../src/options.ts').OwnOptionSpec} OwnOptionSpec */
/** @typedef {import('../../src/subcommands.ts').CommandSpec} CommandSpec */
/** @typedef {import('../../src/session/documented-variables.ts').VariableSpec} VariableSpec */

/**
 * @param {string} page
 * @param {Definitions} definitions
 * @returns {string} `page` with each table between its markers, `<!-- NAME:begin -->` and `<!-- NAME:end -->`
 */
export function withTables(page, definitions) {
  const tables = {
    options: optionsTable(definitions.OPTIONS),
    subcommands: commandsTable(definitions.COMMANDS),
    'own-variables': variablesTable(definitions.OWN_VARIABLES),
    'other-variables': variablesTable(definitions.OTHER_VARIABLES),
  };
  return Object.entries(tables).reduce((text, [name, table]) => between(text, name, table), page);
}

/**
 * @param {string} page
 * @param {string} name
 * @param {string} table
 */
function between(page, name, table) {
  const begin = `<!-- ${name}:begin -->`;
  const from = page.indexOf(begin);
  const to = page.indexOf(`<!-- ${name}:end -->`);
  if (from < 0 || to < from) throw new Error(`the page has no ${begin} … ${name}:end`);
  return `${page.slice(0, from)}${begin}\n${table}\n${page.slice(to)}`;
}

/** @param {readonly OptionSpec[]} options */
function optionsTable(options) {
  return table(
    ['option', 'environment', 'what it does'],
    options.map((option) => [code(usage(option)), code(option.env), option.help]),
  );
}

/** @param {readonly CommandSpec[]} commands */
function commandsTable(commands) {
  return table(
    ['call', 'what it does', 'its own options'],
    commands.map((command) => [
      code(`mfa-exec ${command.name} ${command.usage}`.trimEnd()),
      [command.help, ...(command.notes ?? [])].join('<br>'),
      command.options.map((option) => `${code(usage(option))} ${option.help}`).join('<br>'),
    ]),
  );
}

/** @param {readonly VariableSpec[]} variables */
function variablesTable(variables) {
  return table(
    ['variable', 'what it does'],
    variables.map(({ name, help }) => [name.split(', ').map(code).join(', '), help]),
  );
}

/** @param {OwnOptionSpec} option */
function usage({ name, short, value }) {
  const names = [short, name].filter(Boolean).join(', ');
  return value === undefined ? names : `${names} ${value}`;
}

/** @param {string} text */
const code = (text) => `\`${text}\``;

/**
 * @param {readonly string[]} titles
 * @param {readonly (readonly string[])[]} rows
 */
function table(titles, rows) {
  const line = (/** @type {readonly string[]} */ cells) =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(titles), line(titles.map(() => '---')), ...rows.map(line)].join('\n');
}
