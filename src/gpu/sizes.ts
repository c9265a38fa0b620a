/** The sizes kernels are compiled for, and what must hold of them. Numbers only. */
import { TRACED_PRUNED } from '../core/beam-search';
import type { RankingSettings } from '../core/catalogue';
import type { Tensors } from '../core/tensor';
import { unavailable } from './device';

export interface GpuSizes {
  /** D */
  readonly dimension: number;
  readonly heads: number;
  readonly layers: number;
  /** Width of the feed-forward network. */
  readonly wide: number;
  /** H */
  readonly hidden: number;
  /** R */
  readonly residual: number;
  /** V */
  readonly codes: number;
  /** L */
  readonly levels: number;
  /** N */
  readonly items: number;
  readonly roles: number;
  /** W */
  readonly beams: number;
  /** Records of a beam's list: W, and those a trace shows of what was pruned. */
  readonly depth: number;
  /** K, candidates of the dense head. */
  readonly extra: number;
  /** Items a workgroup of `dense` scans, and how many workgroups that makes. */
  readonly chunk: number;
  readonly chunks: number;
}

/** Invocations of a workgroup. */
export const THREADS = 256;
/** Workgroups of `dense`, at most: their lists are merged by one workgroup. */
const MOST_CHUNKS = 64;
/** Workgroup memory every device has, in bytes, and what the kernels need besides vectors. */
const WORKGROUP_BYTES = 16_384;
const FIXED_BYTES = 9_216;

/** `runtime/unavailable` where the kernels cannot hold the model. */
export function gpuSizes(
  settings: RankingSettings,
  tensors: Tensors,
  catalogue: { readonly items: number; readonly levels: number; readonly codes: number },
): GpuSizes {
  const { model, decoding } = settings;
  const { items, levels, codes } = catalogue;
  const wide = tensors.get('encoder.1.up.bias')?.dims[0] ?? 0;
  const chunk = THREADS * Math.max(1, Math.ceil(items / (MOST_CHUNKS * THREADS)));
  const sizes: GpuSizes = {
    dimension: model.dimension,
    heads: model.heads,
    layers: model.layers,
    wide,
    hidden: model.hidden,
    residual: model.residual,
    codes,
    levels,
    items,
    roles: model.max_history + 1 + model.objectives.length,
    beams: decoding.beam_width,
    depth: Math.min(codes, decoding.beam_width + TRACED_PRUNED),
    extra: decoding.extra_candidates,
    chunk,
    chunks: Math.ceil(items / chunk),
  };
  const widest = widestVector(sizes);
  const limits: [boolean, string][] = [
    [sizes.dimension <= THREADS, `vectors of ${sizes.dimension} numbers, more than ${THREADS}`],
    [sizes.beams <= THREADS, `a beam of ${sizes.beams}, more than ${THREADS}`],
    [
      FIXED_BYTES + 4 * (2 * widest + sizes.dimension + 64 * sizes.heads) <= WORKGROUP_BYTES,
      `layers ${widest} wide, too much for a workgroup's memory`,
    ],
  ];
  const broken = limits.find(([holds]) => !holds);
  if (broken !== undefined) throw unavailable(`the model has ${broken[1]}`);
  return sizes;
}

/** Of all vectors that pass through a matrix. */
export function widestVector({ dimension, wide, hidden, codes }: GpuSizes): number {
  return Math.max(dimension, wide, hidden, codes);
}
