/**
 * A WebGPU device, or why there is none, and whether it is real hardware. What runs on it is elsewhere.
 */
import { RecommenderError } from '../contract/errors';

export interface OpenedDevice {
  readonly device: GPUDevice;
  /** Vendor and architecture as the browser names them: for people. */
  readonly name: string;
  /** The adapter computes on the processor: slower than doing without. */
  readonly isSoftware: boolean;
}

/** `gpu`: navigator.gpu. `runtime/unavailable` where there is no WebGPU, no adapter or no device. */
export async function openDevice(gpu: GPU | undefined): Promise<OpenedDevice> {
  if (gpu === undefined) throw unavailable('this browser has no WebGPU here');
  try {
    const adapter = await gpu.requestAdapter();
    if (adapter === null) throw unavailable('no adapter answers');
    const { vendor, architecture, isFallbackAdapter } = adapter.info;
    // Nothing is asked for: the kernels keep to the limits that every device has.
    const device = await adapter.requestDevice({ label: 'musicrec' });
    return {
      device,
      name: [vendor, architecture].filter((part) => part !== '').join(' ') || 'unnamed adapter',
      isSoftware: isFallbackAdapter || architecture === 'swiftshader',
    };
  } catch (error) {
    if (error instanceof RecommenderError) throw error;
    // The lines after the first are of the browser's own source.
    const [reason] = String(error).split('\n');
    throw unavailable(`the adapter gives no device (${reason})`);
  }
}

/** A lost device makes and compiles everything without a word; only this tells. */
export async function checkAlive(device: GPUDevice): Promise<void> {
  const later = new Promise<undefined>((resolve) => setTimeout(resolve, 0));
  const lost = await Promise.race([device.lost, later]);
  if (lost !== undefined) throw unavailable(`the device is lost (${lost.reason})`);
}

/** The GPU cannot, or can no longer. */
export function unavailable(reason: string): RecommenderError {
  return new RecommenderError('runtime/unavailable', { executor: 'webgpu', reason });
}
