import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { globalProcess } from '../../../scripts/lib/bundle.mjs';
import { twins } from '../../../scripts/lib/executable.mjs';

/** Bundles the program that asks once into `folder`, for Node or for Bun, and returns its path. */
export async function bundlePromptProgram(folder: string, runtime: 'node' | 'bun'): Promise<string> {
  const outfile = `${folder}/prompt-program-${runtime}.mjs`;
  await build({
    entryPoints: [fileURLToPath(new URL('prompt-program.ts', import.meta.url))],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    // The module would open stdout and stderr for its named exports.
    plugins: runtime === 'node' ? [globalProcess] : [globalProcess, twins],
    external: ['bun:ffi'],
    logLevel: 'silent',
  });
  return outfile;
}
