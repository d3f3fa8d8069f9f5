import { existsSync, realpathSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/**
 * The real folder of package `name` in the tree that mfa-exec was installed with: in its own node_modules, or in one in
 * which mfa-exec lies itself (npm, pnpm). Node would look in the node_modules of every folder above, in NODE_PATH and in
 * the home, where a repository that was cloned, or whoever else, may have put something. `programFile` is in dist/. Throws MODULE_NOT_FOUND as `require` does.
 */
export function ownPackage(programFile: string, name: string): string {
  for (let owner = dirname(dirname(programFile)); ; ) {
    const found = join(owner, 'node_modules', name);
    if (existsSync(found)) return realpathSync(found);
    const modules = dirname(owner);
    if (basename(modules) !== 'node_modules') {
      throw Object.assign(new Error(`Cannot find module '${name}'`), { code: 'MODULE_NOT_FOUND' });
    }
    owner = dirname(modules);
  }
}

/** The folder of the documentation that came with the program; `undefined` where none did. */
export function docsFolder(programFile: string): string | undefined {
  const folder = join(dirname(dirname(programFile)), 'docs');
  return existsSync(join(folder, 'recipes.md')) ? folder : undefined;
}
