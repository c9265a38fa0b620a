/** Where on a ring of codes a department's sign belongs: where codes of one department stand side by side. Numbers and names only. */

/** A code counts for what most of those around it are, this many on either side. */
const AROUND = 4;
/** A shorter stretch has no room for a sign. */
const SHORTEST = 6;

export interface Sign {
  readonly name: string;
  /** The middle of its stretch, from 0 to below 1. */
  readonly turn: number;
}

/** `names`: by code, undefined for a code that nobody has. */
export function ringSigns(
  turns: ArrayLike<number>,
  names: readonly (string | undefined)[],
): Sign[] {
  const size = names.length;
  const round = [...names.keys()].sort((a, b) => turns[a] - turns[b]);
  const smooth = round.map((_, place) => {
    const counts = new Map<string, number>();
    for (let step = -AROUND; step <= AROUND; step++) {
      const name = names[round[(place + step + size) % size]];
      if (name !== undefined) counts.set(name, (counts.get(name) ?? 0) + 1);
    }
    return [...counts].reduce<[string | undefined, number]>(
      (most, entry) => (entry[1] > most[1] ? entry : most),
      [undefined, 0],
    )[0];
  });
  // From a place where a stretch begins, so that none is cut in two.
  const first = smooth.findIndex((name, place) => name !== smooth[(place + size - 1) % size]);
  const signs: Sign[] = [];
  const start = Math.max(0, first);
  for (let from = 0, to = 0; from < size; from = to) {
    const name = smooth[(start + from) % size];
    while (to < size && smooth[(start + to) % size] === name) to++;
    if (name === undefined || to - from < SHORTEST) continue;
    signs.push({ name, turn: ((start + (from + to - 1) / 2) / size) % 1 });
  }
  return signs;
}
