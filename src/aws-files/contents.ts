import { readFileSync, statSync } from 'node:fs';
import { errorCode } from '../base/error-code.ts';
import { MfaExecError } from '../base/errors.ts';
import { shellWord } from '../base/shell-word.ts';

export interface Contents {
  /** Without the byte order mark. */
  readonly bytes: Buffer;
  /** A byte order mark, which Notepad writes and the AWS CLI takes for text. */
  readonly marked: boolean;
}

const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf]);

/**
 * What an AWS file holds. As for the AWS CLI (`os.path.isfile`), what cannot be seen is not there, whichever way it was
 * named: a missing file, one in a folder that cannot be entered, a loop of links, and whatever is no file (a folder,
 * a device, a pipe).
 *
 * @throws CONFIG for a file that is there and cannot be read, which the AWS CLI passes over without a word, and for
 * UTF-16.
 */
export function readContents(path: string): Contents {
  const bytes = isFile(path) ? readBytes(path) : Buffer.alloc(0);
  const encoding = utf16Name(bytes);
  if (encoding !== undefined) throw utf16(path, encoding);
  const marked = bytes.subarray(0, BYTE_ORDER_MARK.length).equals(BYTE_ORDER_MARK);
  return { bytes: marked ? bytes.subarray(BYTE_ORDER_MARK.length) : bytes, marked };
}

function isFile(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
  } catch {
    return false;
  }
}

function readBytes(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    const code = errorCode(error);
    // Removed since it was seen.
    if (code === 'ENOENT') return Buffer.alloc(0);
    const denied = code === 'EACCES' || code === 'EPERM';
    throw new MfaExecError('CONFIG', `${path} cannot be read: ${denied ? 'permission denied' : code}`, {
      hint: `ls -l ${shellWord(path)}`,
      cause: error,
    });
  }
}

/**
 * The encoding, as `iconv` calls it, of a text in UTF-16, told by its byte order mark or by the zero that is half of its
 * first character; `undefined` for another text.
 */
function utf16Name([first, second]: Buffer): string | undefined {
  if (first === undefined || second === undefined) return undefined;
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) return 'UTF-16';
  if ((first === 0) === (second === 0)) return undefined;
  return first === 0 ? 'UTF-16BE' : 'UTF-16LE';
}

function utf16(path: string, encoding: string): MfaExecError {
  const [from, to] = [shellWord(path), shellWord(`${path}.utf8`)];
  return new MfaExecError('CONFIG', `${path} is UTF-16, and AWS reads UTF-8`, {
    hint:
      process.platform === 'win32'
        ? 'open it in Notepad and save it with the encoding UTF-8'
        : `(umask 077; iconv -f ${encoding} -t UTF-8 ${from} > ${to}) && mv ${to} ${from}`,
  });
}
