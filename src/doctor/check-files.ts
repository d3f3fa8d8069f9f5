/** The checks of the two AWS files. */
import { shellWord } from '../base/shell-word.ts';
import { type Finding, failed, ok, warning } from './finding.ts';
import type { Failure, FileFacts } from './ports.ts';

/** What is known of the two AWS files together. */
export interface FilesFacts {
  readonly config: FileFacts;
  readonly credentials: FileFacts;
  /** How reading the profile that is used failed, if it did. */
  readonly wanted?: Failure | undefined;
  /** How many profiles there are. */
  readonly profiles: number;
  /** Whether there are credentials without these files. */
  readonly dispensable: boolean;
}

/** Found, readable, well-formed, and closed to other users where that matters. */
export function checkFiles(facts: FilesFacts): Finding[] {
  return [
    checkFile('config-file', facts.config, facts) ??
      exposed('config-file', facts.config, 0o022, 'changed') ??
      ok(
        'config-file',
        `${facts.config.path} (${facts.profiles} profile${facts.profiles === 1 ? '' : 's'} in all)`,
      ),
    checkFile('credentials-file', facts.credentials, facts) ??
      exposed('credentials-file', facts.credentials, 0o077, 'read') ??
      ok('credentials-file', facts.credentials.path),
  ];
}

type FileCheck = 'config-file' | 'credentials-file';

function checkFile(check: FileCheck, file: FileFacts, facts: FilesFacts): Finding | undefined {
  const { path, exists, refused } = file;
  if (!exists) {
    const message = file.absence ?? `there is no ${path}`;
    return facts.dispensable
      ? ok(check, `${message}, and none is needed`)
      : warning(check, message, 'aws configure');
  }
  const fix = (failure: Failure) => failure.hint ?? `look at ${shellWord(path)}`;
  const { wanted } = facts;
  if (wanted?.message.startsWith(path)) return failed(check, wanted.message, fix(wanted));
  // mfa-exec reads only what it needs; the AWS CLI gives the whole file up.
  if (refused) return warning(check, `${refused.message} (the AWS CLI refuses the whole file)`, fix(refused));
  if (file.distrust) {
    const { sentence, hint } = file.distrust;
    return warning(check, `${sentence}: no credential_process or mfa_process of it is run`, hint);
  }
  return undefined;
}

/** A `credential_process` in a file that others can change would run as this user. */
function exposed(
  check: FileCheck,
  { path, mode }: FileFacts,
  bits: number,
  how: string,
): Finding | undefined {
  if (mode === undefined || (mode & bits) === 0) return undefined;
  const shown = (mode & 0o777).toString(8).padStart(3, '0');
  return warning(
    check,
    `${path} can be ${how} by other users (mode ${shown})`,
    `chmod ${bits === 0o022 ? 'go-w' : '600'} ${shellWord(path)}`,
  );
}
