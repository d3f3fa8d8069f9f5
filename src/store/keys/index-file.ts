/**
 * The list of the keys that mfa-exec keeps, in one small file of its own: a cache hit reads the access key id here and
 * opens no vault. Nothing in it is secret, but whoever could write it could choose the user: it must be ours alone.
 */
import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { errorCode } from '../../base/error-code.ts';
import { MfaExecError } from '../../base/errors.ts';
import { isObject, parseObject } from '../../base/json.ts';
import { isLongTermId } from '../../identity/access-key.ts';
import type { IndexedKey, KeyIndex } from '../../keys/ports.ts';
import { makePrivateDir, type Owner, ownershipProblem } from '../../platform/private-dir.ts';
import { replacePrivateFile } from '../../platform/private-file.ts';

/** Raised when an older mfa-exec must not read the new form. */
const VERSION = 1;
const MAX_SIZE = 1024 * 1024;

/** The list in `folder`, which is made when something is written; `undefined` where there is no place for it. */
export function createKeyIndex(
  folder: string | undefined,
  owner: Owner,
  warn: (line: string) => void,
): KeyIndex {
  const path = folder === undefined ? undefined : join(folder, 'keys.json');
  return {
    list: () => (path === undefined ? [] : readIndex(path, owner, warn)),
    async save(keys) {
      if (path === undefined) {
        throw new MfaExecError('STORE_UNAVAILABLE', 'there is no home folder to keep the list of keys in', {
          hint: 'set HOME',
        });
      }
      const problem = await makePrivateDir(dirname(path), owner);
      if (problem !== undefined) throw new MfaExecError('STORE_FAILED', problem.sentence, problem);
      try {
        await replacePrivateFile(
          path,
          `${JSON.stringify({ version: VERSION, keys }, null, 2)}\n`,
          owner.platform,
        );
      } catch (error) {
        throw new MfaExecError('STORE_FAILED', `cannot write ${path} (${errorCode(error)})`, {
          hint: `ls -ld ${dirname(path)}`,
          cause: error,
        });
      }
    },
  };
}

function readIndex(path: string, owner: Owner, warn: (line: string) => void): readonly IndexedKey[] {
  const text = readOwn(path, owner, warn);
  const found = text === undefined ? undefined : parseObject(text);
  if (found?.['version'] !== VERSION || !Array.isArray(found['keys'])) return [];
  return found['keys'].flatMap((value) => indexedKey(value) ?? []);
}

/** Synchronously: asynchronous calls would start threads, which take longer than the file. */
function readOwn(path: string, owner: Owner, warn: (line: string) => void): string | undefined {
  let file: number;
  try {
    file = openSync(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0));
  } catch (error) {
    const code = errorCode(error);
    if (!['ENOENT', 'ENOTDIR', 'EACCES'].includes(code)) warn(`cannot read ${path} (${code}): ignored`);
    return undefined;
  }
  try {
    const stats = fstatSync(file);
    const problem = ownershipProblem(path, stats, owner, '600');
    if (problem !== undefined || !stats.isFile() || stats.size > MAX_SIZE) {
      warn(`${problem?.sentence ?? `${path} is not a file of mfa-exec`}: ignored`);
      return undefined;
    }
    return readFileSync(file, 'utf8');
  } finally {
    closeSync(file);
  }
}

function indexedKey(value: unknown): IndexedKey | undefined {
  if (!isObject(value)) return undefined;
  const { profile, credentialsPath, accessKeyId, vault, addedAt, createdAt, rotating } = value;
  if (typeof profile !== 'string' || typeof credentialsPath !== 'string') return undefined;
  if (typeof accessKeyId !== 'string' || !isLongTermId(accessKeyId)) return undefined;
  if ((vault !== 'keychain' && vault !== 'file') || typeof addedAt !== 'number') return undefined;
  return {
    profile,
    credentialsPath,
    accessKeyId,
    vault,
    addedAt,
    ...(typeof createdAt === 'number' && { createdAt }),
    ...(rotating === true && { rotating }),
  };
}
