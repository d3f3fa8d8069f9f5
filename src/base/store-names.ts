/**
 * The stores of sessions, in the order in which `auto` reads them. A new one is a row here, a file in `src/store/`, and
 * the line that builds it in `src/store/create.ts`, which does not compile without.
 */
export const STORES = [
  { name: 'keychain', label: 'keychain', place: 'the keychain' },
  { name: 'keyctl', label: 'kernel keyring', place: 'the kernel keyring', only: 'linux' },
  { name: 'file', label: 'file store', place: 'the file store' },
] as const satisfies readonly StoreRow[];

interface StoreRow {
  /** As `--store` has it. */
  readonly name: string;
  /** What `doctor` calls it. */
  readonly label: string;
  /** Where a session is, at the end of a sentence. */
  readonly place: string;
  /** The one platform that has it; elsewhere `auto` and `doctor` pass it over without a word. */
  readonly only?: NodeJS.Platform;
}

export type StoreName = (typeof STORES)[number]['name'];

/** What `--store` takes. */
export const STORE_CHOICES = ['auto', ...STORES.map(({ name }) => name), 'none'] as const;
export type StoreChoice = (typeof STORE_CHOICES)[number];

export function storeRow(name: StoreName): StoreRow {
  const row = STORES.find((store) => store.name === name);
  if (row === undefined) throw new Error(`no store ${name}`);
  return row;
}

/** What `doctor` calls each store. */
export const STORE_LABELS = Object.fromEntries(STORES.map(({ name, label }) => [name, label])) as Record<
  StoreName,
  string
>;
