import { MfaExecError } from '../base/errors.ts';
import type { BaseCredentials } from '../base/ports.ts';
import { userKey } from '../identity/cache-key.ts';
import type { SessionDeps } from '../identity/deps.ts';
import type { Identity } from '../identity/types.ts';

/** The long-term credentials of the identity, from where they are kept. Throws as `StoredKeys` and `CredentialProcess` do. */
export async function baseCredentials(
  identity: Pick<Identity, 'base' | 'endpoint'>,
  deps: Pick<SessionDeps, 'credentialProcess' | 'storedKeys'>,
): Promise<BaseCredentials> {
  const { base } = identity;
  switch (base.kind) {
    case 'static':
      return base.credentials;
    case 'stored':
      return (await deps.storedKeys()).read(base);
    case 'process':
      return (await deps.credentialProcess()).run(base.command, userKey(identity));
  }
}

/**
 * What to do with a failed call: a rotation may have ended these keys since they were read, and KEYS_CHANGED is then the
 * truer failure. Any other failure is thrown again.
 */
export function changedKeys({ base }: Pick<Identity, 'base'>, deps: Pick<SessionDeps, 'storedKeys'>) {
  return async (error: unknown): Promise<never> => {
    const refused = error instanceof MfaExecError && error.code === 'BASE_CREDENTIALS';
    if (refused && base.kind === 'stored') await (await deps.storedKeys()).read(base);
    throw error;
  };
}
