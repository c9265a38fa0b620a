/** A T5 of random weights (onnx/t5-graphs.ts) as a contender: our trie, our beam, its network, on ONNX Runtime in WebAssembly. */
import type { InferenceSession } from 'onnxruntime-web/wasm';
import { beamSearch } from '../../src/core/beam-search';
import { LevelScores } from '../../src/core/level-scores';
import { BaseRules, Mask } from '../../src/core/mask';
import type { Trie } from '../../src/core/trie';
import { loadOrt, type Ort } from '../../src/runtime/ort';
import { t5Graphs, tokenOf } from '../onnx/t5-graphs';
import type { Contender, IndexedVisits } from './contender';

/** TIGER's: newest items read, beams kept. */
const ITEMS = 20;
const BEAMS = 20;
const NO_STATE = new Float32Array(0);
/** The runtime's own settings for graphs of changing shapes; weights are int8 and stay so. */
const OPTIONS: InferenceSession.SessionOptions = {
  executionProviders: ['wasm'],
  graphOptimizationLevel: 'all',
  logSeverityLevel: 3,
};

export class T5 implements Contender {
  private readonly ort: Ort;
  private readonly trie: Trie;
  private readonly mask: Mask;
  private readonly encoder: InferenceSession;
  private readonly steps: readonly InferenceSession[];

  private constructor(
    ort: Ort,
    trie: Trie,
    encoder: InferenceSession,
    steps: readonly InferenceSession[],
  ) {
    this.ort = ort;
    this.trie = trie;
    this.encoder = encoder;
    this.steps = steps;
    this.mask = new Mask(trie, new BaseRules(trie).of(undefined), []);
  }

  static async create(trie: Trie): Promise<T5> {
    const ort = await loadOrt();
    const { levels, codebookSize } = trie;
    const graphs = t5Graphs({ levels, codebookSize, items: ITEMS });
    const encoder = await ort.InferenceSession.create(graphs.encoder, OPTIONS);
    const steps: InferenceSession[] = [];
    for (const bytes of graphs.steps) {
      steps.push(await ort.InferenceSession.create(bytes, OPTIONS));
    }
    return new T5(ort, trie, encoder, steps);
  }

  async recommend(visits: IndexedVisits): Promise<number> {
    const started = performance.now();
    const memory = await this.encoder.run({ tokens: this.history(visits) });
    const logProbs = async (
      level: number,
      _state: Float32Array,
      prefixes: Int32Array,
      rows: number,
    ): Promise<Float32Array> => {
      const tokens = this.prefixes(level, prefixes, rows);
      const { log_probs: output } = await this.steps[level - 1].run({ tokens, ...memory });
      return output.data as Float32Array;
    };
    const scores = new LevelScores({ logProbs }, NO_STATE, this.trie);
    const { trie, mask } = this;
    const found = await beamSearch({ trie, mask, scores, width: BEAMS, trace: false });
    if (found.positions.length !== BEAMS) throw new Error(`${found.positions.length} beams`);
    return performance.now() - started;
  }

  async dispose(): Promise<void> {
    for (const session of [this.encoder, ...this.steps]) await session.release();
  }

  /** The codes of the newest items, oldest first (S). */
  private history(visits: IndexedVisits): InstanceType<Ort['Tensor']> {
    const { trie } = this;
    const items = visits.flatMap((visit) => visit.items).slice(-ITEMS);
    const tokens = items.flatMap((item) =>
      trie.codes(trie.positionOf[item]).map((code, i) => tokenOf(i + 1, code, trie.codebookSize)),
    );
    return new this.ort.Tensor('int32', Int32Array.from(tokens), [tokens.length]);
  }

  /** Prefixes of l − 1 codes → tokens (B, l), the start's first. */
  private prefixes(level: number, codes: Int32Array, rows: number): InstanceType<Ort['Tensor']> {
    const tokens = new Int32Array(rows * level);
    for (let row = 0; row < rows; row++) {
      for (let l = 1; l < level; l++) {
        const code = codes[row * (level - 1) + l - 1];
        tokens[row * level + l] = tokenOf(l, code, this.trie.codebookSize);
      }
    }
    return new this.ort.Tensor('int32', tokens, [rows, level]);
  }
}
