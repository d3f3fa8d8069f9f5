import { MfaExecError } from '../base/errors.ts';
import type { AwsConfig, Env, Section } from '../base/ports.ts';
import { shellWord } from '../base/shell-word.ts';
import { shownValue } from '../base/shown-value.ts';
import { visible } from '../base/visible.ts';
import { closestFirst, someOf } from './edit-distance.ts';
import { withIncluded } from './include.ts';
import type { IdentityQuery } from './types.ts';

export const DEFAULT_PROFILE = 'default';

/**
 * The profile that is named: by `--profile` (or its twin), else `AWS_DEFAULT_PROFILE`, else `AWS_PROFILE`, in botocore's
 * order (configprovider.py); `undefined` when nothing names one.
 */
export function namedProfile(query: Pick<IdentityQuery, 'profile'>, env: Env): string | undefined {
  return query.profile || env['AWS_DEFAULT_PROFILE'] || env['AWS_PROFILE'] || undefined;
}

/** The variable that names `name`, where no option does; `undefined` where it was typed. */
export function profileVariable({ profile }: Pick<IdentityQuery, 'profile'>, env: Env): string | undefined {
  if (profile) return env['MFA_EXEC_PROFILE'] === profile ? 'MFA_EXEC_PROFILE' : undefined;
  return (['AWS_PROFILE', 'AWS_DEFAULT_PROFILE'] as const).find((variable) => env[variable]);
}

/**
 * The names to give to `AwsFiles.load` for `resolveIdentity`, the one that must be there first. The command, which no
 * profile is named to, would fall back to `default`: what that says has to be known.
 */
export function profilesToLoad(query: Pick<IdentityQuery, 'profile'>, env: Env): readonly string[] {
  return [...new Set([namedProfile(query, env) ?? DEFAULT_PROFILE, DEFAULT_PROFILE])];
}

/**
 * The profile's section, with what it includes; `undefined` when there is none. One that has nothing but keys that
 * mfa-exec keeps is empty.
 */
export function findProfile(config: AwsConfig, name: string): Section | undefined {
  const found = withIncluded(config, name);
  return found ?? (config.storedKeyId?.(name) === undefined ? undefined : {});
}

export function profileNames(config: AwsConfig): readonly string[] {
  return config.profileNames?.() ?? Object.keys(config.profiles);
}

/**
 * PROFILE, naming the profiles there are, the likeliest first. `wantedBy` says who names it, where not the
 * caller.
 */
export function unknownProfile(config: AwsConfig, name: string, wantedBy?: string): MfaExecError {
  const title = config.otherTitles?.().find((other) => other.replace(/^profile\s/, '').trim() === name);
  if (title !== undefined) return otherSection(config, name, title, wantedBy);
  const names = profileNames(config);
  const sentence = `there is no profile "${shownValue(name)}"${wantedBy ? `, which ${wantedBy} names` : ''}`;
  if (/\s[#;]/.test(name) && wantedBy?.startsWith('source_profile')) {
    const hint = 'a comment needs a line of its own: AWS takes what follows a value for part of it';
    return new MfaExecError('PROFILE', sentence, { hint });
  }
  const hint =
    names.length === 0
      ? `no profile is in ${config.configPath} or ${config.credentialsPath}; make one: aws configure --profile ${shownValue(name) === name ? shellWord(name) : 'NAME'}`
      : `profiles: ${someOf(closestFirst(names, name))}`;
  return new MfaExecError('PROFILE', sentence, { hint });
}

/** The AWS CLI passes over such a section as well. */
function otherSection(
  config: AwsConfig,
  name: string,
  title: string,
  wantedBy: string | undefined,
): MfaExecError {
  const wanted = wantedBy ? ` (${wantedBy} names it)` : '';
  return new MfaExecError(
    'PROFILE',
    `there is no profile "${name}", only a section [${visible(title)}] that AWS ignores${wanted}`,
    { hint: `call it [${titleOf(name)}] in ${config.configPath}` },
  );
}

/** In quotes where it has a blank: AWS knows no `[profile two words]`. */
function titleOf(name: string): string {
  if (name === DEFAULT_PROFILE) return name;
  return /\s/.test(name) ? `profile "${name}"` : `profile ${name}`;
}
