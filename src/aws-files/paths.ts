import { readFileSync } from 'node:fs';
import type { Env } from '../base/ports.ts';

export interface AwsFilesDeps {
  readonly env: Env;
  readonly homedir: () => string;
}

/**
 * Where the two files are, whether or not they exist. As for the AWS CLI a variable that is set counts, an empty one
 * too: then there is no such file, and the path is empty.
 */
export function awsPaths({ env, homedir }: AwsFilesDeps): { config: string; credentials: string } {
  const pathOf = (variable: string, usual: string) => expandPath(env[variable] ?? usual, env, homedir);
  return {
    config: pathOf('AWS_CONFIG_FILE', '~/.aws/config'),
    credentials: pathOf('AWS_SHARED_CREDENTIALS_FILE', '~/.aws/credentials'),
  };
}

/** On Windows `%NAME%` too. */
const VARIABLE = process.platform === 'win32' ? /\$(\w+)|\$\{([^}]*)\}|%([^%]+)%/g : /\$(\w+)|\$\{([^}]*)\}/g;

/**
 * Variables, then a home folder at the start, as botocore does with the paths of its files (`os.path.expandvars`,
 * `os.path.expanduser`): what names no variable and no user stays as it is.
 */
export function expandPath(path: string, env: Env, homedir: () => string): string {
  const expanded = path.replace(
    VARIABLE,
    (text, name, braced, percent) => env[name ?? braced ?? percent] ?? text,
  );
  const [tilde, user] = /^~([^/\\]*)/.exec(expanded) ?? [];
  if (tilde === undefined) return expanded;
  const home = user === '' ? homedir() : homeOf(user ?? '');
  return home === undefined ? expanded : home.replace(/[/\\]+$/, '') + expanded.slice(tilde.length) || '/';
}

/** The home folder of a user of this machine; of those that only a directory service knows it is not found. */
function homeOf(user: string): string | undefined {
  try {
    const lines = readFileSync('/etc/passwd', 'utf8').split('\n');
    return lines.find((line) => line.startsWith(`${user}:`))?.split(':')[5];
  } catch {
    return undefined;
  }
}
