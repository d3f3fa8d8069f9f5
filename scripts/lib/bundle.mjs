// Bundles the program in three parts: the entry point, the code that a cached call needs (warm.cjs), and a file for each
// piece that is imported later. V8 scans a whole file before it runs its first line: 200 kB take 11 ms, half of what Node
// needs to start. esbuild can split ES modules only, which start slower than CommonJS: so its chunks are converted to
// CommonJS one by one and put under a registry of a few lines.
import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { build, transform } from 'esbuild';

/**
 * Replaces `import process from 'node:process'` by the global `process`. esbuild would copy all properties of the module
 * for a default import, in every file, which opens the standard streams. The SDK imports two properties by name.
 */
export const globalProcess = instead(
  'node:process',
  `export default process;
  export const env = /* @__PURE__ */ (() => process.env)(), versions = /* @__PURE__ */ (() => process.versions)();`,
);

/**
 * Leaves out how the SDK finds credentials by itself (single sign-on, roles of containers and machines): our clients
 * always get theirs. It would be a hundred kilobytes.
 */
const noDefaultCredentials = instead(
  '@aws-sdk/credential-provider-node',
  `export const defaultProvider = () => { throw new Error('a client without credentials'); };`,
);

/**
 * @param {string} name of a module
 * @param {string} contents that stand for it
 * @returns {import('esbuild').Plugin}
 */
function instead(name, contents) {
  return {
    name,
    setup(build) {
      build.onResolve({ filter: /./ }, ({ path }) => (path === name ? { path, namespace: name } : undefined));
      build.onLoad({ filter: /./, namespace: name }, () => ({ contents }));
    },
  };
}

/**
 * Leaves the imports of these source files as they are, for a bundle of their own.
 * @param {readonly string[]} files
 * @returns {import('esbuild').Plugin}
 */
function apart(files) {
  return {
    name: 'apart',
    setup(build) {
      build.onResolve({ filter: /^\.\.?\// }, ({ path, resolveDir }) =>
        files.some((file) => resolve(file) === join(resolveDir, path))
          ? { path: `./${basename(path, '.ts')}.js`, external: true }
          : undefined,
      );
    },
  };
}

const WARM = 'warm.cjs';
const REST = 'rest';

/**
 * @typedef {object} Bundle
 * @property {string} boot source file of what Node runs; it runs warm.cjs, which lies beside it
 * @property {string} entry source file of the program
 * @property {readonly string[]} hot source files that a cache hit imports with `import()`
 * @property {readonly string[]} apart source files, imported with `import()` too, that share no piece with the rest:
 *   what both use would else be part of the warm path as a whole
 * @property {string} outfile for boot
 * @property {import('esbuild').BuildOptions} options
 */

/**
 * The program in chunks, each the body of a CommonJS module.
 * @param {Pick<Bundle, 'entry' | 'apart' | 'options'>} bundle
 * @returns {Promise<{ code: Map<string, string>, own: import('esbuild').Metafile, rest: import('esbuild').Metafile }>}
 *   by file name; and what went into those of `entry`, and of the files apart
 */
async function chunksOf({ entry, apart: others, options }) {
  const split = {
    ...options,
    outdir: 'dist',
    format: /** @type {const} */ ('esm'),
    splitting: true,
    minify: true,
    metafile: /** @type {const} */ (true),
    write: /** @type {const} */ (false),
    legalComments: /** @type {const} */ ('none'),
    // The modules of packages as ES modules, where they have them: of these only what is used is taken.
    mainFields: ['module', 'main'],
  };
  const plugins = [globalProcess, ...(options.plugins ?? [])];
  const own = await build({ ...split, entryPoints: [entry], plugins: [...plugins, apart(others)] });
  const rest = await build({
    ...split,
    entryPoints: [...others],
    plugins: [...plugins, noDefaultCredentials],
  });
  /** @type {Map<string, string>} */
  const code = new Map();
  for (const { path, text } of [...own.outputFiles, ...rest.outputFiles]) {
    const { code: cjs } = await transform(lean(text), {
      format: 'cjs',
      platform: 'node',
      target: /** @type {string} */ (options.target),
      minify: true,
      // A kept `import()` would load the SDK's ES modules, hundreds of files; `require` takes its CommonJS bundle.
      supported: { 'dynamic-import': false },
    });
    code.set(basename(path), cjs);
  }
  return { code, own: own.metafile, rest: rest.metafile };
}

/**
 * The program as one script, for a runtime that compiles it beforehand. A chunk is a function here too: what is at the
 * top of a script is made at each start, and of the SDK alone that would be thousands of functions.
 * @param {Pick<Bundle, 'entry' | 'apart' | 'options'>} bundle
 * @returns {Promise<{ script: string, metafiles: import('esbuild').Metafile[] }>}
 */
export async function bundleAsOne(bundle) {
  const { code, own, rest } = await chunksOf(bundle);
  const program = runtime(table(code, [...code.keys()]), `./${basename(chunkOf(own, bundle.entry))}`);
  return { script: `${program}(require,module,process.execPath,()=>{});\n`, metafiles: [own, rest] };
}

/**
 * @param {import('esbuild').Metafile} metafile
 * @param {string} entry
 */
function chunkOf({ outputs }, entry) {
  return Object.entries(outputs).find(([, { entryPoint }]) => entryPoint === entry)?.[0] ?? '';
}

/**
 * @param {ReadonlyMap<string, string>} code
 * @param {readonly string[]} names
 */
function table(code, names) {
  return names.map((name) => `"./${name}":(function(require,exports,module){${code.get(name)}})`).join(',\n');
}

/**
 * @param {Bundle} bundle
 * @returns {Promise<import('esbuild').Metafile[]>} what went into it
 */
export async function bundleProgram(bundle) {
  const { boot, entry, hot, outfile, options } = bundle;
  const folder = dirname(outfile);
  const { code, own, rest } = await chunksOf(bundle);
  const { outputs } = own;
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
  const names = [...code.keys()];
  const isWarm = (/** @type {string} */ name) => warm.has(name);
  const program = runtime(table(code, names.filter(isWarm)), `./${basename(chunkOf(own, entry))}`);
  mkdirSync(join(folder, REST), { recursive: true });
  writeFileSync(join(folder, WARM), program);
  for (const name of names.filter((name) => !isWarm(name))) {
    const file = join(folder, REST, name.replace(/js$/, 'cjs'));
    writeFileSync(file, `"use strict";module.exports=function(require,exports,module){${code.get(name)}};\n`);
  }
  await build({
    ...options,
    entryPoints: [boot],
    outfile,
    format: 'cjs',
    minify: true,
    plugins: [globalProcess],
    define: { BUILD: JSON.stringify(createHash('sha256').update(program).digest('hex').slice(0, 12)) },
    banner: { js: '#!/usr/bin/env node' },
  });
  chmodSync(outfile, 0o755);
  return [own, rest];
}

/**
 * Converts a chunk's `import()` and `export` to CommonJS before esbuild does: an object with getters instead of esbuild's
 * two copies of every export, and `require` instead of its helper. Without it a cached call takes 3 to 7 % longer. The
 * expressions match what esbuild itself prints, minified, and nothing else of a chunk.
 * @param {string} text of a minified chunk
 */
function lean(text) {
  return text
    .replaceAll(/\bimport\("(\.\/[^"]+)"\)/g, 'Promise.resolve().then(()=>require("$1"))')
    .replace(/\bexport\{([^{}]*)\};?\s*$/, (_, /** @type {string} */ list) => {
      const getters = list.split(',').map((entry) => {
        const [local = '', name = local] = entry.trim().split(' as ');
        return `get ${name}(){return ${local}}`;
      });
      return `module.exports={${getters.join(',')}};`;
    });
}

/**
 * The function that boot.ts calls.
 * @param {string} table
 * @param {string} first
 */
function runtime(table, first) {
  return `(function(require,module,__filename,keepCompiled){"use strict";const here={
${table}
};
const loaded={};
function load(id){
if(!id.startsWith("./"))return require(id);
const known=loaded[id];if(known)return known.exports;
const module=loaded[id]={exports:{}};
(here[id]??require("./${REST}/"+id.slice(2,-2)+"cjs"))(load,module.exports,module);
return module.exports}
load("${first}");
})`;
}
