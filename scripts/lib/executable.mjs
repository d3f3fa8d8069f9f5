// The program as one file: esbuild makes one script of the sources, with the files of src/platform/bun/ in the place of
// those of the same name in src/platform/node/; Bun compiles that to bytecode and puts it behind its own program.
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { bundleAsOne } from './bundle.mjs';
import { notices } from './notices.mjs';
import { root } from './npm.mjs';
import { APART, programOptions } from './program.mjs';
import { executablePath, installRuntime, ownSystem, runtimePath, systemNamed } from './runtimes.mjs';
import { run } from './step.mjs';

/**
 * @param {string} system
 * @param {{ outfile?: string, runtime?: string }} [options] `runtime`: a Bun of one's own to put the program behind
 * @returns {Promise<import('./step.mjs').Outcome>}
 */
export async function buildExecutable(system, options = {}) {
  const { outfile = executablePath(system), runtime = runtimePath(system) } = options;
  for (const needed of new Set([ownSystem(), system])) {
    const installed = await installRuntime(needed);
    if (!installed.ok) return installed;
  }
  const folder = mkdtempSync(join(tmpdir(), 'mfa-exec-build-'));
  try {
    const { script, metafiles } = await bundle(system);
    writeFileSync(join(folder, 'mfa-exec.cjs'), script);
    const args = [
      ...['build', '--compile', '--bytecode', '--minify', `--target=${systemNamed(system).target}`],
      `--compile-executable-path=${runtime}`,
      // A call is over before compiling any of it further would pay.
      '--compile-jit-policy=10',
      // Both are looked for in the current folder, which is anybody's, and a bunfig.toml may name a file to run first.
      ...['--no-compile-autoload-dotenv', '--no-compile-autoload-bunfig'],
      // Without any argument of its own the runtime refuses to start in a folder that has been removed.
      '--compile-exec-argv=--title=mfa-exec',
      ...['--outfile', 'mfa-exec', 'mfa-exec.cjs'],
    ];
    // The name of the script is part of the result: relative, so that it is the same everywhere.
    const compiled = await run(runtimePath(ownSystem()), args, { cwd: folder, env: quietEnv(folder) });
    if (!compiled.ok) return compiled;
    mkdirSync(join(outfile, '..'), { recursive: true });
    // Whoever runs the former one keeps it.
    copyFileSync(join(folder, basename(executablePath(system))), `${outfile}.new`);
    renameSync(`${outfile}.new`, outfile);
    writeFileSync(
      join(outfile, '..', 'THIRD-PARTY-LICENSES.txt'),
      notices(metafiles, ['node_modules/keytar']),
    );
    return { ok: true };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** @param {string} system */
async function bundle(system) {
  return bundleAsOne({
    entry: 'src/executable.ts',
    apart: APART,
    options: {
      ...programOptions,
      absWorkingDir: root,
      target: 'esnext',
      external: ['bun:ffi'],
      plugins: [twins, addon(systemNamed(system).addon)],
    },
  });
}

/**
 * What differs between the runtimes is in files of the same name in two folders.
 * @type {import('esbuild').Plugin}
 */
export const twins = {
  name: 'twins',
  setup({ onResolve }) {
    onResolve({ filter: /\/sha256\.ts$/ }, () => ({ path: join(root, 'src/platform/bun/sha256.ts') }));
    onResolve({ filter: /\/node\/[\w-]+\.ts$/ }, ({ path, resolveDir, importer }) => {
      if (/[\\/]platform[\\/]bun[\\/]/.test(importer)) return undefined;
      const own = join(resolveDir, path).replace(/([\\/]platform[\\/])node(?=[\\/][\w-]+\.ts$)/, '$1bun');
      if (!existsSync(own)) return { errors: [{ text: `${own} is missing` }] };
      return { path: own };
    });
  },
};

/**
 * @param {string} folder
 * @returns {import('esbuild').Plugin}
 */
function addon(folder) {
  const file = join(root, 'node_modules', 'keytar', 'prebuilds', folder, 'keytar.node');
  return {
    name: 'addon',
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /^keytar\.node$/ }, () => ({ path: 'keytar.node', namespace: 'addon' }));
      onLoad({ filter: /./, namespace: 'addon' }, () => {
        // In a function, so that it is looked at only when it is needed.
        return { contents: `export default () => "${readFileSync(file, 'base64')}"` };
      });
    },
  };
}

/**
 * Nothing of the builder's environment reaches the compiler, which has switches there.
 * @param {string} folder
 */
function quietEnv(folder) {
  const { PATH = '', SYSTEMROOT = '' } = process.env;
  return { PATH, SYSTEMROOT, HOME: folder, TMPDIR: folder, TEMP: folder, TMP: folder };
}
