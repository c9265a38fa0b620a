/**
 * Runs batches of jobs on a device: buffers that grow, one compute pass, one submit, one readback.
 * It knows words and kernels; what a job means is the ranker's business.
 */
import { unavailable } from './device';
import type { Batch } from './job';
import { BINDINGS, type Kernels } from './kernels';

export interface FixedBuffers {
  readonly weights: GPUBuffer;
  readonly floats: GPUBuffer;
  readonly catalogue: GPUBuffer;
}

/** A stretch of scratch, in words. */
export interface Stretch {
  readonly at: number;
  readonly words: number;
}

export class BatchRunner {
  private readonly device: GPUDevice;
  private readonly kernels: Kernels;
  private readonly fixed: FixedBuffers;
  private jobs: GPUBuffer;
  private scratch: GPUBuffer;
  private readback: GPUBuffer;
  private bound: { readonly of: readonly GPUBuffer[]; readonly group: GPUBindGroup } | undefined;

  constructor(device: GPUDevice, kernels: Kernels, fixed: FixedBuffers) {
    this.device = device;
    this.kernels = kernels;
    this.fixed = fixed;
    this.jobs = this.make('jobs', 4096, GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_DST);
    this.scratch = this.make('scratch', 4096, GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC);
    this.readback = this.make('readback', 4096, GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST);
  }

  /** The results' words and, one after the other, those of the `extra` stretches. One call at a time. */
  async run(
    batch: Batch,
    tables: { readonly rules: GPUBuffer; readonly discounts: GPUBuffer },
    extra: readonly Stretch[] = [],
  ): Promise<Uint32Array> {
    const { device } = this;
    const wanted = [{ at: 0, words: batch.resultWords }, ...extra];
    const words = wanted.reduce((sum, stretch) => sum + stretch.words, 0);
    device.pushErrorScope('out-of-memory');
    device.pushErrorScope('validation');
    this.jobs = this.grown(this.jobs, batch.words.byteLength);
    this.scratch = this.grown(this.scratch, 4 * batch.scratchWords);
    this.readback = this.grown(this.readback, 4 * words);
    device.queue.writeBuffer(this.jobs, 0, batch.words);
    const encoder = device.createCommandEncoder();
    const pass = encoder.beginComputePass();
    this.kernels.run(pass, this.bindings(tables), batch);
    pass.end();
    let to = 0;
    for (const stretch of wanted) {
      encoder.copyBufferToBuffer(
        this.scratch,
        4 * stretch.at,
        this.readback,
        4 * to,
        4 * stretch.words,
      );
      to += stretch.words;
    }
    device.queue.submit([encoder.finish()]);
    const [invalid, exhausted] = await Promise.all([
      device.popErrorScope(),
      device.popErrorScope(),
      this.readback.mapAsync(GPUMapMode.READ, 0, 4 * words),
    ]).catch((error: unknown) => {
      throw unavailable(String(error));
    });
    const error = invalid ?? exhausted;
    if (error !== null) {
      this.readback.unmap();
      throw unavailable(error.message);
    }
    const read = new Uint32Array(this.readback.getMappedRange(0, 4 * words).slice(0));
    this.readback.unmap();
    return read;
  }

  destroy(): void {
    for (const buffer of [this.jobs, this.scratch, this.readback]) buffer.destroy();
  }

  private bindings(tables: {
    readonly rules: GPUBuffer;
    readonly discounts: GPUBuffer;
  }): GPUBindGroup {
    const all = { ...this.fixed, ...tables, jobs: this.jobs, scratch: this.scratch };
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

  /** The buffer, or one with room for twice as much. */
  private grown(buffer: GPUBuffer, bytes: number): GPUBuffer {
    if (buffer.size >= bytes) return buffer;
    buffer.destroy();
    return this.make(buffer.label, 2 ** Math.ceil(Math.log2(bytes)), buffer.usage);
  }

  private make(label: string, size: number, usage: number): GPUBuffer {
    return this.device.createBuffer({ label, size, usage });
  }
}
