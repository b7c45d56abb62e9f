// A QR code as one path: sharp in print at any size.
import { encode } from 'uqr';

/** The dark modules of a code as an SVG path in a box of `size`; one row's neighbours are one stroke. */
export function qrPath(text: string): { path: string; size: number } {
  const { data, size } = encode(text, { ecc: 'M', border: 2 });
  let path = '';
  data.forEach((row, y) => {
    for (let x = 0; x < size; x++) {
      if (!row[x]) continue;
      let end = x;
      while (end < size && row[end]) end++;
      path += `M${x} ${y}h${end - x}v1h-${end - x}z`;
      x = end;
    }
  });
  return { path, size };
}
export function Qr({ text, mm }: { text: string; mm: number }) {
  const { path, size } = qrPath(text);
  return <svg viewBox={`0 0 ${size} ${size}`} style={{ width: `${mm}mm`, height: `${mm}mm`, flex: 'none' }} role="img" aria-label={text} data-testid="qr"><path d={path} fill="currentColor" shapeRendering="crispEdges" /></svg>;
}
