// The program in two files: what a cache hit needs, and the rest, which is read when something of it is first
// imported. V8 looks through every byte of a file before it runs the first: 200 kB take 11 ms, half of what Node
// needs to start. esbuild splits ES modules only, and those start slower than CommonJS: so its chunks are made
// CommonJS one by one and put side by side under a registry of a few lines.
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { build, transform } from 'esbuild';
import { lazyBuiltins } from './lazy-builtins.mjs';

const REST = 'rest.cjs';

/**
 * @typedef {object} Bundle
 * @property {string} entry source file of the program
 * @property {readonly string[]} hot source files that a cache hit imports with `import()`
 * @property {string} outfile
 * @property {import('esbuild').BuildOptions} options
 */

/** @param {Bundle} bundle */
export async function bundleInTwo({ entry, hot, outfile, options }) {
  const folder = dirname(outfile);
  const result = await build({
    ...options,
    entryPoints: [entry],
    outdir: folder,
    format: 'esm',
    splitting: true,
    minify: true,
    metafile: true,
    write: false,
    legalComments: 'none',
    // The modules of packages as ES modules, where they have them: of these only what is used is taken.
    mainFields: ['module', 'main'],
    plugins: [lazyBuiltins],
  });
  /** @type {Map<string, string>} */
  const code = new Map();
  for (const { path, text } of result.outputFiles ?? []) {
    const { code: cjs } = await transform(text.replace(/^#!.*/, ''), {
      format: 'cjs',
      platform: 'node',
      target: /** @type {string} */ (options.target),
      minify: true,
      // A kept `import()` would load the SDK's ES modules, hundreds of files; `require` takes its CommonJS bundle.
      supported: { 'dynamic-import': false },
    });
    code.set(basename(path), cjs);
  }

  const { outputs } = /** @type {import('esbuild').Metafile} */ (result.metafile);
  const roots = Object.entries(outputs).filter(([, { entryPoint }]) =>
    [entry, ...hot].includes(entryPoint ?? ''),
  );
  if (roots.length < hot.length + 1) throw new Error('a file of the warm path is not imported with import()');
  const warm = new Set();
  /** @param {string} path */
  const add = (path) => {
    if (warm.has(basename(path))) return;
    warm.add(basename(path));
    for (const { kind, path: to, external } of outputs[path]?.imports ?? []) {
      if (kind === 'import-statement' && !external) add(to);
    }
  };
  for (const [path] of roots) add(path);
  const first = roots.find(([, { entryPoint }]) => entryPoint === entry)?.[0] ?? '';

  mkdirSync(folder, { recursive: true });
  const names = [...code.keys()];
  const table = (/** @type {string[]} */ of) =>
    of.map((name) => `"./${name}":(function(require,exports,module){${code.get(name)}})`).join(',\n');
  const rest = names.filter((name) => !warm.has(name));
  writeFileSync(join(folder, REST), `"use strict";module.exports={\n${table(rest)}\n};\n`);
  writeFileSync(outfile, runtime(table(names.filter((name) => warm.has(name))), `./${basename(first)}`));
  chmodSync(outfile, 0o755);
}

/**
 * @param {string} table
 * @param {string} first
 */
function runtime(table, first) {
  return `#!/usr/bin/env node
"use strict";const here={
${table}
};
const loaded={};let rest;
function load(id){
if(!id.startsWith("./"))return require(id);
const known=loaded[id];if(known)return known.exports;
const module=loaded[id]={exports:{}};
(here[id]??(rest??=require("./${REST}"))[id])(load,module.exports,module);
return module.exports}
load("${first}");
`;
}
