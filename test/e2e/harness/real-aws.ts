import { findAws } from '../../../scripts/lib/demo-aws.mjs';
import type { Env } from '../../../src/base/ports.ts';

const URL_PLACE = 'http://sandbox';
/** Major and minor version of the AWS CLI on the PATH; zeros where there is none. */
export function awsVersion(): { readonly major: number; readonly minor: number } {
  const [, major = '0', minor = '0'] =
    /aws-cli (\d+)\.(\d+)/.exec(findAws(URL_PLACE, process.env, '').note) ?? [];
  return { major: Number(major), minor: Number(minor) };
}

let known: readonly string[] | undefined;

/**
 * The words that start the real AWS CLI on the sandbox at `url`: with an option where the CLI is too old to know
 * AWS_ENDPOINT_URL. Asking it for its version takes as long as a call, and is done once.
 */
export function awsWords(env: Env, url: string): readonly [string, ...string[]] {
  known ??= findAws(URL_PLACE, { ...env }, '').words.slice(0, -2);
  const [file = 'aws', ...options] = known;
  return [file, ...options.map((word) => (word === URL_PLACE ? url : word))];
}
