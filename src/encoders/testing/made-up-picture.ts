/** Pixels by whole numbers that the trainer's tests make too (trainer/tests/features/encoder_golden.py); no picture of use. */
export function madeUpPicture(width: number, height: number): Uint8ClampedArray<ArrayBuffer> {
  const rgba = new Uint8ClampedArray(width * height * 4);
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at += 4) {
      rgba[at] = Math.floor((x * 255) / Math.max(1, width - 1)) ^ (y & 31);
      rgba[at + 1] = Math.floor((x * x * 7 + y * y * 13 + x * y * 5) / 64) & 255;
      rgba[at + 2] = (Math.floor(x / 8) + Math.floor(y / 8)) % 2 === 0 ? 250 : 5;
      rgba[at + 3] = x * 3 < width ? y & 255 : x * 3 < width * 2 ? 200 : 255;
    }
  }
  return rgba;
}

/** The rows and columns of (height, width, 4) that lie in an area. */
export function cut(
  rgba: Uint8ClampedArray,
  width: number,
  area: { left: number; top: number; width: number; height: number },
): Uint8ClampedArray<ArrayBuffer> {
  const part = new Uint8ClampedArray(area.width * area.height * 4);
  for (let row = 0; row < area.height; row++) {
    const from = ((area.top + row) * width + area.left) * 4;
    part.set(rgba.subarray(from, from + area.width * 4), row * area.width * 4);
  }
  return part;
}
