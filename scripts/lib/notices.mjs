// The licences of the packages whose code is part of the bundle: they ask to go with every copy.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './npm.mjs';

const MODULES = 'node_modules/';

/**
 * @param {readonly import('esbuild').Metafile[]} metafiles
 * @param {readonly string[]} [others] folders of packages that are part of it in another way
 * @returns {string} each licence with the packages that are under it
 */
export function notices(metafiles, others = []) {
  /** @type {Map<string, { text: string, packages: string[] }>} */
  const licences = new Map();
  for (const folder of [...bundledPackages(metafiles), ...others]) {
    const { name, version, license, repository } = readJson(join(folder, 'package.json'));
    const file = readdirSync(join(root, folder)).find((entry) => /^licen[cs]e/i.test(entry));
    const origin = typeof repository === 'string' ? repository : (repository?.url ?? '');
    const text = file
      ? readFileSync(join(root, folder, file), 'utf8').trim()
      : `${license} license, ${origin}`;
    // The same words, whatever the line breaks.
    const words = text.replaceAll(/\s+/g, ' ');
    const { packages } = licences.get(words) ?? { packages: [] };
    licences.set(words, { text, packages: [...packages, `${name} ${version}`] });
  }
  const parts = [...licences.values()].map(({ text, packages }) => `${packages.join('\n')}\n\n${text}\n`);
  return `mfa-exec contains code of these packages.\n\n${parts.join(`\n${'-'.repeat(72)}\n\n`)}`;
}

/** @param {readonly import('esbuild').Metafile[]} metafiles */
function bundledPackages(metafiles) {
  const folders = new Set();
  for (const { inputs } of metafiles.flatMap(({ outputs }) => Object.values(outputs))) {
    for (const [path, { bytesInOutput }] of Object.entries(inputs)) {
      const at = path.lastIndexOf(MODULES);
      if (at < 0 || bytesInOutput === 0) continue;
      const [scope = '', name = ''] = path.slice(at + MODULES.length).split('/');
      folders.add(path.slice(0, at) + MODULES + (scope.startsWith('@') ? `${scope}/${name}` : scope));
    }
  }
  return [...folders].sort();
}

/** @param {string} path */
function readJson(path) {
  return JSON.parse(readFileSync(join(root, path), 'utf8'));
}
