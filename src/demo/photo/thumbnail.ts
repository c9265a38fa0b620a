/** A photo as small as a card shows it, written out: it can be kept with a product's other columns. Not what the engine reads. */

const LONGEST = 320;
const QUALITY = 0.85;

/** As a data URL. Rejects where the photo cannot be decoded. */
export async function thumbnail(photo: Blob): Promise<string> {
  const bitmap = await createImageBitmap(photo);
  try {
    const scale = Math.min(1, LONGEST / Math.max(bitmap.width, bitmap.height));
    const canvas = document.createElement('canvas');
    canvas.width = Math.max(1, Math.round(bitmap.width * scale));
    canvas.height = Math.max(1, Math.round(bitmap.height * scale));
    const brush = canvas.getContext('2d')!;
    // A JPEG has no holes.
    brush.fillStyle = '#ffffff';
    brush.fillRect(0, 0, canvas.width, canvas.height);
    brush.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
    return canvas.toDataURL('image/jpeg', QUALITY);
  } finally {
    bitmap.close();
  }
}
