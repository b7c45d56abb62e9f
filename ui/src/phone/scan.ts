// Reads a QR code: by the browser where it can, else by jsQR, which is fetched only then.
type Read = (source: HTMLVideoElement | ImageBitmap) => Promise<string | null>;
interface Detector { detect: (source: CanvasImageSource) => Promise<{ rawValue: string }[]> }

async function ownDetector(): Promise<Detector | null> {
  const Barcode = (globalThis as { BarcodeDetector?: (new (o: { formats: string[] }) => Detector) & { getSupportedFormats?: () => Promise<string[]> } }).BarcodeDetector;
  if (!Barcode) return null;
  // Some systems have the interface and no formats behind it.
  const formats = await Barcode.getSupportedFormats?.().catch((): string[] => []);
  return formats?.includes('qr_code') ? new Barcode({ formats: ['qr_code'] }) : null;
}

/** Longest side that is looked at: enough for a code that fills a third of the picture. */
const kSide = 900;
function pixels(source: HTMLVideoElement | ImageBitmap): ImageData | null {
  const [w, h] = source instanceof HTMLVideoElement ? [source.videoWidth, source.videoHeight] : [source.width, source.height];
  if (!w || !h) return null;
  const scale = Math.min(1, kSide / Math.max(w, h));
  const canvas = document.createElement('canvas');
  canvas.width = Math.round(w * scale);
  canvas.height = Math.round(h * scale);
  const g = canvas.getContext('2d', { willReadFrequently: true });
  g?.drawImage(source, 0, 0, canvas.width, canvas.height);
  return g?.getImageData(0, 0, canvas.width, canvas.height) ?? null;
}

/** A function that finds the text of a code in a picture; null while there is none. */
export async function reader(): Promise<Read> {
  const detector = await ownDetector();
  if (detector) return async (source) => (await detector.detect(source))[0]?.rawValue ?? null;
  const { default: jsQR } = await import('jsqr');
  return async (source) => {
    const image = pixels(source);
    return image ? jsQR(image.data, image.width, image.height)?.data || null : null;
  };
}
export async function readImage(file: Blob): Promise<string | null> {
  const bitmap = await createImageBitmap(file);
  try { return await (await reader())(bitmap); } finally { bitmap.close(); }
}
