/** What the kernels of a recommendation read: the generator's weights and the catalogue. Layout alone, no GPU calls. */
import { scoredAs, type Catalogue } from '../core/catalogue';
import type { Tensors } from '../core/tensor';
import type { GpuSizes } from './sizes';
import { WeightPacker, type PackedWeights } from './weight-packer';

/** In the order `kernels/prelude.wgsl` counts entries and floats. Raises `bundle/malformed`. */
export function packWeights(tensors: Tensors, sizes: GpuSizes): PackedWeights {
  const { dimension: d, wide, hidden, codes, levels, layers, residual, roles } = sizes;
  const packer = new WeightPacker(tensors);
  const norm = (name: string): void => {
    packer.floatsOf(`${name}.weight`, [d]);
    packer.floatsOf(`${name}.bias`, [d]);
  };
  for (let layer = 1; layer <= layers; layer++) {
    norm(`encoder.${layer}.norm1`);
    norm(`encoder.${layer}.norm2`);
  }
  norm('encoder.norm');
  packer.floatsOf('encoder.role.weight', [roles, d]);
  for (let layer = 1; layer <= layers; layer++) {
    for (const part of ['query', 'key', 'value', 'output']) {
      packer.linear(`encoder.${layer}.${part}`, d, d);
    }
    packer.linear(`encoder.${layer}.up`, d, wide);
    packer.linear(`encoder.${layer}.down`, wide, d);
  }
  packer.linear('dense', d, d);
  for (let level = 1; level <= levels; level++) {
    packer.table(`items.code.${level}.weight`, codes, d, codes);
  }
  packer.table('items.residual.weight', residual, d, d);
  for (let level = 1; level <= levels; level++) {
    packer.linear(`level.${level}.state`, d, hidden);
    packer.linear(`level.${level}.code`, hidden, codes);
    for (let earlier = 1; earlier < level; earlier++) {
      packer.table(`level.${level}.prefix.${earlier}.weight`, codes, hidden, codes);
    }
  }
  return packer.packed();
}

/** Words in front of a catalogue's tables: kernels/catalogue.wgsl. */
const HEADER = 3;

/**
 * N and the lift, then the catalogue by trie position: IDs (N), items (N), log(popularity + 1) (N), the positions whose log P
 * counts (N), residuals four steps a word.
 */
export function packCatalogue(
  { trie, popularity, lift }: Catalogue,
  residuals: Int8Array,
  residual: number,
): Uint32Array<ArrayBuffer> {
  const count = trie.ids.length;
  const width = Math.ceil(residual / 4);
  const words = new Uint32Array(HEADER + count * (4 + width));
  const floats = new Float32Array(words.buffer);
  const bytes = new Int8Array(words.buffer);
  words[0] = count;
  words[1] = lift?.from ?? count;
  floats[2] = lift?.level ?? 0;
  words.set(trie.ids, HEADER);
  words.set(trie.itemAt, HEADER + count);
  trie.itemAt.forEach((item, position) => {
    floats[HEADER + 2 * count + position] = Math.log(popularity[item] + 1);
    words[HEADER + 3 * count + position] = trie.positionOf[scoredAs(lift, item)];
    const row = residuals.subarray(item * residual, (item + 1) * residual);
    bytes.set(row, 4 * (HEADER + 4 * count + position * width));
  });
  return words;
}
