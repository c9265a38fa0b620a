/** WGSL → pipeline, or `runtime/unavailable` with the kernel's name and the compiler's first words. */
import { unavailable } from './device';
import { shaderOf, type KernelName } from './shaders';

export async function compileKernel(
  device: GPUDevice,
  kernel: KernelName,
  layout: GPUPipelineLayout | 'auto',
  constants: Readonly<Record<string, number>>,
): Promise<GPUComputePipeline> {
  const code = shaderOf(kernel, device.features.has('subgroups'));
  const module = device.createShaderModule({ label: kernel, code });
  try {
    return await device.createComputePipelineAsync({
      ...{ label: kernel, layout },
      compute: { module, entryPoint: 'main', constants: { ...constants } },
    });
  } catch (error) {
    const { messages } = await module.getCompilationInfo();
    const first = messages.find((message) => message.type === 'error');
    const where = first === undefined ? '' : ` (line ${first.lineNum}: ${first.message})`;
    throw unavailable(`the kernel ${kernel} does not compile: ${String(error)}${where}`);
  }
}
