// What the tests under Wine need: Debian's package wine64, and Node for Windows (node scripts/nodes.mjs windows).
import { existsSync } from 'node:fs';
import { windowsNodePath } from './nodes.mjs';

/** Where Debian's package has them. */
export const wine = '/usr/lib/wine/wine64';
export const wineServer = '/usr/lib/wine/wineserver';

/** Paths of what is not there. */
export function missingForWine() {
  return [wine, windowsNodePath].filter((path) => !existsSync(path));
}
