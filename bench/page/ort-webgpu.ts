/** Our network in one graph (onnx/unrolled-graph.ts) on ONNX Runtime's WebGPU provider, as a contender; its beam is checked first. */
import type { InferenceSession, Tensor } from 'onnxruntime-web/jspi';
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

interface Buffers {
  readonly vectors: GPUBuffer;
  readonly roles: GPUBuffer;
  readonly mask: GPUBuffer;
  readonly beams: GPUBuffer;
  readonly readback: GPUBuffer;
}

export class OrtWebGpu implements Contender {
  private readonly session: InferenceSession;
  private readonly bundle: Bundle;
  private readonly tower: ItemTower;
  private readonly device: GPUDevice;
  private readonly buffers: Buffers;
  private readonly feeds: Record<string, Tensor>;
  private readonly fetches: Record<string, Tensor>;

  private constructor(
    ort: Ort,
    session: InferenceSession,
    device: GPUDevice,
    { bundle, tower, rows }: { bundle: Bundle; tower: ItemTower; rows: number },
  ) {
    const { beam_width: width } = bundle.manifest.decoding;
    const { STORAGE, COPY_SRC, COPY_DST, MAP_READ } = GPUBufferUsage;
    const bufferOf = (words: number, usage = STORAGE | COPY_SRC | COPY_DST): GPUBuffer =>
      device.createBuffer({ size: 4 * words, usage });
    const buffers = {
      vectors: bufferOf(rows * tower.dimension),
      roles: bufferOf(rows),
      mask: bufferOf(rows * rows),
      beams: bufferOf(2 * width),
      readback: bufferOf(2 * width, MAP_READ | COPY_DST),
    };
    const tensorOf = (
      buffer: GPUBuffer,
      dataType: 'float32' | 'int32',
      ...dims: number[]
    ): Tensor => ort.Tensor.fromGpuBuffer(buffer, { dataType, dims });
    this.feeds = {
      vectors: tensorOf(buffers.vectors, 'float32', rows, tower.dimension),
      roles: tensorOf(buffers.roles, 'int32', rows),
      mask: tensorOf(buffers.mask, 'float32', rows, rows),
    };
    this.fetches = { beams: tensorOf(buffers.beams, 'float32', 2, width) };
    this.session = session;
    this.bundle = bundle;
    this.tower = tower;
    this.device = device;
    this.buffers = buffers;
  }

  /** `samples`: histories of the length that all histories will have; of each the beam is checked. */
  static async create(bundle: Bundle, samples: readonly IndexedVisits[]): Promise<OrtWebGpu> {
    const ort = await import('onnxruntime-web/jspi');
    ort.env.wasm.numThreads = 1;
    ort.env.wasm.wasmPaths = { wasm: WASM_URL };
    const { tensors, tower } = await bundle.generator();
    const rows = encoderInput(samples[0], [], 'any', bundle.manifest.model).items.length;
    const beams = bundle.manifest.decoding.beam_width;
    // Not captured (`enableGraphCapture`): a replay in 1.30 answers a second history with other beams, which `check` finds.
    const session = await ort.InferenceSession.create(
      unrolledGraph(bundle, tensors, { rows, beams }),
      { executionProviders: [{ name: 'webgpu' }], logSeverityLevel: 3 },
    );
    const device = await ort.env.webgpu.device;
    const made = new OrtWebGpu(ort, session, device, { bundle, tower, rows });
    const model = new JsModel({ manifest: bundle.manifest, tensors, tower });
    for (const sample of samples) await made.check(model, sample);
    return made;
  }

  async recommend(visits: IndexedVisits): Promise<number> {
    const started = performance.now();
    await this.beams(visits);
    return performance.now() - started;
  }

  dispose(): Promise<void> {
    for (const buffer of Object.values(this.buffers) as GPUBuffer[]) buffer.destroy();
    return this.session.release();
  }

  /** Packed IDs of the beam's survivors, best first. */
  private async beams(visits: IndexedVisits): Promise<number[]> {
    const { tower, bundle, device, buffers } = this;
    const { items, roles, mask } = encoderInput(visits, [], 'any', bundle.manifest.model);
    const vectors = new Float32Array(items.length * tower.dimension);
    tower.rows(items, vectors);
    const write = (buffer: GPUBuffer, data: Float32Array | Int32Array): void => {
      device.queue.writeBuffer(buffer, 0, data as Float32Array<ArrayBuffer>);
    };
    write(buffers.vectors, vectors);
    write(buffers.roles, roles);
    write(buffers.mask, mask);
    await this.session.run(this.feeds, this.fetches);
    const { readback } = buffers;
    const encoder = device.createCommandEncoder();
    encoder.copyBufferToBuffer(buffers.beams, 0, readback, 0, readback.size);
    device.queue.submit([encoder.finish()]);
    await readback.mapAsync(GPUMapMode.READ);
    const found = new Float32Array(readback.getMappedRange().slice(0));
    readback.unmap();
    return Array.from(found.subarray(0, found.length / 2));
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
