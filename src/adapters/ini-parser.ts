import { externalDataInterceptor, loadSharedConfigFiles } from '@smithy/shared-ini-file-loader';
import { alignKeys } from '../core/ini-indent.ts';
import type { Section } from '../core/ports.ts';

let calls = 0;

/**
 * The keys and values of each section body, read by the SDK's own parser; keys in lower case, a nested one
 * as `outer.inner`, a key without a value left out.
 *
 * The parser takes files, not text, so it is handed a text under the name of a file that is none. It drops
 * sections whose names have blanks and throws at some names: here it sees made-up ones only.
 */
export async function parseSections(bodies: readonly string[]): Promise<Section[]> {
  if (bodies.length === 0) return [];
  calls += 1;
  const configFilepath = `mfa-exec:config:${calls}`;
  const filepath = `mfa-exec:nothing:${calls}`;
  const text = bodies.map((body, index) => `[profile ${index}]\n${alignKeys(body)}\n`).join('');
  externalDataInterceptor.interceptFile(configFilepath, text);
  externalDataInterceptor.interceptFile(filepath, '');
  try {
    const { configFile } = await loadSharedConfigFiles({ configFilepath, filepath });
    return bodies.map((_, index) => lowerCased(configFile[index] ?? {}));
  } finally {
    // The text has secrets, and nothing reads it again.
    const record = externalDataInterceptor.getFileRecord();
    delete record[configFilepath];
    delete record[filepath];
  }
}

function lowerCased(section: Section): Section {
  return Object.fromEntries(Object.entries(section).map(([key, value]) => [key.toLowerCase(), value]));
}
