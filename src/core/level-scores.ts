/**
 * Log-probabilities of one user state, remembered per prefix: each level step runs once per distinct prefix,
 * whoever asks (beam, extra candidates, a second pass).
 */
import type { GeneratorModel } from './executor';
import { codeAt, prefixOf } from './semantic-id';
import type { Trie } from './trie';

export class LevelScores {
  private readonly model: Pick<GeneratorModel, 'logProbs'>;
  private readonly state: Float32Array;
  private readonly trie: Trie;
  /** For each level: log-probabilities (V) of its codes, by packed prefix. */
  private readonly rows: Map<number, Float32Array>[];

  constructor(model: Pick<GeneratorModel, 'logProbs'>, state: Float32Array, trie: Trie) {
    this.model = model;
    this.state = state;
    this.trie = trie;
    this.rows = Array.from({ length: trie.levels }, () => new Map<number, Float32Array>());
  }

  /** Runs the step of `level` for the prefixes of the items at `positions` that it has not run for. */
  async prepare(level: number, positions: Iterable<number>): Promise<void> {
    const { trie } = this;
    const known = this.rows[level - 1];
    const wanted = new Map<number, number>();
    for (const position of positions) {
      const prefix = prefixOf(trie.ids[position], level - 1, trie.levels);
      if (!known.has(prefix)) wanted.set(prefix, position);
    }
    if (wanted.size === 0) return;
    const prefixes = new Int32Array(wanted.size * (level - 1));
    let at = 0;
    for (const position of wanted.values()) {
      for (let l = 1; l < level; l++) prefixes[at++] = trie.code(position, l);
    }
    const logProbs = await this.model.logProbs(level, this.state, prefixes, wanted.size);
    const width = trie.codebookSize;
    let row = 0;
    for (const prefix of wanted.keys()) {
      known.set(prefix, logProbs.subarray(row * width, (row + 1) * width));
      row++;
    }
  }

  /** Log-probabilities (V) of `level` below the prefix of the item at `position`; `prepare` came first. */
  row(level: number, position: number): Float32Array {
    const { ids, levels } = this.trie;
    const row = this.rows[level - 1].get(prefixOf(ids[position], level - 1, levels));
    if (row === undefined) throw new Error(`level ${level} was not prepared for ${position}`);
    return row;
  }

  /**
   * log P of the whole semantic ID at each of `positions`, exactly.
   * `floors`: a position whose log P has fallen below its floor is given up: −∞. Without them none is.
   */
  async logProbsOf(positions: readonly number[], floors?: Float64Array): Promise<Float64Array> {
    const { ids, levels } = this.trie;
    const total = new Float64Array(positions.length);
    let alive = Array.from(positions.keys());
    for (let level = 1; level <= levels && alive.length > 0; level++) {
      await this.prepare(
        level,
        alive.map((i) => positions[i]),
      );
      for (const i of alive) {
        const position = positions[i];
        total[i] += this.row(level, position)[codeAt(ids[position], level, levels)];
        if (floors !== undefined && total[i] < floors[i]) total[i] = -Infinity;
      }
      alive = alive.filter((i) => total[i] > -Infinity);
    }
    return total;
  }
}
