// Bundles src/bin.ts into dist/ and the sandbox's programs into build/ (never published).
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { build } from 'esbuild';
import { bundleProgram } from './lib/bundle.mjs';
import { notices } from './lib/notices.mjs';

const common = {
  bundle: true,
  platform: /** @type {const} */ ('node'),
  target: 'node20.19',
  logLevel: /** @type {const} */ ('warning'),
};

rmSync('dist', { recursive: true, force: true });
rmSync('build', { recursive: true, force: true });

const inputs = await bundleProgram({
  boot: 'src/boot.ts',
  entry: 'src/bin.ts',
  hot: [
    'src/run/exec/bytes.ts',
    'src/run/exec/libc.ts',
    'src/run/exec/limits.ts',
    'src/run/exec/nohup.ts',
    'src/run/exec/runner.ts',
  ],
  apart: ['src/aws/iam.ts', 'src/aws/sts.ts'],
  outfile: 'dist/mfa-exec.cjs',
  options: {
    ...common,
    define: {
      VERSION: JSON.stringify(JSON.parse(readFileSync('package.json', 'utf8')).version),
      // clipanion looks at the standard streams when it is loaded; Node may then leave O_NONBLOCK on what the
      // command and its caller share. All output goes through writeSync instead.
      'process.stdin': 'undefined',
      'process.stdout': 'undefined',
      'process.stderr': 'undefined',
      // With it set, clipanion would print the arguments, and so a code, to stdout.
      'process.env.DEBUG_CLI': '""',
    },
    // Native parts cannot be bundled.
    external: ['keytar', 'koffi'],
  },
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
