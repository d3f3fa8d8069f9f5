import { MfaExecError } from '../base/errors.ts';
import type { StoredKeys } from '../identity/types.ts';
import { isRotating } from './entry.ts';
import { createKeyring, nothingKept } from './keyring.ts';
import type { KeyIndex, KeyVault } from './ports.ts';

/** Opens kept keys. */
export function createStoredKeys(
  vaults: () => readonly KeyVault[],
  index: KeyIndex,
  tell: (line: string) => void,
): StoredKeys {
  return {
    async read(ref) {
      const kept = await createKeyring(vaults(), index).find(ref);
      if (kept === undefined) throw nothingKept(ref.profile);
      const { entry } = kept;
      if (entry.current.accessKeyId !== ref.accessKeyId) {
        throw new MfaExecError(
          'KEYS_CHANGED',
          `the keys of profile "${ref.profile}" were rotated meanwhile`,
          {
            hint: 'run it again',
          },
        );
      }
      if (isRotating(entry)) {
        tell(
          `a rotation of the key of profile "${ref.profile}" is not finished: mfa-exec keys rotate goes on with it`,
        );
      }
      return entry.current;
    },
  };
}
