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
  /** The variables that name one of them. */
  readonly named?: readonly string[];
}

const VARIABLES = { 'config-file': 'AWS_CONFIG_FILE', 'credentials-file': 'AWS_SHARED_CREDENTIALS_FILE' };

/** Found, readable, well-formed, and closed to other users where that matters. */
export function checkFiles(facts: FilesFacts): Finding[] {
  return [
    checkFile('config-file', facts.config, facts) ??
      ok(
        'config-file',
        `${facts.config.path} (${facts.profiles} profile${facts.profiles === 1 ? '' : 's'} in all)`,
      ),
    checkFile('credentials-file', facts.credentials, facts) ??
      exposed(facts.credentials) ??
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
      : warning(check, message, creating(check, file, facts));
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

/** `aws configure` writes a file only where nothing else has its name. */
function creating(check: FileCheck, { path, isOther }: FileFacts, { named = [] }: FilesFacts): string {
  const variable = VARIABLES[check];
  if (path === '' || (isOther && named.includes(variable))) return `unset ${variable}`;
  const word = shellWord(path);
  return isOther ? `mv ${word} ${shellWord(`${path}.old`)} && aws configure` : 'aws configure';
}

/** The credentials file holds secrets. Who may change a file, and so name programs to run, is `distrust`'s to say. */
function exposed({ path, mode = 0 }: FileFacts): Finding | undefined {
  if ((mode & 0o077) === 0) return undefined;
  const shown = (mode & 0o777).toString(8).padStart(3, '0');
  return warning(
    'credentials-file',
    `${path} can be read by other users (mode ${shown})`,
    `chmod 600 ${shellWord(path)}`,
  );
}
