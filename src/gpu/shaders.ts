/** The WGSL of each kernel: its file behind the parts it uses. Text only; pipelines are made in kernels.ts. */
import attention from './kernels/attention.wgsl?raw';
import catalogue from './kernels/catalogue.wgsl?raw';
import collect from './kernels/collect.wgsl?raw';
import denseScore from './kernels/dense-score.wgsl?raw';
import dense from './kernels/dense.wgsl?raw';
import embed from './kernels/embed.wgsl?raw';
import fusion from './kernels/fusion.wgsl?raw';
import layer from './kernels/layer.wgsl?raw';
import levelScores from './kernels/level-scores.wgsl?raw';
import level from './kernels/level.wgsl?raw';
import prelude from './kernels/prelude.wgsl?raw';
import reduceSubgroups from './kernels/reduce-subgroups.wgsl?raw';
import reduce from './kernels/reduce.wgsl?raw';
import rows from './kernels/rows.wgsl?raw';
import score from './kernels/score.wgsl?raw';
import select from './kernels/select.wgsl?raw';
import state from './kernels/state.wgsl?raw';
import { JOB_CONSTANTS } from './job';

const PARTS = {
  embed: [catalogue, rows, embed],
  layer: [catalogue, rows, attention, layer],
  state: [catalogue, attention, state],
  dense: [catalogue, select, denseScore, dense],
  level: [catalogue, select, levelScores, level],
  collect: [catalogue, select, collect],
  score: [catalogue, levelScores, denseScore, score],
  fusion: [fusion],
} as const;
export type KernelName = keyof typeof PARTS;

/** `subgroups`: the device has them and the browser numbers them. */
export function shaderOf(kernel: KernelName, subgroups: boolean): string {
  // First, since it may open with `enable`.
  const first = subgroups ? reduceSubgroups : reduce;
  return [first, JOB_CONSTANTS, prelude, ...PARTS[kernel]].join('\n');
}
