/** What a call chooses from. A file of its own, so that what `recommend.ts` hands a page is types alone. */

/** What a list is for. */
export const KINDS = ['next', 'complements', 'similar', 'again', 'trending'] as const;
export type Kind = (typeof KINDS)[number];

/** Which items a list may hold: all, only items the shopper never had, or only types they never had. */
export const NOVELTIES = ['any', 'items', 'types'] as const;
export type Novelty = (typeof NOVELTIES)[number];
