// The program in parts: the few lines that Node runs, what a cache hit needs, and the rest, each piece of which is read
// when it is first imported. V8 looks through every byte of a file before it runs the first: 200 kB take 11 ms, half of what Node
// needs to start. esbuild splits ES modules only, and those start slower than CommonJS: so its chunks are made
// CommonJS one by one and put side by side under a registry of a few lines.
import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { build, transform } from 'esbuild';

/**
 * Modules of Node's own that are loaded when something of them is used, and not as soon as a file that imports them
 * begins: node:crypto alone takes 5 ms.
 */
const LATE = ['child_process', 'crypto', 'fs/promises', 'http', 'https', 'module', 'net', 'os', 'readline'];
LATE.push('stream', 'timers/promises', 'tty', 'url', 'util');

/**
 * `import process from 'node:process'` becomes the global: for a default import esbuild copies all properties of the
 * module, once a file.
 * @type {import('esbuild').Plugin}
 */
const globalProcess = {
  name: 'global-process',
  setup(build) {
    build.onResolve({ filter: /^node:process$/ }, ({ path }) => ({ path, namespace: 'global' }));
    build.onLoad({ filter: /.*/, namespace: 'global' }, () => ({ contents: 'export default process;' }));
  },
};

const WARM = 'warm.cjs';
const REST = 'rest';

/**
 * @typedef {object} Bundle
 * @property {string} boot source file of what Node runs; it runs warm.cjs, which lies beside it
 * @property {string} entry source file of the program
 * @property {readonly string[]} hot source files that a cache hit imports with `import()`
 * @property {string} outfile for boot
 * @property {import('esbuild').BuildOptions} options
 */

/** @param {Bundle} bundle */
export async function bundleProgram({ boot, entry, hot, outfile, options }) {
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
    plugins: [globalProcess],
  });
  /** @type {Map<string, string>} */
  const code = new Map();
  for (const { path, text } of result.outputFiles ?? []) {
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

  const names = [...code.keys()];
  const table = (/** @type {string[]} */ of) =>
    of.map((name) => `"./${name}":(function(require,exports,module){${code.get(name)}})`).join(',\n');
  const program = runtime(table(names.filter((name) => warm.has(name))), `./${basename(first)}`);
  mkdirSync(join(folder, REST), { recursive: true });
  writeFileSync(join(folder, WARM), program);
  for (const name of names.filter((name) => !warm.has(name))) {
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
}

/**
 * Takes off esbuild's hands what it would do with two copies of every export: an object with getters serves.
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
const loaded={},late=new Set(${JSON.stringify(LATE)});
const later={get:({id},name)=>require(id)[name]};
function load(id){
if(!id.startsWith("./"))return late.has(id.replace(/^node:/,""))?new Proxy({id},later):require(id);
const known=loaded[id];if(known)return known.exports;
const module=loaded[id]={exports:{}};
(here[id]??require("./${REST}/"+id.slice(2,-2)+"cjs"))(load,module.exports,module);
return module.exports}
load("${first}");
})`;
}
