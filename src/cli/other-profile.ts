import type { AwsFiles, Reporter } from '../base/ports.ts';
import { findProfile } from '../identity/profile.ts';
import { namedProfile, shownCommand, shownOptions, typedWords } from './corrected-line.ts';
import type { RawOptions } from './request.ts';

/** Subcommands of the AWS CLI to which a profile is something to work on. */
const ON_PROFILES = /^(configure|login|logout|sso)$/;

/**
 * Says that `aws … --profile P` uses P's own keys instead of the session: AWS then denies what wants MFA, and nobody says
 * why. Nothing is said of a profile that gets its session from mfa-exec, or that is not there.
 */
export async function noteOtherProfile(
  command: readonly string[],
  raw: RawOptions,
  files: AwsFiles,
  reporter: Reporter,
): Promise<void> {
  const named = namedProfile(command);
  if (named === undefined || named.command.some((word) => ON_PROFILES.test(word))) return;
  const section = await files.load([named.profile]).then(
    (config) => findProfile(config, named.profile),
    () => undefined,
  );
  if (section === undefined || section['credential_process']?.includes('mfa-exec')) return;
  const options = typedWords({ ...raw, '--profile': named.profile });
  reporter.info(
    `with --profile, the command ignores the session and uses that profile's own keys; name the profile before the --: ${shownOptions(options)} -- ${shownCommand(named.command)}`,
  );
}
