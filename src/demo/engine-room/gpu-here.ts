/** What this browser has of WebGPU, in plain words. It asks for an adapter and opens no device: what runs on one is the engine's. */
import { isSoftware } from '../../contract/adapter';

export interface GpuHere {
  readonly usable: boolean;
  /** Empty where there is a real one: nothing needs to be said. */
  readonly note: string;
}

const NONE: GpuHere = {
  usable: false,
  note: 'This browser has no WebGPU here. Nothing is lost: JavaScript and WebAssembly make the same lists.',
};

export async function gpuHere(): Promise<GpuHere> {
  const { gpu } = navigator as { readonly gpu?: GPU };
  const adapter = await gpu?.requestAdapter().catch(() => null);
  if (!adapter) return NONE;
  return {
    usable: true,
    note: isSoftware(adapter.info)
      ? 'WebGPU is here in software only: the processor plays the graphics card, which works but is slow.'
      : '',
  };
}
