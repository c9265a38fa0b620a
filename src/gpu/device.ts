/**
 * A WebGPU device, or why there is none, and whether it is real hardware. What runs on it is elsewhere.
 */
import { isSoftware } from '../contract/adapter';
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
    const { vendor, architecture } = adapter.info;
    // No limit is asked for: the kernels keep to those that every device has. Subgroups (kernels/reduce-subgroups.wgsl)
    // only where the browser numbers them too.
    const subgroups =
      adapter.features.has('subgroups') && gpu.wgslLanguageFeatures.has('subgroup_id');
    const requiredFeatures: GPUFeatureName[] = subgroups ? ['subgroups'] : [];
    const device = await adapter.requestDevice({ label: 'musicrec', requiredFeatures });
    return {
      device,
      name: [vendor, architecture].filter((part) => part !== '').join(' ') || 'unnamed adapter',
      isSoftware: isSoftware(adapter.info),
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
