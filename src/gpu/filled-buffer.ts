/** A storage buffer that holds these words. */

export function filledBuffer(
  device: GPUDevice,
  label: string,
  data: Uint32Array<ArrayBuffer> | Float32Array<ArrayBuffer>,
): GPUBuffer {
  const usage = GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_DST;
  const buffer = device.createBuffer({ label, size: data.byteLength, usage });
  device.queue.writeBuffer(buffer, 0, data);
  return buffer;
}
