import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { globalProcess } from '../../../scripts/lib/bundle.mjs';

/** Bundles the program that asks once into `folder`, and returns its path. */
export async function bundlePromptProgram(folder: string): Promise<string> {
  const outfile = `${folder}/prompt-program.mjs`;
  await build({
    entryPoints: [fileURLToPath(new URL('prompt-program.ts', import.meta.url))],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    // The module would open stdout and stderr for its named exports.
    plugins: [globalProcess],
    logLevel: 'silent',
  });
  return outfile;
}
