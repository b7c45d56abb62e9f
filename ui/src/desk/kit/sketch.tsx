// A sketch of the city in SVG: base lines from the server, symbols on top. Not a map; says so.
import { placeLabels } from './labels.ts';
import { useQuery } from '@tanstack/react-query';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { SymbolPaths, type SymbolName } from '../../parts/index.ts';
import { useWidth } from '../../parts/width.ts';

type XY = [number, number];
interface Feature { geometry: { type: string; coordinates: unknown } | null; properties: Record<string, unknown> }
export interface SketchMark { id: string; at: XY; symbol: SymbolName; label: string; solid?: boolean }

export function useBase(name: string) {
  return useQuery({
    queryKey: ['base', name], staleTime: Infinity, retry: false,
    queryFn: async () => {
      const r = await fetch(api.mapBaseUrl(name), { credentials: 'same-origin' });
      return r.ok ? ((await r.json()) as { features: Feature[] }).features : [];
    },
  });
}
/** The lines of any geometry. */
export function linesOf(g: { type: string; coordinates: unknown } | null): XY[][] {
  if (!g) return [];
  switch (g.type) {
    case 'Point': return [[g.coordinates as XY]];
    case 'LineString': case 'MultiPoint': return [g.coordinates as XY[]];
    case 'Polygon': case 'MultiLineString': return g.coordinates as XY[][];
    case 'MultiPolygon': return (g.coordinates as XY[][][]).flat();
    default: return [];
  }
}
/** Metres between two places, on a sphere. */
export function metresBetween([x1, y1]: XY, [x2, y2]: XY): number {
  const rad = Math.PI / 180;
  const a = Math.sin(((y2 - y1) * rad) / 2) ** 2 + Math.cos(y1 * rad) * Math.cos(y2 * rad) * Math.sin(((x2 - x1) * rad) / 2) ** 2;
  return 2 * 6371008.8 * Math.asin(Math.sqrt(a));
}

export function Sketch({ centre, radius_km, marks, lines = [], height = 244 }: {
  centre: XY | null; radius_km: number; marks: SketchMark[]; lines?: XY[][]; height?: number;
}) {
  const { t } = useTranslation();
  const box = useRef<HTMLDivElement>(null);
  const width = useWidth(box, 420);
  const counties = useBase('counties').data ?? [];
  const rivers = useBase('rivers').data ?? [];
  const lakes = useBase('lakes').data ?? [];
  // The longest river is the main one.
  const reach = rivers.map((f) => linesOf(f.geometry).reduce((sum, l) => sum + l.slice(1).reduce((s, p, i) => s + metresBetween(l[i]!, p), 0), 0));
  const widest = reach.indexOf(Math.max(...reach));
  const all = counties.flatMap((f) => linesOf(f.geometry).flat());
  const [west, east] = [Math.min(...all.map((p) => p[0])), Math.max(...all.map((p) => p[0]))];
  const [south, north] = [Math.min(...all.map((p) => p[1])), Math.max(...all.map((p) => p[1]))];
  const c: XY = centre ?? (all.length ? [(west + east) / 2, (south + north) / 2] : [0, 0]);
  const perDegree = 111.32 * Math.cos((c[1] * Math.PI) / 180);
  const scale = centre || !all.length ? Math.min(width, height) / 2 / radius_km : Math.min(width / ((east - west) * perDegree), height / ((north - south) * 111.32)) * 0.96;
  const px = ([x, y]: XY): XY => [width / 2 + (x - c[0]) * perDegree * scale, height / 2 - (y - c[1]) * 111.32 * scale];
  const d = (line: XY[], close = false) => line.map((p, i) => { const [x, y] = px(p); return `${i ? 'L' : 'M'}${x.toFixed(1)} ${y.toFixed(1)}`; }).join('') + (close ? 'Z' : '');
  const bar = [1, 2, 5, 10, 20, 50].find((k) => k * scale > 36) ?? 100;
  const inView = (p: XY) => { const [x, y] = px(p); return x > 8 && x < width - 8 && y > 8 && y < height - 8; };
  const signs = marks.filter((m) => inView(m.at)).map((mark) => { const [x, y] = px(mark.at); return { id: mark.id, mark, x, y, size: mark.solid ? 22 : 18, label: mark.label, bold: mark.solid ?? false }; });
  return (
    <div ref={box} className="sketch" style={{ height }}>
      <svg width={width} height={height} viewBox={`0 0 ${width} ${height}`} fontSize="12" role="img" aria-label={t('sketch.label')}>
        <rect width={width} height={height} fill="var(--land)" />
        {counties.map((f, i) => linesOf(f.geometry).map((l, j) => <path key={`${i}-${j}`} d={d(l, true)} fill="none" stroke="var(--line-2)" strokeWidth=".8" strokeDasharray="3 3" />))}
        {lakes.map((f, i) => linesOf(f.geometry).map((l, j) => <path key={`${i}-${j}`} d={d(l, true)} fill="var(--water-2)" />))}
        {rivers.map((f, i) => linesOf(f.geometry).map((l, j) => <path key={`${i}-${j}`} d={d(l)} fill="none" stroke="var(--water-2)" strokeWidth={i === widest ? 6 : 2} strokeLinejoin="round" />))}
        {lines.map((l, i) => <path key={i} d={d(l)} fill="none" stroke="var(--ink)" strokeWidth="2.4" strokeLinejoin="round" />)}
        {counties.map((f, i) => { const at = labelPoint(f); const name = f.properties[t('sketch.name_key')] ?? f.properties.name; return at && name && inView(at) ? <text key={i} x={px(at)[0]} y={px(at)[1]} textAnchor="middle" fill="var(--ink-3)" className="halo">{String(name)}</text> : null; })}
        {signs.map(({ mark: m, x, y, size }) => <g key={m.id} transform={`translate(${x - size / 2} ${y - size / 2}) scale(${size / 24})`}><SymbolPaths name={m.symbol} solid={m.solid ?? false} /></g>)}
        {placeLabels(signs, width).map((l) => { const m = signs.find((s) => s.id === l.id)!.mark; return <text key={l.id} x={l.x} y={l.y} textAnchor={l.anchor} fontWeight={m.solid ? 700 : 400} fill="var(--ink)" className="halo">{m.label}</text>; })}
        <g transform={`translate(12 ${height - 12})`}><path d={`M0 -4v4H${bar * scale}v-4`} stroke="var(--ink-2)" fill="none" /><text x={bar * scale + 6} y="0" fill="var(--ink-2)">{bar} km</text></g>
      </svg>
    </div>
  );
}
/** The middle of a feature's largest ring, where its name stands. */
export function labelPoint(f: Feature): XY | null {
  const ring = linesOf(f.geometry).sort((a, b) => b.length - a.length)[0];
  if (!ring?.length) return null;
  return [ring.reduce((s, p) => s + p[0], 0) / ring.length, ring.reduce((s, p) => s + p[1], 0) / ring.length];
}
