const SHOWN = 10;

/** Sorts `names` by how much they look like `wanted`, the closest first. */
export function closestFirst(names: readonly string[], wanted: string): string[] {
  const target = wanted.toLowerCase();
  return names
    .map((name) => ({ name, distance: unlikeness(name.toLowerCase(), target) }))
    .sort((a, b) => a.distance - b.distance)
    .map(({ name }) => name);
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

/** Levenshtein's: how many letters to insert, remove or replace. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (const [i, letter] of [...a].entries()) {
    const next = [i + 1];
    for (const [j, other] of [...b].entries()) {
      const replaced = (row[j] ?? 0) + (letter === other ? 0 : 1);
      next.push(Math.min(replaced, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
