/**
 * Counts what a page or a worker asks of its WebGPU devices, at the classes of the browser: dispatches, submits, bytes
 * mapped for reading, buffers that live and their bytes. Whoever made the device, it is counted.
 */

export interface DeviceCounts {
  dispatches: number;
  submits: number;
  readback_bytes: number;
  /** Made since counting began and not destroyed. */
  buffers: number;
  /** Of these buffers. */
  buffer_bytes: number;
}

/** Starts to count, into `globalThis.deviceCounts`. Self-contained: it is also sent to workers as text. */
export function countAtDevice(): DeviceCounts {
  const counts = { dispatches: 0, submits: 0, readback_bytes: 0, buffers: 0, buffer_bytes: 0 };
  const watch = (
    owner: object,
    method: string,
    count: (self: unknown, args: readonly unknown[]) => void,
  ): void => {
    const original = Reflect.get(owner, method) as (...args: unknown[]) => unknown;
    Reflect.set(owner, method, function (this: unknown, ...args: unknown[]): unknown {
      count(this, args);
      return original.apply(this, args);
    });
  };
  const living = new WeakSet();
  watch(GPUComputePassEncoder.prototype, 'dispatchWorkgroups', () => counts.dispatches++);
  watch(GPUComputePassEncoder.prototype, 'dispatchWorkgroupsIndirect', () => counts.dispatches++);
  watch(GPUQueue.prototype, 'submit', () => counts.submits++);
  watch(GPUBuffer.prototype, 'mapAsync', (self, [mode, offset, size]) => {
    if (mode !== GPUMapMode.READ) return;
    const rest = (self as GPUBuffer).size - ((offset as number | undefined) ?? 0);
    counts.readback_bytes += (size as number | undefined) ?? rest;
  });
  const create = Reflect.get<GPUDevice, 'createBuffer'>(GPUDevice.prototype, 'createBuffer');
  GPUDevice.prototype.createBuffer = function (descriptor): GPUBuffer {
    const buffer = create.call(this, descriptor);
    living.add(buffer);
    counts.buffers++;
    counts.buffer_bytes += buffer.size;
    return buffer;
  };
  watch(GPUBuffer.prototype, 'destroy', (self) => {
    if (!living.delete(self as GPUBuffer)) return;
    counts.buffers--;
    counts.buffer_bytes -= (self as GPUBuffer).size;
  });
  Object.assign(globalThis, { deviceCounts: counts });
  return counts;
}
