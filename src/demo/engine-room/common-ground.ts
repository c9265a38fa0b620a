/** What products that share a prefix have in common, in a shopper's words. Works on what the shop knows of them, not on codes. */
import type { Product } from '../catalogue';

export interface CommonGround {
  readonly name: string;
  /** How many of the products it holds for. */
  readonly shared: number;
}

/** From the narrowest word to the widest. */
const FIELDS = ['type', 'category', 'aisle'] as const;
const ENOUGH = 0.6;

/** The narrowest word that fits at least six of ten of these products; null where they share none. */
export function commonGround(
  products: readonly Pick<Product, (typeof FIELDS)[number]>[],
): CommonGround | null {
  if (products.length < 2) return null;
  for (const field of FIELDS) {
    const counts = new Map<string, number>();
    for (const product of products) {
      const name = product[field];
      if (name !== '') counts.set(name, (counts.get(name) ?? 0) + 1);
    }
    let best: CommonGround | null = null;
    for (const [name, shared] of counts) if (shared > (best?.shared ?? 0)) best = { name, shared };
    if (best !== null && best.shared >= ENOUGH * products.length) return best;
  }
  return null;
}
