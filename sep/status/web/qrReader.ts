/** Reads a QR off a picture: by the browser itself where it can, else by a decoder that is loaded for the purpose. */

/** A text, or null: no QR in sight. */
export type QrReader = (canvas: HTMLCanvasElement) => Promise<string | null>;

/** The part of the Shape Detection API that is used; TypeScript's library lacks it. */
type Detector = { detect(source: HTMLCanvasElement): Promise<readonly { readonly rawValue: string }[]> };
type DetectorClass = {
  new (options: { readonly formats: readonly string[] }): Detector;
  getSupportedFormats(): Promise<readonly string[]>;
};

/** Android and macOS bring one, faster than any script. Elsewhere it may exist and know no QR. */
async function ownReader(): Promise<QrReader | null> {
  const { BarcodeDetector: own } = globalThis as { readonly BarcodeDetector?: DetectorClass };
  try {
    if (!own || !(await own.getSupportedFormats()).includes('qr_code')) return null;
    const detector = new own({ formats: ['qr_code'] });
    return async (canvas) => (await detector.detect(canvas))[0]?.rawValue ?? null;
  } catch {
    return null;
  }
}

/** For one picture, milliseconds: a phone of years ago has a breath between two. */
const patience = 120;

async function scriptReader(): Promise<QrReader> {
  const { decodeQR } = await import('qr/decode.js');
  return async (canvas) => {
    const context = canvas.getContext('2d', { willReadFrequently: true });
    if (!context) return null;
    const { width, height, data } = context.getImageData(0, 0, canvas.width, canvas.height);
    try {
      return decodeQR({ width, height, data }, { timeLimit: patience });
    } catch {
      // What it throws is «not found», in many words.
      return null;
    }
  };
}

/** Rejects when the decoder can't be loaded. */
export const openQrReader = async (): Promise<QrReader> => (await ownReader()) ?? scriptReader();
