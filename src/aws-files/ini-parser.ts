import { externalDataInterceptor, loadSharedConfigFiles } from '@smithy/shared-ini-file-loader';
import type { Section } from '../base/ports.ts';
import { alignKeys } from './ini-indent.ts';

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
    return bodies.map((body, index) => withWholeValues(lowerCased(configFile[index] ?? {}), body));
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

/** Values in which a `;` or `#` after a blank is likely to be meant. */
const WHOLE = ['credential_process', 'mfa_process', 'external_id'];

/** The parser takes ` #` and ` ;` within a value for a comment's beginning; the AWS CLI does not. */
function withWholeValues(section: Section, body: string): Section {
  const whole = WHOLE.flatMap((key) => {
    const value = section[key];
    if (value === undefined || !/\s[#;]/.test(body)) return [];
    const lines = [...body.matchAll(new RegExp(`^[ \\t]*${key}[ \\t]*=[ \\t]*(.*?)[ \\t\\r]*$`, 'gim'))];
    const text = lines.at(-1)?.[1];
    return text?.startsWith(value) ? [[key, text] as const] : [];
  });
  return { ...section, ...Object.fromEntries(whole) };
}
