/** The checks of the stores. */
import { type StoreChoice, type StoreName, storeRow } from '../base/store-names.ts';
import { type Finding, failed, ok, warning } from './finding.ts';
import type { Measured } from './ports.ts';

export interface StoreFacts {
  readonly name: StoreName;
  readonly tried: Measured<void>;
}

export interface StoresFacts {
  readonly choice: StoreChoice;
  /** In the order of `auto`. */
  readonly stores: readonly StoreFacts[];
  readonly fileStoreDir: string;
  readonly encrypted: boolean;
}

/**
 * Whether the stores take and give. One that was named must; of `auto` one must, and the others are warned of
 * where they would come before it.
 */
export function checkStores(facts: StoresFacts): Finding[] {
  const { choice, stores } = facts;
  if (choice === 'none') return [ok('store', 'none is wanted: each command asks for a code')];
  const serving = stores.findIndex(({ tried }) => 'value' in tried);
  return stores.map((store, at) => {
    const { name, tried } = store;
    const { milliseconds } = tried;
    if ('value' in tried) return works(name, milliseconds, facts, choice === 'auto' && at > serving);
    const { code, message, hint = 'mfa-exec --store file' } = tried.failure;
    if (choice !== 'auto' || serving < 0) return failed(name, message, hint, { milliseconds });
    const isAbsent = code === 'STORE_UNAVAILABLE';
    if (isAbsent && (at > serving || storeRow(name).only !== undefined))
      return ok(name, `${message}; it is not needed`, { milliseconds });
    // The kernel keyring is as good for sessions: over ssh there often is no keychain, and nothing is to be done.
    if (isAbsent && stores[serving]?.name === 'keyctl')
      return ok(name, `${message}; sessions go to ${storeRow('keyctl').place}`, { milliseconds });
    const instead = storeRow(stores[serving]?.name ?? 'file').place;
    return warning(name, at > serving ? message : `${message}; sessions go to ${instead}`, hint, {
      milliseconds,
    });
  });
}

function works(name: StoreName, milliseconds: number, facts: StoresFacts, spare: boolean): Finding {
  const file = `${facts.fileStoreDir}${facts.encrypted ? ', encrypted' : ''}`;
  const message = `works${name === 'file' ? ` in ${file}` : ''}, ${milliseconds} ms${spare ? ' (in reserve)' : ''}`;
  return ok(name, message, { milliseconds });
}
