/** What a WebGPU adapter says of itself, where engine and page must read it alike. */

/** Whether the processor plays the graphics card: slower than doing without. Chrome's own software names itself and says no more. */
export function isSoftware({
  isFallbackAdapter,
  architecture,
}: Pick<GPUAdapterInfo, 'isFallbackAdapter' | 'architecture'>): boolean {
  return isFallbackAdapter || architecture === 'swiftshader';
}
