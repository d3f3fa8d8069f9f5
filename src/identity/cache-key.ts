import { sha256Hex } from '../base/sha256.ts';
import type { Identity } from './types.ts';

/**
 * The name that a session is cached under: `session-` and 32 hex digits, fit for a file and a keychain. Two
 * identities have the same one exactly when a session of either serves both: the same partition or STS
 * endpoint, the same access key, and the same roles under the same external ids and session names. Profile names, MFA
 * devices, regions and durations make no difference. Which key a `credential_process` gives is not known without
 * running it: the profile and the files that it stands in, its line, and what that names here and now stand for it.
 * Nothing in it is secret.
 */
export function cacheKey(identity: Pick<Identity, 'base' | 'roles' | 'endpoint'>): string {
  const { base, roles, endpoint } = identity;
  const parts = [
    endpoint.stsUrl === undefined
      ? ['partition', endpoint.partition]
      : ['endpoint', normalUrl(endpoint.stsUrl)],
    baseOf(base),
    ...roles.map(({ arn, externalId, sessionName }) => [arn, externalId ?? null, sessionName ?? null]),
  ];
  return `session-${sha256Hex(JSON.stringify(parts)).slice(0, 32)}`;
}

/** The cache key of the user's own session, from which the sessions of `roles` come. */
export function userKey(identity: Pick<Identity, 'base' | 'endpoint'>): string {
  return cacheKey({ base: identity.base, endpoint: identity.endpoint, roles: [] });
}

/** The same pair makes the same session, whether it stands in a file or in the keychain. */
function baseOf(base: Identity['base']): readonly unknown[] {
  switch (base.kind) {
    case 'static':
      return ['key', base.credentials.accessKeyId];
    case 'stored':
      return ['key', base.accessKeyId];
    case 'process':
      return ['process', base.command, base.from, base.files, base.located ?? []];
  }
}

/** Host in lower case, no default port, no slash at the end. */
function normalUrl(url: string): string {
  if (!URL.canParse(url)) return url;
  const { href } = new URL(url);
  return href.replace(/\/+$/, '');
}
