const SHOWN = 10;

/** Sorts `names` by how much they look like `wanted`, the closest first. */
export function closestFirst<Name extends string>(names: readonly Name[], wanted: string): Name[] {
  const target = wanted.toLowerCase();
  return names
    .map((name) => ({ name, distance: unlikeness(name.toLowerCase(), target) }))
    .sort((a, b) => a.distance - b.distance)
    .map(({ name }) => name);
}

/** The name that `wanted` is a slip of, or a part; `undefined` where none is close. */
export function closeName<Name extends string>(names: readonly Name[], wanted: string): Name | undefined {
  const [closest] = closestFirst(names, wanted);
  if (closest === undefined) return undefined;
  const [name, target] = [closest.toLowerCase(), wanted.toLowerCase()];
  const isPart = target.replace(/^-+/, '').length >= 3 && name.includes(target);
  const slips = Math.max(1, Math.floor(target.length / 5));
  return isPart || editDistance(name, target) <= slips ? closest : undefined;
}

/** The first ten, and how many more there are: `a, b and 12 more`. */
export function someOf(names: readonly string[]): string {
  const shown = names.slice(0, SHOWN).join(', ');
  return names.length > SHOWN ? `${shown} and ${names.length - SHOWN} more` : shown;
}

/** A name that contains the other is likelier meant than one that shares as many letters by accident. */
function unlikeness(name: string, target: string): number {
  const contained = name !== '' && target !== '' && (name.includes(target) || target.includes(name));
  return contained ? Math.abs(name.length - target.length) / 1000 : editDistance(name, target);
}

/** How many letters to insert, remove, replace, or swap with the next one (optimal string alignment). */
function editDistance(a: string, b: string): number {
  let before: number[] = [];
  let row = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let i = 0; i < a.length; i++) {
    const next = [i + 1];
    for (let j = 0; j < b.length; j++) {
      const replaced = (row[j] ?? 0) + (a[i] === b[j] ? 0 : 1);
      const isSwap = i > 0 && j > 0 && a[i] === b[j - 1] && a[i - 1] === b[j];
      const swapped = isSwap ? (before[j - 1] ?? 0) + 1 : replaced;
      next.push(Math.min(replaced, swapped, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    before = row;
    row = next;
  }
  return row.at(-1) ?? 0;
}
