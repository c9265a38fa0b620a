/**
 * The fusion encoder and its residual quantizer, the readable twin of fusion.onnx: whitened features of one item → codes.
 * Shared experts see both modalities, specific experts one each; a gate mixes the experts of a group.
 */
import { RecommenderError } from '../../contract/errors';
import type { FusedPart, FusedParts, ItemFeatures, SemanticId } from '../../contract/recommend';
import { floatTensor, type Tensors } from '../tensor';
import { normalise } from './layer-norm';
import { Linear, ReluLinear } from './linear';

export interface FusionSizes {
  /** Features per modality. */
  readonly text: number;
  readonly image: number;
  /** F */
  readonly dimension: number;
  readonly levels: number;
  readonly codebookSize: number;
}

class ExpertGroup {
  private readonly gate: Linear;
  private readonly experts: { readonly up: Linear; readonly down: ReluLinear }[];
  private readonly outputs: number;

  constructor(tensors: Tensors, name: string, inputs: number, outputs: number) {
    this.gate = new Linear(tensors, `${name}.gate`, inputs);
    this.outputs = outputs;
    this.experts = Array.from({ length: this.gate.outputs }, (_, i) => {
      const up = new Linear(tensors, `${name}.expert.${i + 1}.up`, inputs);
      const down = new ReluLinear(tensors, `${name}.expert.${i + 1}.down`, up.outputs, outputs);
      return { up, down };
    });
  }

  /** Adds Σ_k softmax(gate(x))_k · expert_k(x) (F) to `total`; says how long that sum is, and each expert's share of the gate. */
  addTo(x: Float32Array, total: Float32Array): FusedPart {
    const gates = new Float32Array(this.experts.length);
    this.gate.apply(x, 1, gates);
    const largest = Math.max(...gates);
    const shares = Array.from(gates, (gate) => Math.exp(gate - largest));
    const sum = shares.reduce((a, b) => a + b, 0);
    const out = new Float32Array(this.outputs);
    const own = new Float64Array(this.outputs);
    this.experts.forEach(({ up, down }, k) => {
      const hidden = new Float32Array(up.outputs);
      up.apply(x, 1, hidden);
      down.apply(hidden, 1, out);
      for (let i = 0; i < out.length; i++) {
        const share = (out[i] * shares[k]) / sum;
        total[i] += share;
        own[i] += share;
      }
    });
    return { size: Math.hypot(...own), experts: shares.map((share) => share / sum) };
  }
}

export class FusionNetwork {
  private readonly sizes: FusionSizes;
  /** (A) what stands in for a modality an item lacks. */
  private readonly missing: { readonly text: Float32Array; readonly image: Float32Array };
  private readonly shared: ExpertGroup;
  private readonly text: ExpertGroup;
  private readonly image: ExpertGroup;
  /** For each level: (V, F). */
  readonly codebooks: readonly Float32Array[];

  constructor(tensors: Tensors, sizes: FusionSizes) {
    const { text, image, dimension, levels, codebookSize } = sizes;
    this.sizes = sizes;
    const missing = floatTensor(tensors, 'fusion.missing', [2, text]);
    this.missing = { text: missing.subarray(0, text), image: missing.subarray(text) };
    this.shared = new ExpertGroup(tensors, 'fusion.shared', text + image + 2, dimension);
    this.text = new ExpertGroup(tensors, 'fusion.text', text, dimension);
    this.image = new ExpertGroup(tensors, 'fusion.image', image, dimension);
    this.codebooks = Array.from({ length: levels }, (_, i) =>
      floatTensor(tensors, `codebook.${i + 1}`, [codebookSize, dimension]),
    );
  }

  /** F */
  get dimension(): number {
    return this.sizes.dimension;
  }

  fuse(features: ItemFeatures): SemanticId {
    return this.quantise(this.fused(features));
  }

  /** What the quantizer sees: (F) of mean 0 and variance 1. */
  fused(features: ItemFeatures): Float32Array {
    return this.parted(features).fused;
  }

  /** The same, and what the shared and the specific experts had in it. */
  parted(features: ItemFeatures): { readonly fused: Float32Array; readonly parts: FusedParts } {
    const { dimension, text: textWidth, image: imageWidth } = this.sizes;
    const text = features.text ?? this.missing.text;
    const image = features.image ?? this.missing.image;
    checkWidth('features.text', text, textWidth);
    checkWidth('features.image', image, imageWidth);
    const both = new Float32Array(textWidth + imageWidth + 2);
    both.set(text);
    both.set(image, textWidth);
    both[textWidth + imageWidth] = features.text === undefined ? 0 : 1;
    both[textWidth + imageWidth + 1] = features.image === undefined ? 0 : 1;
    const total = new Float32Array(dimension);
    const sums: FusedParts = {
      shared: this.shared.addTo(both, total),
      ...(features.text !== undefined && { text: this.text.addTo(text, total) }),
      ...(features.image !== undefined && { image: this.image.addTo(image, total) }),
    };
    normalise(total, 1, dimension, total);
    return { fused: total, parts: asShares(sums) };
  }

  /** Level by level the nearest codeword of what is left, the lower code of equals. */
  private quantise(fused: Float32Array): SemanticId {
    const { dimension, codebookSize } = this.sizes;
    const rest = fused.slice();
    const codes: number[] = [];
    const distances = new Float32Array(codebookSize);
    for (const codebook of this.codebooks) {
      let nearest = 0;
      for (let code = 0; code < codebookSize; code++) {
        let squares = 0;
        for (let i = 0; i < dimension; i++) {
          squares += (rest[i] - codebook[code * dimension + i]) ** 2;
        }
        distances[code] = squares;
        if (distances[code] < distances[nearest]) nearest = code;
      }
      codes.push(nearest);
      for (let i = 0; i < dimension; i++) rest[i] -= codebook[nearest * dimension + i];
    }
    return { codes, distances };
  }
}

/** Lengths of sums as shares of all of them. */
function asShares({ shared, text, image }: FusedParts): FusedParts {
  const all = shared.size + (text?.size ?? 0) + (image?.size ?? 0);
  const share = ({ size, experts }: FusedPart): FusedPart => ({
    size: all === 0 ? 0 : size / all,
    experts,
  });
  return {
    shared: share(shared),
    ...(text && { text: share(text) }),
    ...(image && { image: share(image) }),
  };
}

/** `input/invalid` where a modality has not the width the bundle was made with. */
export function checkWidth(field: string, values: Float32Array, width: number): void {
  if (values.length !== width) {
    const reason = `this bundle's features have ${width}`;
    throw new RecommenderError('input/invalid', {
      field,
      value: `${values.length} numbers`,
      reason,
    });
  }
}
