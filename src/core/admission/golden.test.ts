/** New items as the trainer admits them: contract/golden/admission.json, which its own tests hold to what it computes. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { FeatureTable } from '../features';
import { accumulatePrior, type PriorTable } from '../prior';
import { packCodes } from '../semantic-id';
import { Trie } from '../trie';
import { AdmittedPrior } from './admit-prior';
import { FreeIds } from './free-ids';
import { findKin, weighed, type Kin } from './kin';
import { WordIndex } from './word-index';

type Rows = number[][];

interface Golden {
  readonly known: number;
  readonly texts: string[];
  readonly text: Rows;
  readonly image: Rows;
  readonly present: Rows;
  readonly kin: { readonly items: Rows; readonly likeness: Rows };
  readonly prior: { readonly neighbours: Rows; readonly weights: Rows };
  readonly admitted: Rows;
  readonly codebooks: Rows[];
  readonly taken: Rows;
  readonly vectors: Rows;
  readonly ids: Rows;
}

const path = new URL('../../../contract/golden/admission.json', import.meta.url);
const golden = JSON.parse(readFileSync(path, 'utf8')) as Golden;
const { known } = golden;
const created = golden.ids.map((_, i) => i);

const matrix = (rows: Rows): FeatureTable['text'] => ({
  values: Int8Array.from(rows.slice(0, known).flat()),
  width: rows[0].length,
  scale: 1,
});
const features: FeatureTable = {
  text: matrix(golden.text),
  image: matrix(golden.image),
  present: Uint8Array.from(golden.present.slice(0, known).flat()),
};
const words = new WordIndex(golden.texts.slice(0, known));

function kinOf(i: number): Kin {
  const [hasText, hasImage] = golden.present[known + i];
  const content = {
    ...(hasText === 1 && { text: Int8Array.from(golden.text[known + i]) }),
    ...(hasImage === 1 && { image: Int8Array.from(golden.image[known + i]) }),
    words: golden.texts[known + i],
  };
  return weighed(findKin(content, features, words), 2);
}

function knownPrior(): PriorTable {
  const { neighbours, weights } = golden.prior;
  return {
    neighbours: neighbours[0].length,
    items: Uint16Array.from(neighbours.flat()),
    weights: Uint8Array.from(weights.flat()),
    scales: new Float32Array(known).fill(1 / 255),
  };
}

describe('a new item', () => {
  it('has the kin the trainer finds', () => {
    for (const i of created) {
      const { items, likeness } = kinOf(i);
      // Below 0 the trainer writes 0, and the order says all that counts.
      expect(Array.from(items)).toEqual(golden.kin.items[i]);
      likeness.forEach((value, k) => {
        expect(Math.max(0, value)).toBeCloseTo(golden.kin.likeness[i][k], 5);
      });
    }
  });

  it('leads and is led to as the trainer says, whichever way it comes', () => {
    const prior = new AdmittedPrior(knownPrior(), 1);
    for (const i of created) prior.add(known + i, kinOf(i));
    golden.admitted.forEach((row, item) => {
      const found = accumulatePrior(prior.table, { items: [item], weights: [1] });
      row.forEach((weight, to) => {
        expect(found.get(to) ?? 0).toBeCloseTo(weight, 5);
      });
    });
  });

  it('gets the ID the trainer gives it, past prefixes that are full', () => {
    const taken = Uint32Array.from(golden.taken, (codes) => packCodes(codes));
    const trie = new Trie(taken, golden.codebooks.length, golden.codebooks[0].length);
    const books = golden.codebooks.map((book) => Float32Array.from(book.flat()));
    const free = new FreeIds(trie, books, golden.vectors[0].length);
    const ids = golden.vectors.map((vector) => free.take(Float32Array.from(vector)));
    expect(ids.map((id) => id?.codes)).toEqual(golden.ids);
    expect(ids.some((id) => id?.codes.join() !== id?.nearest.join())).toBe(true);
  });
});
