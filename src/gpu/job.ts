/**
 * One ranking job in words: the header every kernel reads, what it points to, and where in `scratch` each result lies.
 * The field names are WGSL constants too (`JOB_…`), written from the same list. No GPU calls here.
 */
import type { GpuSizes } from './sizes';

/** Words of a header, in order. …_AT: an offset in words, in `jobs` for what is given, in `scratch` for what is computed. */
const FIELDS = [
  // Given.
  'ROWS', // T
  'ROWS_AT', // (T, 2): position or NONE, role
  'HISTORY_ROW', // first row of history
  'EXCLUDED', // number of excluded positions, ascending
  'EXCLUDED_AT',
  'TERMS', // pairs (position, prior and frequency term), by position
  'TERMS_AT',
  'BROUGHT', // candidates the job brings
  'BROUGHT_AT',
  'DENSE_WANTED', // candidates of the dense head: K or 0
  'CHUNK', // items a workgroup of `dense` scans
  'RULE_AT', // in `rules`
  'DISCOUNT_AT', // in `discounts`, or NONE
  'GAMMA', // γ′ of the beam, a float
  'GENERATOR', // weights of the blend, floats
  'DENSE',
  'POPULARITY',
  // Computed.
  'X_AT', // (T, D)
  'PROJECTIONS_AT', // (2, 3, T, D)
  'PROJECTED_STATE_AT', // (L, H)
  'CODE_SCORES_AT', // (L, V) query · code embeddings
  'RESIDUAL_QUERY_AT', // (R)
  'DENSE_AT', // (N, 2) records
  'DENSE_BEST_AT', // (chunks, K, 3)
  'FIRST_ROW_AT', // (V) log-probabilities of level 1
  'LISTS_AT', // (L, W, DEPTH, 5)
  'SLOTS_AT', // (slots, 2)
  'RESULT_AT', // (slots, 2) and (W)
] as const;
type Field = (typeof FIELDS)[number];

export const JOB_WORDS = FIELDS.length;
export const NONE = 0xffffffff;
/** Words of a record of a level's list: key, ~tie, lo, hi, log P. */
export const LIST_WORDS = 5;

/** The header's constants for the shaders. */
export const JOB_CONSTANTS = [
  `const JOB_WORDS = ${JOB_WORDS}u;`,
  ...FIELDS.map((field, i) => `const JOB_${field} = ${i}u;`),
].join('\n');

/** What a job asks, resolved to trie positions. */
export interface GpuJob {
  /** (T) position, −1 for the state token. */
  readonly rowPositions: Int32Array;
  /** (T) */
  readonly roles: Int32Array;
  /** First row of history: 1 + the basket's size. */
  readonly historyRow: number;
  /** Ascending. */
  readonly excluded: Int32Array;
  /** By ascending position: what prior and frequency add to a score. */
  readonly terms: { readonly positions: Int32Array; readonly values: Float64Array };
  /** Candidates besides the beam's and the dense head's. */
  readonly brought: Int32Array;
  readonly wantsDense: boolean;
  /** Offsets of its base rule and its discount (NONE without one). */
  readonly ruleAt: number;
  readonly discountAt: number;
  readonly gamma: number;
  readonly weights: {
    readonly generator: number;
    readonly dense: number;
    readonly popularity: number;
  };
}

export interface JobLayout {
  /** Candidates there can be. */
  readonly slots: number;
  /** Offset in the words that are read back, of (slots, 2) and (W). */
  readonly resultAt: number;
  /** Offset in scratch, of (L, W, DEPTH, 5). */
  readonly listsAt: number;
}

export interface Batch {
  readonly words: Uint32Array<ArrayBuffer>;
  readonly layouts: readonly JobLayout[];
  readonly scratchWords: number;
  /** The first words of scratch: all results. */
  readonly resultWords: number;
  readonly mostRows: number;
  readonly mostSlots: number;
  /** Workgroups of `dense`. */
  readonly chunks: number;
}

/** Headers and data of several jobs, and where everything lies. Results come first in scratch: one copy reads them. */
export function layOut(jobs: readonly GpuJob[], sizes: GpuSizes): Batch {
  const slots = jobs.map((job) => sizes.beams + job.brought.length + sizes.extra);
  const resultWords = slots.reduce((sum, count) => sum + 2 * count + sizes.beams, 0);
  const data = jobs.reduce(
    (sum, job) =>
      sum +
      2 * job.rowPositions.length +
      job.excluded.length +
      2 * job.terms.positions.length +
      job.brought.length,
    0,
  );
  const words = new Uint32Array(jobs.length * JOB_WORDS + data);
  const floats = new Float32Array(words.buffer);
  let given = jobs.length * JOB_WORDS;
  let computed = resultWords;
  let result = 0;
  const take = (count: number): number => (given += count) - count;
  const room = (count: number): number => (computed += count) - count;
  const layouts = jobs.map((job, j): JobLayout => {
    const header = j * JOB_WORDS;
    const set = (field: Field, value: number): number =>
      (words[header + FIELDS.indexOf(field)] = value);
    const setFloat = (field: Field, value: number): void => {
      floats[header + FIELDS.indexOf(field)] = value;
    };
    const rows = job.rowPositions.length;
    set('ROWS', rows);
    const rowsAt = set('ROWS_AT', take(2 * rows));
    for (let row = 0; row < rows; row++) {
      words[rowsAt + 2 * row] = job.rowPositions[row] < 0 ? NONE : job.rowPositions[row];
      words[rowsAt + 2 * row + 1] = job.roles[row];
    }
    set('HISTORY_ROW', job.historyRow);
    set('EXCLUDED', job.excluded.length);
    words.set(job.excluded, set('EXCLUDED_AT', take(job.excluded.length)));
    const { positions, values } = job.terms;
    set('TERMS', positions.length);
    const termsAt = set('TERMS_AT', take(2 * positions.length));
    positions.forEach((position, i) => {
      words[termsAt + 2 * i] = position;
      floats[termsAt + 2 * i + 1] = values[i];
    });
    set('BROUGHT', job.brought.length);
    words.set(job.brought, set('BROUGHT_AT', take(job.brought.length)));
    set('DENSE_WANTED', job.wantsDense ? sizes.extra : 0);
    set('CHUNK', sizes.chunk);
    set('RULE_AT', job.ruleAt);
    set('DISCOUNT_AT', job.discountAt);
    setFloat('GAMMA', job.gamma);
    setFloat('GENERATOR', job.weights.generator);
    setFloat('DENSE', job.weights.dense);
    setFloat('POPULARITY', job.weights.popularity);
    const {
      dimension: d,
      levels,
      hidden,
      codes,
      residual,
      items,
      chunks,
      extra,
      beams,
      depth,
    } = sizes;
    set('X_AT', room(rows * d));
    set('PROJECTIONS_AT', room(6 * rows * d));
    set('PROJECTED_STATE_AT', room(levels * hidden));
    set('CODE_SCORES_AT', room(levels * codes));
    set('RESIDUAL_QUERY_AT', room(residual));
    set('DENSE_AT', room(2 * items));
    set('DENSE_BEST_AT', room(3 * chunks * extra));
    set('FIRST_ROW_AT', room(codes));
    const listsAt = set('LISTS_AT', room(levels * beams * depth * LIST_WORDS));
    set('SLOTS_AT', room(2 * slots[j]));
    const resultAt = set('RESULT_AT', result);
    result += 2 * slots[j] + beams;
    return { slots: slots[j], resultAt, listsAt };
  });
  return {
    words,
    layouts,
    scratchWords: computed,
    resultWords,
    mostRows: Math.max(...jobs.map((job) => job.rowPositions.length)),
    mostSlots: Math.max(...slots),
    chunks: sizes.chunks,
  };
}
