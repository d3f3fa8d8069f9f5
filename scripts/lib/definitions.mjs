// The options, commands and variables of the program, from its TypeScript sources.
import { build } from 'esbuild';
import { root } from './npm.mjs';

/** @typedef {typeof import('../../src/options.ts') & typeof import('../../src/subcommands.ts') & typeof import('../../src/session/documented-variables.ts')} Definitions */

/** @returns {Promise<Definitions>} */
export async function loadDefinitions() {
  const { outputFiles } = await build({
    stdin: {
      contents: `export * from './src/options.ts'; export * from './src/subcommands.ts'; export * from './src/session/documented-variables.ts';`,
      resolveDir: root,
    },
    bundle: true,
    format: 'esm',
    write: false,
  });
  const code = outputFiles.map(({ text }) => text).join('');
  return import(`data:text/javascript,${encodeURIComponent(code)}`);
}
