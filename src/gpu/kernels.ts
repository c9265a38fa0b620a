/**
 * The compiled kernels of one model on one device, and the order they run in: one compute pass for a batch of jobs.
 * The caller owns buffers and encoder.
 */
import type { Batch } from './job';
import { compileKernel } from './compile-kernel';
import type { KernelName } from './shaders';
import { widestVector, type GpuSizes } from './sizes';

/** Bindings of group 0, in order: read by kernels, but the last, which they write. */
export const BINDINGS = [
  'weights',
  'floats',
  'catalogue',
  'rules',
  'discounts',
  'jobs',
  'scratch',
] as const;

/** Compiled kernels by what they were compiled for: another catalogue of the same model shares them. */
const compiled = new WeakMap<GPUDevice, Map<string, Promise<Kernels>>>();

export class Kernels {
  readonly layout: GPUBindGroupLayout;
  private readonly steps: readonly Step[];
  private readonly beams: number;
  private readonly pipelines: ReadonlyMap<Step, GPUComputePipeline>;

  private constructor(
    sizes: GpuSizes,
    layout: GPUBindGroupLayout,
    pipelines: ReadonlyMap<Step, GPUComputePipeline>,
  ) {
    this.beams = sizes.beams;
    this.layout = layout;
    this.pipelines = pipelines;
    this.steps = [...pipelines.keys()];
  }

  /** Compiles all kernels side by side, once; `runtime/unavailable` where the device refuses one. */
  static of(device: GPUDevice, sizes: GpuSizes): Promise<Kernels> {
    const constants = constantsOf(sizes);
    const known = compiled.get(device) ?? new Map<string, Promise<Kernels>>();
    compiled.set(device, known);
    const key = JSON.stringify(constants);
    let kernels = known.get(key);
    if (kernels === undefined) {
      kernels = Kernels.compile(device, sizes, constants);
      known.set(key, kernels);
      kernels.catch(() => known.delete(key));
    }
    return kernels;
  }

  private static async compile(
    device: GPUDevice,
    sizes: GpuSizes,
    constants: Readonly<Record<string, number>>,
  ): Promise<Kernels> {
    const layout = device.createBindGroupLayout({
      entries: BINDINGS.map((name, binding) => ({
        binding,
        visibility: GPUShaderStage.COMPUTE,
        buffer: { type: name === 'scratch' ? 'storage' : 'read-only-storage' },
      })),
    });
    const pipelineLayout = device.createPipelineLayout({ bindGroupLayouts: [layout] });
    const make = ({ kernel, own }: Step): Promise<GPUComputePipeline> =>
      compileKernel(device, kernel, pipelineLayout, { ...constants, ...own });
    const made = await Promise.all(
      stepsOf(sizes).map(async (step) => [step, await make(step)] as const),
    );
    return new Kernels(sizes, layout, new Map(made));
  }

  /** How many dispatches `run` makes. */
  get dispatches(): number {
    return this.steps.length;
  }

  /** Records the whole recommendation of every job of the batch. */
  run(pass: GPUComputePassEncoder, bindings: GPUBindGroup, batch: Batch): void {
    const jobs = batch.layouts.length;
    const groups: Record<RankingKernel, readonly [number, number]> = {
      embed: [batch.mostRows, jobs],
      layer: [batch.mostRows, jobs],
      state: [jobs, 1],
      dense: [batch.chunks, jobs],
      level: [this.beams, jobs],
      collect: [jobs, 1],
      score: [batch.mostSlots, jobs],
    };
    pass.setBindGroup(0, bindings);
    for (const step of this.steps) {
      const [x, y] = step.own.LEVEL === 1 ? [1, jobs] : groups[step.kernel];
      pass.setPipeline(this.pipelines.get(step)!);
      pass.dispatchWorkgroups(x, y);
    }
  }
}

/** What the kernels are compiled for: the model's sizes, not the catalogue's. */
function constantsOf(sizes: GpuSizes): Readonly<Record<string, number>> {
  return {
    DIMENSION: sizes.dimension,
    HEADS: sizes.heads,
    LAYERS: sizes.layers,
    HIDDEN: sizes.hidden,
    RESIDUAL: sizes.residual,
    CODES: sizes.codes,
    LEVELS: sizes.levels,
    WIDEST: widestVector(sizes),
    BEAMS: sizes.beams,
    DEPTH: sizes.depth,
    EXTRA: sizes.extra,
  };
}

/** Those of a recommendation. */
type RankingKernel = Exclude<KernelName, 'fusion'>;

interface Step {
  readonly kernel: RankingKernel;
  /** Constants of its own. */
  readonly own: Readonly<Record<string, number>>;
}

/** The kernels in the order they run: LAYERS + LEVELS + 4 of them. */
function stepsOf({ layers, levels }: GpuSizes): Step[] {
  const steps: Step[] = [{ kernel: 'embed', own: {} }];
  for (let layer = 1; layer < layers; layer++)
    steps.push({ kernel: 'layer', own: { LAYER: layer } });
  steps.push({ kernel: 'state', own: {} }, { kernel: 'dense', own: {} });
  for (let level = 1; level <= levels; level++)
    steps.push({ kernel: 'level', own: { LEVEL: level } });
  return [...steps, { kernel: 'collect', own: {} }, { kernel: 'score', own: {} }];
}
