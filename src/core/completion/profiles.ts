import type { AwsFiles } from '../ports.ts';
import { profileNames } from '../profile.ts';
import { visible } from '../visible.ts';

/** The profiles' names, one a line, for the completion scripts; those that are not as they look are left out. */
export async function profileLines(files: AwsFiles): Promise<string> {
  const names = profileNames(await files.load([]));
  return names
    .filter((name) => visible(name) === name)
    .map((name) => `${name}\n`)
    .join('');
}
