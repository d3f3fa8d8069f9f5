import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { afterAll, beforeAll, expect, test } from 'vitest';

const folder = mkdtempSync(join(tmpdir(), 'mx-stderr-'));
const program = join(folder, 'program.cjs');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Bundles `body` with the stand-in, which would otherwise be this process's own. */
beforeAll(async () => {
  const adapter = fileURLToPath(new URL('../../src/run/stand-in-stderr.ts', import.meta.url));
  const contents = `import { standInForStderr } from ${JSON.stringify(adapter)};
    import { createServer, connect } from 'node:net';
    standInForStderr();
    console.error('from a library');
    const server = createServer((guest) => guest.destroy()).listen(0, '127.0.0.1', () => {
      connect(server.address().port, '127.0.0.1').on('close', () => {
        server.close();
        const flags = Number.parseInt(/flags:\\s*(\\d+)/.exec(fs.readFileSync('/proc/self/fdinfo/2', 'utf8'))[1], 8);
        fs.writeSync(2, String(flags & fs.constants.O_NONBLOCK));
      });
    });
    import fs from 'node:fs';`;
  await build({
    stdin: { contents, resolveDir: folder },
    bundle: true,
    platform: 'node',
    // As an ES module node:process would be loaded with all its streams.
    format: 'cjs',
    outfile: program,
  });
});

test.runIf(process.platform === 'linux')('a destroyed socket leaves the flags of stderr alone', () => {
  // A pipe of the shell's: Node's own begin as O_NONBLOCK.
  const { stdout } = spawnSync('sh', ['-c', '"$0" "$1" 2>&1 | cat', process.execPath, program], {
    encoding: 'utf8',
  });
  expect(stdout).toBe('from a library\n0');
});
