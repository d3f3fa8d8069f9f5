/** What a cloned repository or a restored cache brings is not run. */
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { needPosix } from './harness/has.ts';
import { testNodes } from './harness/nodes.ts';
import { programPath, runCommand } from './harness/program.ts';
import { createWorld, type World } from './harness/world.ts';

let world: World;
beforeEach(async (context) => {
  needPosix(context);
  world = await createWorld();
  await world.warm();
});
afterEach(() => world?.dispose());

/** What V8 makes of a program as long as the real one, which is all that V8 compares. */
async function poison(node: string): Promise<Buffer> {
  const real = readFileSync(join(dirname(programPath), 'warm.cjs'), 'latin1');
  const evil = `(()=>{require('node:fs').writeFileSync('${world.home}/pwned','');return ()=>{}})()`;
  const script = `
    const source = ${JSON.stringify(evil.replaceAll('require(', 'process.getBuiltinModule('))}.padEnd(${real.length});
    process.stdout.write(new (require('node:vm').Script)(source).createCachedData());`;
  return (await runCommand(node, ['-e', script], { env: world.env })).stdoutBytes;
}

/** What such a file begins with: the attacker may know it, and even have made it on this machine. */
function head(kept: Buffer): Buffer {
  const line = /^mfa-exec[ \d-]*\n?/.exec(kept.toString('latin1', 0, 200))?.[0] ?? '';
  return kept.subarray(0, line.length);
}

describe.each(testNodes())('compiled code in a repository, on Node $version', ({ path: node }) => {
  test.each([0o022, 0o077])('is not run, whatever its mode (umask %o)', async (umask) => {
    const mine = { XDG_CACHE_HOME: join(world.home, 'attacker') };
    await world.run(['--', 'true'], { node, env: mine });
    const folder = join(mine.XDG_CACHE_HOME, 'mfa-exec', 'code');
    const [name = ''] = readdirSync(folder);
    const kept = readFileSync(join(folder, name));
    const code = await poison(node);
    const checkout = join(world.home, 'repository', '.cache', 'mfa-exec', 'code');
    mkdirSync(checkout, { recursive: true, mode: 0o777 & ~umask });
    writeFileSync(join(checkout, name), Buffer.concat([head(kept), code, code]), { mode: 0o666 & ~umask });
    expect(existsSync(join(checkout, name))).toBe(true);

    const env = { XDG_CACHE_HOME: join(world.home, 'repository', '.cache') };
    const { status, stdout } = await world.run(['--', 'echo', 'ran'], { node, env });
    expect(existsSync(join(world.home, 'pwned'))).toBe(false);
    expect({ status, stdout }).toEqual({ status: 0, stdout: 'ran\n' });
  });

  test('nor what a CI cache restores with owner and mode as they were', async () => {
    const env = { XDG_CACHE_HOME: join(world.home, 'ci') };
    await world.run(['--', 'true'], { node, env });
    const folder = join(env.XDG_CACHE_HOME, 'mfa-exec', 'code');
    const [name = ''] = readdirSync(folder);
    const kept = readFileSync(join(folder, name));
    const code = await poison(node);
    writeFileSync(join(folder, name), Buffer.concat([head(kept), code, code]));
    cpSync(env.XDG_CACHE_HOME, join(world.home, 'restored'), { recursive: true, preserveTimestamps: true });
    await world.run(['--', 'true'], { node, env: { XDG_CACHE_HOME: join(world.home, 'restored') } });
    expect(existsSync(join(world.home, 'pwned'))).toBe(false);
  });
});
