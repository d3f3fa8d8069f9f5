import type { AwsFiles } from '../ports.ts';
import { profileNames } from '../profile.ts';

/** The profiles' names, one a line, for the completion scripts; those with a line break cannot be offered. */
export async function profileLines(files: AwsFiles): Promise<string> {
  const names = profileNames(await files.load([]));
  return names
    .filter((name) => !/[\n\r]/.test(name))
    .map((name) => `${name}\n`)
    .join('');
}
