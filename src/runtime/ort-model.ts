/**
 * The network on ONNX Runtime Web: sessions over encoder.onnx, level_l.onnx and fusion.onnx of docs/bundle-format.md.
 * Item vectors come from core/item-tower.ts; ranking is core/ranker.ts. Calls are serial, as the seam says.
 */
import type { InferenceSession, Tensor } from 'onnxruntime-web/wasm';
import type { ItemFeatures, SemanticId } from '../contract/recommend';
import type { EncoderInput, GeneratorModel, UserState } from '../core/executor';
import type { ItemTower } from '../core/item-tower';
import { loadOrt, SESSION_OPTIONS, unavailable, type Ort } from './ort';

export interface OrtModelParts {
  readonly encoder: Uint8Array;
  /** level_1.onnx … level_L.onnx */
  readonly levels: readonly Uint8Array[];
  /** Bytes of fusion.onnx, asked for by the first `fuse`. */
  readonly loadFusion: () => Promise<Uint8Array>;
  readonly tower: ItemTower;
  /** Widths of the fusion encoder's inputs. */
  readonly features: { readonly text: number; readonly image: number };
}

export class OrtModel implements GeneratorModel {
  readonly #ort: Ort;
  readonly #parts: OrtModelParts;
  readonly #encoder: InferenceSession;
  readonly #levels: readonly InferenceSession[];
  readonly #states = new WeakMap<Float32Array, Tensor>();
  #fusion: Promise<InferenceSession> | null = null;
  #rows = new Float32Array(0);

  private constructor(
    ort: Ort,
    parts: OrtModelParts,
    encoder: InferenceSession,
    levels: readonly InferenceSession[],
  ) {
    this.#ort = ort;
    this.#parts = parts;
    this.#encoder = encoder;
    this.#levels = levels;
  }

  /** Fetches and starts the runtime, then makes the sessions one after the other; `runtime/unavailable` where it cannot. */
  static async create(parts: OrtModelParts): Promise<OrtModel> {
    const ort = await loadOrt();
    const made: InferenceSession[] = [];
    try {
      for (const bytes of [parts.encoder, ...parts.levels]) {
        made.push(await ort.InferenceSession.create(bytes, SESSION_OPTIONS));
      }
      return new OrtModel(ort, parts, made[0], made.slice(1));
    } catch (error) {
      await Promise.allSettled(made.map((session) => session.release()));
      throw unavailable(error);
    }
  }

  async encode({ items, roles, mask }: EncoderInput): Promise<UserState> {
    const { Tensor } = this.#ort;
    const { tower } = this.#parts;
    const rows = items.length;
    const outputs = await run(this.#encoder, {
      vectors: new Tensor('float32', this.#gather(items), [rows, tower.dimension]),
      roles: new Tensor('int32', roles, [rows]),
      mask: new Tensor('float32', mask, [rows, rows]),
    });
    const state = outputs.state.data as Float32Array;
    return { state, query: outputs.query.data as Float32Array };
  }

  async logProbs(
    level: number,
    state: Float32Array,
    prefixes: Int32Array,
    rows: number,
  ): Promise<Float32Array> {
    const feeds: Record<string, Tensor> = { state: this.#stateTensor(state) };
    if (level > 1) feeds.prefix = new this.#ort.Tensor('int32', prefixes, [rows, level - 1]);
    const outputs = await run(this.#levels[level - 1], feeds);
    return outputs.log_probs.data as Float32Array;
  }

  async fuse(features: ItemFeatures): Promise<SemanticId> {
    const { Tensor } = this.#ort;
    const { text, image } = this.#parts.features;
    const present = Float32Array.of(features.text ? 1 : 0, features.image ? 1 : 0);
    const outputs = await run(await this.#fusionSession(), {
      text: new Tensor('float32', features.text ?? new Float32Array(text), [1, text]),
      image: new Tensor('float32', features.image ?? new Float32Array(image), [1, image]),
      present: new Tensor('float32', present, [1, 2]),
    });
    return {
      codes: Array.from(outputs.codes.data as Int32Array),
      distances: outputs.distances.data as Float32Array,
    };
  }

  async dispose(): Promise<void> {
    const fusion = await this.#fusion?.catch(() => undefined);
    this.#fusion = null;
    const sessions = [this.#encoder, ...this.#levels, ...(fusion ? [fusion] : [])];
    // Releasing twice, or after the runtime died, is nothing a caller could act on.
    await Promise.allSettled(sessions.map((session) => session.release()));
  }

  /** Vectors (T, D) of the rows. The buffer is reused by the next call. */
  #gather(items: Int32Array): Float32Array {
    const { tower } = this.#parts;
    const size = items.length * tower.dimension;
    if (this.#rows.length < size) this.#rows = new Float32Array(size);
    tower.rows(items, this.#rows);
    return this.#rows.subarray(0, size);
  }

  /** All level steps of one call see the same state. */
  #stateTensor(state: Float32Array): Tensor {
    let tensor = this.#states.get(state);
    if (tensor === undefined) {
      tensor = new this.#ort.Tensor('float32', state, [1, state.length]);
      this.#states.set(state, tensor);
    }
    return tensor;
  }

  #fusionSession(): Promise<InferenceSession> {
    this.#fusion ??= this.#parts
      .loadFusion()
      .then((bytes) => this.#ort.InferenceSession.create(bytes, SESSION_OPTIONS))
      .catch((error: unknown) => {
        this.#fusion = null;
        throw unavailable(error);
      });
    return this.#fusion;
  }
}

async function run(
  session: InferenceSession,
  feeds: Record<string, Tensor>,
): Promise<InferenceSession.OnnxValueMapType> {
  try {
    return await session.run(feeds);
  } catch (error) {
    throw unavailable(error);
  }
}
