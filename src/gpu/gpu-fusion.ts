/**
 * The fusion encoder and its codebook look-up on WebGPU: features of items → codes, all items of a call in one dispatch.
 * Twin: core/network/fusion-network.ts, which also says what is missing or malformed in words.
 */
import type { Manifest } from '../contract/bundle';
import type { ItemFeatures, SemanticId } from '../contract/recommend';
import { checkWidth } from '../core/network/fusion-network';
import { floatTensor, type Tensors } from '../core/tensor';
import { compileKernel } from './compile-kernel';
import { checkAlive, unavailable } from './device';
import { filledBuffer } from './filled-buffer';
import { WeightPacker, type PackedWeights } from './weight-packer';

export interface FusionSizes {
  readonly fusion: Manifest['fusion'];
  readonly levels: number;
  readonly codes: number;
}

export class GpuFusion {
  readonly #device: GPUDevice;
  readonly #sizes: FusionSizes;
  /** (2, A): what stands in for text and for an image. */
  readonly #missing: Float32Array;
  readonly #pipeline: GPUComputePipeline;
  readonly #weights: GPUBuffer;
  readonly #floats: GPUBuffer;

  private constructor(
    device: GPUDevice,
    sizes: FusionSizes,
    missing: Float32Array,
    pipeline: GPUComputePipeline,
    { words, floats }: PackedWeights,
  ) {
    this.#device = device;
    this.#sizes = sizes;
    this.#missing = missing;
    this.#pipeline = pipeline;
    this.#weights = filledBuffer(device, 'fusion weights', words);
    this.#floats = filledBuffer(device, 'fusion floats', floats);
  }

  /** `tensors`: initialisers of fusion.onnx. `bundle/malformed`, `runtime/unavailable`. */
  static async create(device: GPUDevice, tensors: Tensors, sizes: FusionSizes): Promise<GpuFusion> {
    const { fusion, levels, codes } = sizes;
    const { text, image, dimension } = fusion;
    const missing = floatTensor(tensors, 'fusion.missing', [2, text]);
    const { packed, widest } = pack(tensors, sizes);
    const pipeline = await compileKernel(device, 'fusion', 'auto', {
      ...{ TEXT: text, IMAGE: image, DIMENSION: dimension },
      ...{ LEVELS: levels, CODES: codes, WIDEST: widest },
    });
    await checkAlive(device);
    return new GpuFusion(device, sizes, missing, pipeline, packed);
  }

  async fuse(items: readonly ItemFeatures[]): Promise<SemanticId[]> {
    const { fusion, levels, codes } = this.#sizes;
    const { text, image } = fusion;
    const width = text + image + 2;
    const inputs = new Float32Array(items.length * width);
    items.forEach((item, i) => {
      checkWidth('features.text', item.text ?? this.#missing.subarray(0, text), text);
      checkWidth('features.image', item.image ?? this.#missing.subarray(text), image);
      inputs.set(item.text ?? this.#missing.subarray(0, text), i * width);
      inputs.set(item.image ?? this.#missing.subarray(text), i * width + text);
      inputs[i * width + text + image] = item.text === undefined ? 0 : 1;
      inputs[i * width + text + image + 1] = item.image === undefined ? 0 : 1;
    });
    const words = await this.#run(inputs, items.length);
    const distances = new Float32Array(words.buffer);
    return items.map((_, i) => {
      const at = i * (levels + codes);
      return {
        codes: Array.from(words.subarray(at, at + levels)),
        distances: distances.slice(at + levels, at + levels + codes),
      };
    });
  }

  destroy(): void {
    this.#weights.destroy();
    this.#floats.destroy();
  }

  async #run(inputs: Float32Array<ArrayBuffer>, items: number): Promise<Uint32Array> {
    const device = this.#device;
    const size = 4 * items * (this.#sizes.levels + this.#sizes.codes);
    const input = filledBuffer(device, 'features', inputs);
    const make = (usage: number): GPUBuffer => device.createBuffer({ size, usage });
    const output = make(GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC);
    const readback = make(GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST);
    try {
      const bindings = [this.#weights, this.#floats, input, output];
      const encoder = device.createCommandEncoder();
      const pass = encoder.beginComputePass();
      pass.setPipeline(this.#pipeline);
      const entries = bindings.map((buffer, i) => ({ binding: BOUND[i], resource: { buffer } }));
      const layout = this.#pipeline.getBindGroupLayout(0);
      pass.setBindGroup(0, device.createBindGroup({ layout, entries }));
      pass.dispatchWorkgroups(items);
      pass.end();
      encoder.copyBufferToBuffer(output, 0, readback, 0, size);
      device.queue.submit([encoder.finish()]);
      await readback.mapAsync(GPUMapMode.READ);
      return new Uint32Array(readback.getMappedRange().slice(0));
    } catch (error) {
      throw unavailable(String(error));
    } finally {
      for (const buffer of [input, output, readback]) buffer.destroy();
    }
  }
}

/** Bindings of the prelude that the kernel uses: weights, floats, jobs, scratch. */
const BOUND = [0, 1, 5, 6];

/** In the order kernels/fusion.wgsl reads them; and the widest vector. */
function pack(
  tensors: Tensors,
  { fusion, levels, codes }: FusionSizes,
): { packed: PackedWeights; widest: number } {
  const { text, image, dimension } = fusion;
  const packer = new WeightPacker(tensors);
  let widest = Math.max(text + image + 2, dimension);
  for (let level = 1; level <= levels; level++) {
    packer.floatsOf(`codebook.${level}`, [codes, dimension]);
  }
  for (const [group, inputs] of [
    ['shared', text + image + 2],
    ['text', text],
    ['image', image],
  ] as const) {
    const widthOf = (name: string): number => tensors.get(`${name}.bias`)?.dims[0] ?? 0;
    const experts = widthOf(`fusion.${group}.gate`);
    packer.linear(`fusion.${group}.gate`, inputs, experts);
    for (let expert = 1; expert <= experts; expert++) {
      const name = `fusion.${group}.expert.${expert}`;
      const hidden = widthOf(`${name}.up`);
      packer.linear(`${name}.up`, inputs, hidden);
      packer.linear(`${name}.down`, hidden, dimension);
      widest = Math.max(widest, hidden, experts);
    }
  }
  return { packed: packer.packed(), widest };
}
