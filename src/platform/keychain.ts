/** What is used of the package keytar. */
import type * as keytar from 'keytar';

/** The part of keytar that is used. Its promises may stay pending for ever. */
export type Keychain = Pick<
  typeof keytar,
  'getPassword' | 'setPassword' | 'deletePassword' | 'findCredentials'
>;
