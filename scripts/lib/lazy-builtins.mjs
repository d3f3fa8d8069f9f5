// An esbuild plugin: these modules of Node's own are loaded when something of them is used, not as soon as a file
// that imports them begins. node:crypto alone takes 5 ms, a fifth of what Node needs to start.
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const LAZY = [
  'async_hooks',
  'child_process',
  'crypto',
  'fs/promises',
  'http',
  'https',
  'module',
  'net',
  'os',
];
LAZY.push('readline', 'stream', 'timers/promises', 'tty', 'url', 'util');

/** @type {import('esbuild').Plugin} */
export const lazyBuiltins = {
  name: 'lazy-builtins',
  setup(build) {
    build.onResolve({ filter: new RegExp(`^(node:)?(${LAZY.join('|')})$`) }, ({ path, namespace }) => {
      const name = path.replace(/^node:/, '');
      if (namespace === 'lazy-builtin') return { path: `node:${name}`, external: true };
      return { path: name, namespace: 'lazy-builtin' };
    });
    build.onLoad({ filter: /.*/, namespace: 'lazy-builtin' }, ({ path }) => ({
      contents: `
        let loaded;
        for (const name of ${JSON.stringify(Object.keys(require(`node:${path}`)))}) {
          const get = () => (loaded ??= require('node:${path}'))[name];
          Object.defineProperty(exports, name, { enumerable: true, get });
        }`,
    }));
  },
};
