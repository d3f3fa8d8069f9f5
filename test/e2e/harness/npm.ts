import type { Env } from '../../../src/base/ports.ts';

/** What npm tells the scripts that it runs about their own project and itself. */
const ABOUT_THIS_RUN =
  /^npm_(?!config_)|^npm_config_(global_prefix|init_module|local_prefix|node_gyp|npm_version|prefix|user_agent)$/i;

/**
 * The environment for npm itself: `env` with what reaches the registry from this machine (proxies, a private authority,
 * a registry of the company's, the user's npmrc), which is taken from all other tests, and without what `npm test` set
 * for its own run.
 */
export function npmEnv(env: Env, machine: Env = machineEnv()): Record<string, string> {
  const needed = Object.entries(machine).filter(([name]) => /_PROXY$|^NODE_EXTRA_CA_CERTS$/i.test(name));
  const all = [...Object.entries(env), ...needed].filter(([name]) => !ABOUT_THIS_RUN.test(name));
  return Object.fromEntries(all.filter((entry): entry is [string, string] => entry[1] !== undefined));
}

/** The variables that test/setup.ts took away. */
function machineEnv(): Env {
  return JSON.parse(process.env['MFA_EXEC_TEST_MACHINE'] ?? '{}');
}
