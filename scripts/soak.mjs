// `npm run soak -- --rounds 500`: many processes at once with a flaky AWS, some of them killed, for as long as you like.
// The parts are TypeScript and share the tests' harness, so they are bundled first.
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { root } from './lib/npm.mjs';

/** Each file goes on knowing where it lies. @type {import('esbuild').Plugin} */
const ownUrls = {
  name: 'own urls',
  setup({ onLoad }) {
    onLoad({ filter: /\.(ts|mjs)$/ }, ({ path }) => {
      const own = JSON.stringify(pathToFileURL(path).href);
      const contents = readFileSync(path, 'utf8').replaceAll('import.meta.url', own);
      return { contents, loader: path.endsWith('.ts') ? 'ts' : 'js' };
    });
  },
};

const outfile = join(root, 'node_modules', '.cache', `soak-${process.pid}.mjs`);
await build({
  entryPoints: [join(root, 'scripts', 'soak', 'main.ts')],
  outfile,
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20.19',
  packages: 'external',
  plugins: [ownUrls],
});
process.exitCode = 1;
try {
  const { main } = await import(pathToFileURL(outfile).href);
  process.exitCode = await main(process.argv.slice(2));
} finally {
  rmSync(outfile, { force: true });
}
