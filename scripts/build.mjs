// Bundles src/bin.ts into dist/ and the sandbox's programs into build/ (never published).
import { rmSync, writeFileSync } from 'node:fs';
import { build } from 'esbuild';
import { bundleProgram } from './lib/bundle.mjs';
import { notices } from './lib/notices.mjs';
import { APART, common, programOptions } from './lib/program.mjs';

rmSync('dist', { recursive: true, force: true });

const inputs = await bundleProgram({
  boot: 'src/boot.ts',
  entry: 'src/bin.ts',
  hot: [
    'src/run/exec/bytes.ts',
    'src/platform/libc.ts',
    'src/run/exec/limits.ts',
    'src/run/exec/nohup.ts',
    'src/run/exec/runner.ts',
  ],
  apart: APART,
  outfile: 'dist/mfa-exec.cjs',
  options: programOptions,
});
writeFileSync('dist/THIRD-PARTY-LICENSES.txt', notices(inputs));

await build({
  ...common,
  entryPoints: {
    sandbox: 'fixtures/sandbox/main.ts',
    device: 'fixtures/sandbox/device-main.ts',
    'aws-stand-in': 'fixtures/aws-stand-in.ts',
  },
  outdir: 'build',
  outExtension: { '.js': '.mjs' },
  format: 'esm',
  packages: 'external',
});
