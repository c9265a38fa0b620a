/** Log-softmax, of a level's codes and of the whole catalogue. The logits are the callers'. */

/** Log-softmax of each row of x (rows, width), in place. */
export function logSoftmax(x: Float32Array | Float64Array, rows: number, width: number): void {
  for (let row = 0; row < rows; row++) {
    const start = row * width;
    let largest = -Infinity;
    for (let i = 0; i < width; i++) largest = Math.max(largest, x[start + i]);
    let sum = 0;
    for (let i = 0; i < width; i++) sum += Math.exp(x[start + i] - largest);
    const shift = largest + Math.log(sum);
    for (let i = 0; i < width; i++) x[start + i] -= shift;
  }
}
