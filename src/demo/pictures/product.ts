/**
 * The catalogue fields a picture is drawn from, and the closed lists they come from.
 * Not the catalogue itself: prices, stock and titles never reach a picture.
 */

export const PACKAGES = [
  'milk-carton',
  'jug',
  'soda-bottle',
  'bottle',
  'can',
  'drink-can',
  'multipack',
  'jar',
  'box',
  'flat-box',
  'bag',
  'coffee-bag',
  'pouch',
  'sachet',
  'loaf-bag',
  'tray',
  'clamshell',
  'tub',
  'cup',
  'egg-box',
  'tube',
  'pump',
  'spray-bottle',
  'aerosol',
  'squeeze-bottle',
  'pill-bottle',
  'stick',
  'canister',
  'rolls',
  'bar',
  'crate',
  'net',
  'bunch',
  'pot',
  'sack',
  'card',
  'wrap',
  'plain',
] as const;

export type PackageName = (typeof PACKAGES)[number];

/** The aisles of the shop with the tint of their tiles: pale, so that every package stands out. */
export const AISLE_TINTS: Readonly<Record<string, string>> = {
  'Fruit & vegetables': '#e6f1da',
  'Dairy & eggs': '#e4eef9',
  Bakery: '#f8ecdc',
  'Meat & fish': '#f9e5e1',
  'Deli & ready meals': '#f9eed6',
  Frozen: '#dff0f7',
  Pantry: '#f4eddf',
  Breakfast: '#fbefd0',
  'Snacks & sweets': '#f7e6ec',
  Drinks: '#e0eff0',
  Baby: '#e9ecfa',
  Pets: '#f0eadf',
  Household: '#e5ebf2',
  'Health & beauty': '#f1e7f4',
  'Home & seasonal': '#f3e9e2',
  'Flowers & garden': '#e8f0e2',
};

export interface PictureFields {
  /** Only used to keep the ids inside one SVG apart from those of its neighbours. */
  readonly id: string | number;
  /** A fluent-emoji-flat name or `own:<slug>`. */
  readonly icon: string;
  /** One of PACKAGES; anything else is drawn as a plain parcel. */
  readonly package: string;
  /** `#rrggbb` of what shows through a see-through package, else empty. */
  readonly content?: string | undefined;
  /** Rank of the maker by sales, 0 for the biggest. */
  readonly maker: number;
  /** The shop's own brand, in its house style whoever made it. */
  readonly ownLabel: boolean;
  /** As printed on the package, such as `12 oz`; may be empty. */
  readonly size: string;
  readonly aisle: string;
}
