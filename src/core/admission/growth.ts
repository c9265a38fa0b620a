/**
 * A catalogue with items behind those of its bundle: the tables that rank, grown at their end by items whose ID and kin are
 * known. What it takes of residuals and features is theirs who have them, since no list of `graph` needs either.
 * How an item gets its ID and its kin is admission.ts.
 */
import type { NewItemSettings } from '../../contract/bundle';
import { appended } from '../appended';
import type { Catalogue } from '../catalogue';
import type { GrownCatalogue } from '../executor';
import type { FeatureMatrix, FeatureTable, StoredFeatures } from '../features';
import { packCodes } from '../semantic-id';
import { Trie } from '../trie';
import { AdmittedPrior } from './admit-prior';
import { weighed, type Kin } from './kin';

/** Where the bundle does not say: taken for what their kin are, and no more. */
export const NEW_ITEMS: NewItemSettings = { level: 0, factor: 1, sharpness: 2 };

/** An item with a place: an ID that nobody has, and whom it is like. With its features. */
export interface PlacedItem extends StoredFeatures {
  readonly codes: readonly number[];
  /** Known items, likest first, and how like they are. */
  readonly kin: Pick<Kin, 'items' | 'likeness'>;
  /** −1 where it has none. */
  readonly type: number;
}

export class Growth implements GrownCatalogue {
  readonly settings: NewItemSettings;
  /** N */
  private readonly known: number;
  /** R */
  private readonly width: number;
  private readonly prior: AdmittedPrior;
  private readonly added: { readonly item: PlacedItem; readonly kin: Kin }[] = [];
  private grown: Catalogue;
  private mixed: Int8Array | undefined;
  private shown: FeatureTable | undefined;

  constructor(known: Catalogue, settings: NewItemSettings = NEW_ITEMS) {
    this.settings = settings;
    this.known = known.trie.size;
    this.width = known.settings.model.residual;
    this.prior = new AdmittedPrior(known.prior, settings.factor);
    this.grown = known;
  }

  get catalogue(): Catalogue {
    return this.grown;
  }

  /** Their IDs must be free. */
  add(items: readonly PlacedItem[]): void {
    const { trie, popularity, recent, types, lift } = this.grown;
    const packed = Uint32Array.from(items, ({ codes }) => packCodes(codes));
    // Nobody has taken a new item yet.
    const nothing = new Float32Array(items.length);
    const expected = new Float32Array(items.length);
    const ownTypes = Int32Array.from(items, ({ type }) => type);
    const likest = new Int32Array(items.length);
    items.forEach((item, i) => {
      const kin = weighed(item.kin, this.settings.sharpness);
      const index = trie.size + i;
      this.added.push({ item, kin });
      this.prior.add(index, kin);
      // An item that is like nothing stands for itself.
      likest[i] = kin.weights[0] > 0 ? kin.items[0] : index;
      expected[i] = expectedPopularity(kin, popularity, this.settings.level);
    });
    this.grown = {
      ...this.grown,
      trie: new Trie(appended(trie.packed, packed), trie.levels, trie.codebookSize, trie),
      prior: this.prior.table,
      lift: {
        from: this.known,
        level: this.settings.level,
        as: appended(lift?.as ?? new Int32Array(0), likest),
      },
      popularity: appended(popularity, expected),
      recent: appended(recent, nothing),
      ...(types && { types: appended(types, ownTypes) }),
    };
  }

  /** (N, R) of all items, from those of the known ones, whatever stands behind these. */
  residualsOf(residuals: Int8Array): Int8Array {
    const { width } = this;
    this.mixed ??= residuals.subarray(0, this.known * width);
    const fresh = width === 0 ? [] : this.added.slice(this.mixed.length / width - this.known);
    const more = new Int8Array(fresh.length * width);
    fresh.forEach(({ kin }, i) => {
      mixResidual(kin, residuals, more.subarray(i * width, (i + 1) * width));
    });
    this.mixed = fresh.length === 0 ? this.mixed : appended(this.mixed, more);
    return this.mixed;
  }

  /** Features of all items, from those of the known ones. */
  featuresOf(features: FeatureTable): FeatureTable {
    this.shown ??= features;
    const { text, image, present } = this.shown;
    const fresh = this.added.slice(present.length / 2 - this.known).map(({ item }) => item);
    if (fresh.length === 0) return this.shown;
    const has = fresh.flatMap((item) => [item.text ? 1 : 0, item.image ? 1 : 0]);
    this.shown = {
      text: withRows(
        text,
        fresh.map((item) => item.text),
      ),
      image: withRows(
        image,
        fresh.map((item) => item.image),
      ),
      present: appended(present, Uint8Array.from(has)),
    };
    return this.shown;
  }
}

/**
 * Visits that will hold an item as popular as its kin are, as they count, times e^`level`. The likest of them alone says little
 * of it, all of them together what one can know: docs/experiment-log.md, "New items in the page".
 */
function expectedPopularity(
  { items, weights }: Kin,
  popularity: Float32Array,
  level: number,
): number {
  // Of what is like nothing nothing is expected.
  if (weights[0] === 0) return 0;
  let log = level;
  items.forEach((item, i) => (log += weights[i] * Math.log(popularity[item] + 1)));
  return Math.max(0, Math.expm1(log));
}

/** out (R) = the kin's residuals, as they count. */
function mixResidual({ items, weights }: Kin, residuals: Int8Array, out: Int8Array): void {
  const sums = new Float64Array(out.length);
  items.forEach((item, i) => {
    for (let r = 0; r < sums.length; r++) sums[r] += weights[i] * residuals[item * sums.length + r];
  });
  sums.forEach((sum, r) => (out[r] = Math.round(sum)));
}

function withRows(matrix: FeatureMatrix, rows: readonly (Int8Array | undefined)[]): FeatureMatrix {
  const more = new Int8Array(rows.length * matrix.width);
  rows.forEach((row, i) => {
    if (row !== undefined) more.set(row, i * matrix.width);
  });
  return { ...matrix, values: appended(matrix.values, more) };
}
