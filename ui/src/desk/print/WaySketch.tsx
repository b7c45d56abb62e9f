// The line of a way on paper, north up, with its ends named and a bar for its scale: no base map, so that it prints on any printer.
import type { Geometry } from '../../api/types.ts';

type XY = [number, number];
const kWidth = 560, kHeight = 210, kEdge = 26;

export function WaySketch({ line, from, to }: { line: Geometry; from: string; to: string }) {
  const at = (line.type === 'LineString' ? line.coordinates : []) as XY[];
  if (at.length < 2) return null;
  const shrink = Math.cos((at[0]![1] * Math.PI) / 180);
  const xs = at.map((p) => p[0] * shrink), ys = at.map((p) => -p[1]);
  const [left, top] = [Math.min(...xs), Math.min(...ys)];
  const span = Math.max((Math.max(...xs) - left) / (kWidth - 2 * kEdge), (Math.max(...ys) - top) / (kHeight - 2 * kEdge), 1e-9);
  const put = (i: number): XY => [kEdge + (xs[i]! - left) / span, kEdge + (ys[i]! - top) / span];
  const km = [0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50].find((k) => k / 111.32 / span > 40) ?? 100;
  const ends: [XY, string, boolean][] = [[put(0), from, false], [put(at.length - 1), to, true]];
  return (
    <svg viewBox={`0 0 ${kWidth} ${kHeight}`} style={{ width: '100%', marginTop: '6pt' }} role="img" aria-label={`${from} → ${to}`} data-testid="way-sketch">
      <polyline points={at.map((_, i) => put(i).map((x) => x.toFixed(1)).join()).join(' ')} fill="none" stroke="currentColor" strokeWidth="2.4" strokeLinejoin="round" />
      {ends.map(([p, text, end]) => <g key={text + String(end)}><circle cx={p[0]} cy={p[1]} r="5" fill={end ? 'currentColor' : 'none'} stroke="currentColor" strokeWidth="2" /><text x={p[0] < kWidth / 2 ? p[0] + 9 : p[0] - 9} y={p[1] < kHeight / 2 ? p[1] - 8 : p[1] + 16} fontSize="13" textAnchor={p[0] < kWidth / 2 ? 'start' : 'end'} fill="currentColor">{text}</text></g>)}
      <g transform={`translate(${kWidth - kEdge - km / 111.32 / span},${kHeight - 6})`}><path d={`M0-4V0H${km / 111.32 / span}V-4`} fill="none" stroke="currentColor" /><text x={km / 111.32 / span / 2} y="-5" fontSize="10" textAnchor="middle" fill="currentColor">{km} km</text></g>
    </svg>
  );
}
