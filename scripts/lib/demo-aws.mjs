// Which `aws` the demo uses, and how it is told where the sandbox is.
import { spawnSync } from 'node:child_process';

/**
 * @typedef {{ words: readonly string[], note: string }} Aws `words` is what is typed for `aws eks list-clusters`.
 */

/**
 * The AWS CLI reads AWS_ENDPOINT_URL from 1.29.17 and 2.13.0 on; an older one (Debian 12 has 2.9.19) wants the
 * option. Where there is none, a stand-in that lists clusters and nothing else is used.
 * @param {string} url of the sandbox
 * @param {NodeJS.ProcessEnv} env
 * @param {string} standIn the stand-in's script
 * @returns {Aws}
 */
export function findAws(url, env, standIn) {
  const found = spawnSync('aws', ['--version'], {
    env,
    encoding: 'utf8',
    shell: process.platform === 'win32',
  });
  const version = /aws-cli\/((\d+)\.(\d+)\.(\d+))/.exec(`${found.stdout}${found.stderr}`);
  if (found.status !== 0 || version === null) {
    return {
      words: [process.execPath, standIn, 'eks', 'list-clusters'],
      note: 'the AWS CLI is not installed: a stand-in plays its part',
    };
  }
  const [, text, major, minor, patch] = version;
  const knowsVariable =
    Number(major) === 1
      ? Number(minor) > 29 || (Number(minor) === 29 && Number(patch) >= 17)
      : Number(minor) >= 13;
  return {
    words: ['aws', ...(knowsVariable ? [] : ['--endpoint-url', url]), 'eks', 'list-clusters'],
    note: `aws-cli ${text}`,
  };
}
