/** The check of where long-term keys are. */
import type { AwsConfig } from '../base/ports.ts';
import { profileOption } from '../base/shell-word.ts';
import type { Identity } from '../identity/types.ts';
import { type Finding, warning } from './finding.ts';
import type { FileFacts } from './ports.ts';

const DAY_MS = 24 * 3600 * 1000;
/** As AWS Config's managed rule access-keys-rotated has it, and most audits. */
const OLD_DAYS = 90;

/**
 * Warns of keys that are both in the files and kept by mfa-exec, and of old ones that stand in a file in clear. A key is
 * at least as old as the file's last change.
 */
export function checkKeys(
  { base }: Identity,
  config: AwsConfig,
  credentials: FileFacts,
  nowMs: number,
): Finding[] {
  const profile = base.kind === 'static' ? base.credentials.profile : undefined;
  if (base.kind !== 'static' || profile === undefined) return [];
  const option = profileOption(profile);
  const { accessKeyId } = base.credentials;
  const kept = config.storedKeyId?.(profile);
  if (kept === accessKeyId) {
    const message = `${kept} of profile "${profile}" is kept by mfa-exec and stands in the files too`;
    return [warning('long-term-keys', message, `mfa-exec keys import${option}`)];
  }
  if (kept !== undefined) {
    const message = `profile "${profile}" has ${accessKeyId} in the files, which is used, and mfa-exec keeps ${kept}`;
    return [warning('long-term-keys', message, `mfa-exec keys remove${option}`)];
  }
  const days = Math.floor((nowMs - (credentials.modifiedAt ?? nowMs)) / DAY_MS);
  if (days <= OLD_DAYS) return [];
  const message = `${accessKeyId} of profile "${profile}" has stood in ${credentials.path} for ${days} days, in clear`;
  const fix = `mfa-exec keys import${option} && mfa-exec keys rotate${option}`;
  return [warning('long-term-keys', message, fix)];
}
