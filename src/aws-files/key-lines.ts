import { readFile, stat } from 'node:fs/promises';
import { MfaExecError } from '../base/errors.ts';
import type { BaseCredentials } from '../base/ports.ts';
import { shellWord } from '../base/shell-word.ts';
import type { Owner } from '../platform/private-dir.ts';
import { EditRefused, optionLines, withOptions, withoutLines } from './edit.ts';
import type { FileLine } from './lines.ts';
import { checkFile, rewrite } from './rewrite.ts';

const PAIR = ['aws_access_key_id', 'aws_secret_access_key'];
const TOKENS = ['aws_session_token', 'aws_security_token'];

/** Takes a profile's keys out of the AWS files and puts them back; `config` is the path of the config file. */
export function createKeyFiles(config: string, owner: Owner) {
  const kindOf = (path: string) => (path === config ? 'config' : 'credentials');

  function pairLines(
    path: string,
    text: string,
    profile: string,
    expected: BaseCredentials,
  ): readonly FileLine[] {
    const kind = kindOf(path);
    const lines = optionLines(text, latin1(profile), kind, PAIR);
    if (lines.length === 0) return lines;
    const [token] = optionLines(text, latin1(profile), kind, TOKENS);
    if (token !== undefined) {
      throw new EditRefused(`line ${token.number} has ${token.name}: these keys are temporary`);
    }
    const wanted = [expected.accessKeyId, expected.secretAccessKey];
    if (lines.length < PAIR.length || lines.some(({ value }, index) => value !== wanted[index])) {
      throw new EditRefused(`line ${lines[0]?.number} belongs to other keys than those in use`);
    }
    return lines;
  }

  return {
    async locate(paths: readonly string[], profile: string, expected: BaseCredentials): Promise<string[]> {
      const found: string[] = [];
      for (const path of new Set(paths)) {
        const text = await readFile(path, 'latin1').catch(() => '');
        if (!has(path, () => pairLines(path, text, profile, expected))) continue;
        checkFile(path, await stat(path), owner);
        found.push(path);
      }
      return found;
    },
    takeOut: (path: string, profile: string, expected: BaseCredentials) =>
      rewrite(path, owner, (text) => withoutLines(text, pairLines(path, text, profile, expected))),
    putIn: (path: string, profile: string, { accessKeyId, secretAccessKey }: BaseCredentials) =>
      rewrite(path, owner, (text) =>
        withOptions(text, latin1(profile), kindOf(path), {
          aws_access_key_id: accessKeyId,
          aws_secret_access_key: secretAccessKey,
        }),
      ),
    addSetting: (path: string, profile: string, name: string, value: string) =>
      rewrite(path, owner, (text) =>
        withOptions(text, latin1(profile), kindOf(path), { [name]: latin1(value) }),
      ),
  };
}

/** The texts are one character a byte. */
function latin1(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1');
}

function has(path: string, lines: () => readonly FileLine[]): boolean {
  try {
    return lines().length > 0;
  } catch (error) {
    if (!(error instanceof EditRefused)) throw error;
    throw new MfaExecError('CONFIG', `${path}: ${error.message}`, {
      hint: `mend it by hand first: ${shellWord(path)}`,
    });
  }
}
