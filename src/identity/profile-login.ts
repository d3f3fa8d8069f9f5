import { MfaExecError } from '../base/errors.ts';
import type { Env, Section } from '../base/ports.ts';
import { shellWord } from '../base/shell-word.ts';

/**
 * Explains a profile whose way of logging in gives temporary credentials and has MFA of its own: IAM
 * Identity Center, `aws login`, web identity. `undefined` for any other.
 */
export function usesOtherLogin(name: string, section: Section): MfaExecError | undefined {
  const profile = shellWord(name);
  if (
    section['sso_session'] ||
    section['sso_start_url'] ||
    section['sso_account_id'] ||
    section['sso_role_name']
  ) {
    return explained(
      `profile "${name}" logs in by IAM Identity Center (SSO), which asks for MFA itself: it needs no mfa-exec`,
      `aws sso login --profile ${profile}, then run the command with AWS_PROFILE=${profile}`,
    );
  }
  if (section['login_session']) {
    return explained(
      `profile "${name}" logs in by aws login, which asks for MFA itself: it needs no mfa-exec`,
      `aws login --profile ${profile}, then run the command with AWS_PROFILE=${profile}`,
    );
  }
  if (section['web_identity_token_file']) {
    return explained(
      `profile "${name}" uses a web identity token, which takes no MFA: it needs no mfa-exec`,
      `run the command with AWS_PROFILE=${profile}`,
    );
  }
  return undefined;
}

/** Whether the AWS CLI takes IAM Identity Center before the profile's keys (botocore's ProfileProviderBuilder). */
export function identityCenterComesFirst(section: Section): boolean {
  return Boolean(section['sso_account_id'] || section['sso_role_name']);
}

/**
 * Throws BASE_CREDENTIALS where the environment names a web identity token, as in a pod of EKS: the AWS CLI takes it
 * before all that a profile says but its `role_arn`, unless an option names the profile (botocore's credentials.py).
 */
export function refuseWebIdentity(env: Env, profile: string, section: Section | undefined): void {
  if (!env['AWS_WEB_IDENTITY_TOKEN_FILE'] || section?.['role_arn']) return;
  throw explained(
    'AWS_WEB_IDENTITY_TOKEN_FILE names a web identity token, which comes before the profile and takes no MFA: the command needs no mfa-exec',
    `run the command without mfa-exec, or name a profile that has long-term keys: --profile ${shellWord(profile)}`,
  );
}

function explained(sentence: string, hint: string): MfaExecError {
  return new MfaExecError('BASE_CREDENTIALS', sentence, { hint });
}
