/** The made-up households a visitor can shop as. No real household's history is ever published. */
import households from '../../showcase/grocery/households.json';
import type { Visit } from '../contract/recommend';

export interface Household {
  readonly id: string;
  readonly name: string;
  /** An icon of pictures/. */
  readonly icon: string;
  readonly description: string;
  readonly visits: readonly { readonly daysAgo: number; readonly items: readonly string[] }[];
}

export const HOUSEHOLDS: readonly Household[] = households;

const DAY_MS = 86_400_000;

/** The household's visits with times counted back from now, oldest first; none for a new visitor. */
export function visitsOf(id: string, now: number): Visit[] {
  const household = HOUSEHOLDS.find((one) => one.id === id);
  return (household?.visits ?? [])
    .map(({ daysAgo, items }) => ({ at: now - daysAgo * DAY_MS, items }))
    .sort((a, b) => a.at - b.at);
}
