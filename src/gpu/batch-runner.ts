/**
 * Runs batches of jobs on a device: buffers that grow, one compute pass, one submit, one readback.
 * It knows words and kernels; what a job means is the ranker's business.
 */
import { RecommenderError } from '../contract/errors';
import { unavailable } from './device';
import type { Batch } from './job';
import { BINDINGS, type Kernels } from './kernels';

/** What a batch reads besides its jobs. */
export interface FixedBuffers {
  readonly weights: GPUBuffer;
  readonly floats: GPUBuffer;
  readonly catalogue: GPUBuffer;
  readonly rules: GPUBuffer;
  readonly discounts: GPUBuffer;
}

/** A stretch of scratch, in words. */
export interface Stretch {
  readonly at: number;
  readonly words: number;
}

export class BatchRunner {
  private readonly device: GPUDevice;
  private readonly kernels: Kernels;
  private jobs: GPUBuffer | undefined;
  private scratch: GPUBuffer | undefined;
  private readback: GPUBuffer | undefined;
  private bound: { readonly of: readonly GPUBuffer[]; readonly group: GPUBindGroup } | undefined;

  constructor(device: GPUDevice, kernels: Kernels) {
    this.device = device;
    this.kernels = kernels;
  }

  /**
   * The results' words and, one after the other, those of the `extra` stretches. One call at a time.
   * Whatever goes wrong is `runtime/unavailable`, and the next call begins with fresh buffers.
   */
  async run(
    batch: Batch,
    fixed: FixedBuffers,
    extra: readonly Stretch[] = [],
  ): Promise<Uint32Array> {
    try {
      return await this.submit(batch, fixed, extra);
    } catch (error) {
      this.destroy();
      throw error instanceof RecommenderError ? error : unavailable(String(error));
    }
  }

  destroy(): void {
    for (const buffer of [this.jobs, this.scratch, this.readback]) buffer?.destroy();
    this.jobs = this.scratch = this.readback = this.bound = undefined;
  }

  private async submit(
    batch: Batch,
    fixed: FixedBuffers,
    extra: readonly Stretch[],
  ): Promise<Uint32Array> {
    const { device } = this;
    const wanted = [{ at: 0, words: batch.resultWords }, ...extra];
    const words = wanted.reduce((sum, stretch) => sum + stretch.words, 0);
    device.pushErrorScope('out-of-memory');
    device.pushErrorScope('validation');
    const { STORAGE, COPY_DST, COPY_SRC, MAP_READ } = GPUBufferUsage;
    const jobs = this.grown(this.jobs, 'jobs', batch.words.byteLength, STORAGE | COPY_DST);
    const scratch = this.grown(this.scratch, 'scratch', 4 * batch.scratchWords, STORAGE | COPY_SRC);
    const readback = this.grown(this.readback, 'readback', 4 * words, MAP_READ | COPY_DST);
    Object.assign(this, { jobs, scratch, readback });
    device.queue.writeBuffer(jobs, 0, batch.words);
    const encoder = device.createCommandEncoder();
    const pass = encoder.beginComputePass();
    this.kernels.run(pass, this.bindings({ ...fixed, jobs, scratch }), batch);
    pass.end();
    let to = 0;
    for (const stretch of wanted) {
      encoder.copyBufferToBuffer(scratch, 4 * stretch.at, readback, 4 * to, 4 * stretch.words);
      to += stretch.words;
    }
    device.queue.submit([encoder.finish()]);
    const [invalid, exhausted] = await Promise.all([
      device.popErrorScope(),
      device.popErrorScope(),
      readback.mapAsync(GPUMapMode.READ, 0, 4 * words),
    ]);
    const error = invalid ?? exhausted;
    if (error !== null) throw unavailable(error.message);
    const read = new Uint32Array(readback.getMappedRange(0, 4 * words).slice(0));
    readback.unmap();
    return read;
  }

  private bindings(
    all: FixedBuffers & { readonly jobs: GPUBuffer; readonly scratch: GPUBuffer },
  ): GPUBindGroup {
    const of = BINDINGS.map((name) => all[name]);
    if (this.bound === undefined || of.some((buffer, i) => buffer !== this.bound?.of[i])) {
      const group = this.device.createBindGroup({
        layout: this.kernels.layout,
        entries: of.map((buffer, binding) => ({ binding, resource: { buffer } })),
      });
      this.bound = { of, group };
    }
    return this.bound.group;
  }

  /** The buffer, or one with room for up to twice as much. */
  private grown(
    buffer: GPUBuffer | undefined,
    label: string,
    bytes: number,
    usage: number,
  ): GPUBuffer {
    if (buffer !== undefined && buffer.size >= bytes) return buffer;
    buffer?.destroy();
    const size = 2 ** Math.ceil(Math.log2(bytes));
    return this.device.createBuffer({ label, size, usage });
  }
}
