import { cpSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { root } from '../../../scripts/lib/npm.mjs';
import { programPath } from './program.ts';

export interface Changes {
  /** Packages that are not installed beside the copy. */
  readonly without?: readonly string[];
  /** Packages that are another there: CommonJS by name. */
  readonly instead?: Readonly<Record<string, string>>;
}

/** Copies the built program into `folder`, with other packages around it; returns its path. */
export function copyProgram(folder: string, { without = [], instead = {} }: Changes): string {
  cpSync(dirname(programPath), join(folder, 'dist'), { recursive: true });
  const modules = join(folder, 'node_modules');
  mkdirSync(modules);
  const changed = [...without, ...Object.keys(instead)];
  for (const name of readdirSync(join(root, 'node_modules'))) {
    if (!changed.includes(name)) symlinkSync(join(root, 'node_modules', name), join(modules, name), 'dir');
  }
  for (const [name, code] of Object.entries(instead)) {
    mkdirSync(join(modules, name));
    writeFileSync(join(modules, name, 'index.js'), code);
  }
  return join(folder, 'dist', basename(programPath));
}
