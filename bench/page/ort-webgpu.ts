/** Our network in one graph (onnx/unrolled-graph.ts) on ONNX Runtime's WebGPU provider, as a contender; its beam is checked first. */
import type { InferenceSession } from 'onnxruntime-web/jspi';
import type * as OrtModule from 'onnxruntime-web/jspi';
import type { Bundle } from '../../src/bundle/bundle';
import { beamSearch } from '../../src/core/beam-search';
import { encoderInput } from '../../src/core/history';
import type { ItemTower } from '../../src/core/item-tower';
import { LevelScores } from '../../src/core/level-scores';
import { BaseRules, Mask } from '../../src/core/mask';
import { JsModel } from '../../src/core/network/js-model';
import { unrolledGraph } from '../onnx/unrolled-graph';
import type { Contender, IndexedVisits } from './contender';

type Ort = typeof OrtModule;

const WASM_URL = new URL(
  '../../node_modules/onnxruntime-web/dist/ort-wasm-simd-threaded.jspi.wasm',
  import.meta.url,
).href;
/** Beams that may differ from those of plain TypeScript: scores of the last ones are close. */
const MAY_DIFFER = 2;

export class OrtWebGpu implements Contender {
  private readonly ort: Ort;
  private readonly session: InferenceSession;
  private readonly bundle: Bundle;
  private readonly tower: ItemTower;
  private readonly rows: number;

  private constructor(
    ort: Ort,
    session: InferenceSession,
    bundle: Bundle,
    tower: ItemTower,
    rows: number,
  ) {
    this.ort = ort;
    this.session = session;
    this.bundle = bundle;
    this.tower = tower;
    this.rows = rows;
  }

  /** `sample`: a history of the length that all histories will have. */
  static async create(bundle: Bundle, sample: IndexedVisits): Promise<OrtWebGpu> {
    const ort = await import('onnxruntime-web/jspi');
    ort.env.wasm.numThreads = 1;
    ort.env.wasm.wasmPaths = { wasm: WASM_URL };
    const { tensors, tower } = await bundle.generator();
    const rows = encoderInput(sample, [], 'any', bundle.manifest.model).items.length;
    const beams = bundle.manifest.decoding.beam_width;
    const session = await ort.InferenceSession.create(
      unrolledGraph(bundle, tensors, { rows, beams }),
      { executionProviders: [{ name: 'webgpu' }], logSeverityLevel: 3 },
    );
    const made = new OrtWebGpu(ort, session, bundle, tower, rows);
    const model = new JsModel({ manifest: bundle.manifest, tensors, tower });
    await made.check(model, sample);
    return made;
  }

  async recommend(visits: IndexedVisits): Promise<number> {
    const started = performance.now();
    await this.beams(visits);
    return performance.now() - started;
  }

  dispose(): Promise<void> {
    return this.session.release();
  }

  /** Packed IDs of the beam's survivors, best first. */
  private async beams(visits: IndexedVisits): Promise<number[]> {
    const { Tensor } = this.ort;
    const { tower, rows, bundle } = this;
    const { items, roles, mask } = encoderInput(visits, [], 'any', bundle.manifest.model);
    const vectors = new Float32Array(rows * tower.dimension);
    tower.rows(items, vectors);
    const { beams } = await this.session.run({
      vectors: new Tensor('float32', vectors, [rows, tower.dimension]),
      roles: new Tensor('int32', roles, [rows]),
      mask: new Tensor('float32', mask, [rows, rows]),
    });
    return Array.from((beams.data as Float32Array).subarray(0, beams.dims[1]));
  }

  /** Throws where the beam is not that of plain TypeScript. */
  private async check(model: JsModel, sample: IndexedVisits): Promise<void> {
    const { trie } = this.bundle.catalogue;
    const { model: settings, decoding } = this.bundle.manifest;
    const { state } = await model.encode(encoderInput(sample, [], 'any', settings));
    const { positions } = await beamSearch({
      trie,
      mask: new Mask(trie, new BaseRules(trie).of(undefined), []),
      scores: new LevelScores(model, state, trie),
      width: decoding.beam_width,
      trace: false,
    });
    const expected = new Set(Array.from(positions, (position) => trie.ids[position]));
    const missed = (await this.beams(sample)).filter((id) => !expected.has(id)).length;
    if (missed > MAY_DIFFER) {
      throw new Error(`${missed} of ${expected.size} beams of ort_webgpu are other than ours`);
    }
  }
}
