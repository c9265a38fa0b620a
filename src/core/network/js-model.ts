/**
 * The whole model in plain TypeScript: a GeneratorModel without WASM or GPU, for the first personal list and for pages
 * whose policy allows neither. It owns dequantised copies of the weights and scratch buffers; calls are serial.
 */
import type { Manifest } from '../../contract/bundle';
import { RecommenderError } from '../../contract/errors';
import type { ItemFeatures, SemanticId } from '../../contract/recommend';
import type { EncoderInput, GeneratorModel, UserState } from '../executor';
import type { ItemTower } from '../item-tower';
import type { Tensors } from '../tensor';
import { Encoder } from './encoder';
import type { FusionNetwork } from './fusion-network';
import { LevelHead } from './level-head';

export interface JsModelParts {
  readonly manifest: Pick<Manifest, 'semantic_ids' | 'model' | 'fusion'>;
  /** Initialisers of the generator's files. */
  readonly tensors: Tensors;
  readonly tower: ItemTower;
  /** Initialisers of fusion.onnx, asked for when the first item is to be encoded. */
  readonly loadFusion?: () => Promise<Tensors>;
}

export class JsModel implements GeneratorModel {
  private readonly parts: JsModelParts;
  private readonly encoder: Encoder;
  private readonly heads: LevelHead[];
  private fusion: FusionNetwork | undefined;

  constructor(parts: JsModelParts) {
    const { manifest, tensors, tower } = parts;
    const { model, semantic_ids: ids } = manifest;
    this.parts = parts;
    this.encoder = new Encoder(tensors, tower, model);
    this.heads = Array.from(
      { length: ids.levels },
      (_, i) =>
        new LevelHead(tensors, i + 1, {
          dimension: model.dimension,
          hidden: model.hidden,
          codebookSize: ids.codebook_size,
        }),
    );
  }

  encode(input: EncoderInput): Promise<UserState> {
    return Promise.resolve(this.encoder.encode(input));
  }

  logProbs(
    level: number,
    state: Float32Array,
    prefixes: Int32Array,
    rows: number,
  ): Promise<Float32Array> {
    return Promise.resolve(this.heads[level - 1].logProbs(state, prefixes, rows));
  }

  async fuse(features: ItemFeatures): Promise<SemanticId> {
    if (this.fusion === undefined) {
      const { loadFusion, manifest } = this.parts;
      if (loadFusion === undefined) {
        const reason = 'it was made without a fusion encoder';
        throw new RecommenderError('runtime/unavailable', { executor: 'js', reason });
      }
      const { levels, codebook_size: codebookSize } = manifest.semantic_ids;
      // Code that no list needs.
      const { FusionNetwork } = await import('./fusion-network');
      this.fusion = new FusionNetwork(await loadFusion(), {
        ...manifest.fusion,
        levels,
        codebookSize,
      });
    }
    return this.fusion.fuse(features);
  }

  dispose(): Promise<void> {
    return Promise.resolve();
  }
}
