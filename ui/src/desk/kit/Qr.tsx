// A QR code as one path: sharp in print at any size.

const kQuiet = 4;  // modules around it (ISO/IEC 18004)
/** The dark modules as an SVG path in a box of `size`, quiet zone included; neighbours in a row are one stroke. @param rows of 1 and 0 */
export function qrPath(rows: string[]): { path: string; size: number } {
  const path = rows.flatMap((row, y) => [...row.matchAll(/1+/g)].map((m) => `M${m.index + kQuiet} ${y + kQuiet}h${m[0].length}v1h-${m[0].length}z`)).join('');
  return { path, size: rows.length + 2 * kQuiet };
}
export function Qr({ rows, text, mm }: { rows: string[]; text: string; mm: number }) {
  const { path, size } = qrPath(rows);
  return <svg viewBox={`0 0 ${size} ${size}`} style={{ width: `${mm}mm`, height: `${mm}mm`, flex: 'none', background: 'var(--raised)' }} role="img" aria-label={text} data-testid="qr"><path d={path} fill="currentColor" shapeRendering="crispEdges" /></svg>;
}
