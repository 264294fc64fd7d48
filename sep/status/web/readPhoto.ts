/** Finds a receipt's QR on a photo, however large the photo is and however small the QR on it. */
import type { QrReader } from './qrReader.ts';

/** Longest sides at which it is looked for: the middle one finds most, pixels. */
const sides = [1_400, 800, 2_400] as const;

/** A text, or null: no QR is found. Rejects when the file is no picture. */
export async function readPhoto(file: Blob, read: QrReader): Promise<string | null> {
  // Not by an address of its own: the page's policy need not allow any.
  const image = await createImageBitmap(file);
  try {
    const longest = Math.max(image.width, image.height);
    for (const side of sides) {
      const scale = Math.min(1, side / longest);
      const canvas = document.createElement('canvas');
      canvas.width = Math.max(1, Math.round(image.width * scale));
      canvas.height = Math.max(1, Math.round(image.height * scale));
      canvas
        .getContext('2d', { willReadFrequently: true })
        ?.drawImage(image, 0, 0, canvas.width, canvas.height);
      const text = await read(canvas);
      if (text !== null) return text;
    }
    return null;
  } finally {
    image.close();
  }
}
