import type { AwsFiles } from '../../base/ports.ts';
import { visible } from '../../base/visible.ts';
import { profileNames } from '../../identity/profile.ts';

/**
 * The names of the profiles, one a line, for the completion scripts. Names with invisible characters are left out.
 */
export async function profileLines(files: AwsFiles): Promise<string> {
  const names = profileNames(await files.load([]));
  return names
    .filter((name) => visible(name) === name)
    .map((name) => `${name}\n`)
    .join('');
}
