// What the demo and the sandbox need before they start.
import { alone } from './alone.mjs';
import { ensureBuilt } from './build.mjs';
import { ensureModules } from './npm.mjs';
import { step } from './step.mjs';

/**
 * Installs and builds what is missing or old. With `--prepared` it does nothing: tests run beside others that use what
 * is there.
 * @param {boolean} isPrepared
 * @returns {Promise<boolean>} whether all is there
 */
export async function prepare(isPrepared) {
  if (isPrepared) return true;
  return alone(async () => (await step('npm packages', ensureModules)) && (await step('build', ensureBuilt)));
}
