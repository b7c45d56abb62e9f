import { useMemo, useRef } from 'react';
import type { GaugeNow, Rec } from '../api/types.ts';
import { linesOver, SymbolPaths } from '../parts/index.ts';
import { useSize } from '../parts/width.ts';
import type { Ground } from './data.ts';
import { frameOf, middleOf, pathOf, projector, type Point } from './map.ts';

export interface CityMapProps { ground: Ground | null; incidents: Rec[]; gauges: GaugeNow[]; kindOf: (kind: string) => string }

/** Land, water, dikes inked where the river stands over them, gauges and trouble. A sketch, and the head says so. */
export function CityMap({ ground, incidents, gauges, kindOf }: CityMapProps) {
  const box = useRef<HTMLDivElement>(null);
  const { width, height } = useSize(box, { width: 1000, height: 600 });
  const frame = useMemo(() => (ground ? frameOf(ground.counties) : null), [ground]);
  const at = useMemo(() => (frame ? projector(frame, width, height) : null), [frame, width, height]);
  const land = useMemo(() => (ground && at ? {
    counties: ground.counties.map((c) => ({ d: pathOf(c.geometry, at), name: String(c.properties?.name ?? '').replace(/[市县区]$/, ''), middle: at(middleOf(c.geometry)) })),
    water: [...ground.rivers, ...ground.lakes].map((r) => ({ d: pathOf(r.geometry, at), lake: r.geometry.type.endsWith('Polygon'), main: /长江/.test(String(r.properties?.name ?? '')) })),
  } : null), [ground, at]);
  return (
    <div ref={box} className="mapbox">
      {land && at && ground && (
        <svg width={width} height={height} viewBox={`0 0 ${width} ${height}`} fontSize="28" aria-hidden="true">
          {land.counties.map((c, i) => <path key={i} d={c.d} fill="var(--land)" stroke="var(--line-2)" strokeWidth="1.2" strokeLinejoin="round" />)}
          {land.water.map((w, i) => <path key={i} d={w.d} fill={w.lake ? 'var(--water-soft)' : 'none'} stroke="var(--water-2)" strokeWidth={w.lake ? 1 : w.main ? 8 : 3} strokeLinejoin="round" strokeLinecap="round" />)}
          {ground.sections.map((s) => s.geometry && (
            <path key={s.id} d={pathOf(s.geometry, at)} fill="none" stroke="var(--ink)" strokeLinecap="round"
              strokeWidth={[0, 2, 4.5, 6.5][linesOver(s, gauges.find((g) => g.id === s.fields.control_gauge))]} />
          ))}
          {land.counties.map((c, i) => <text key={i} x={c.middle[0]} y={c.middle[1]} textAnchor="middle" fill="var(--ink-2)" className="landhalo">{c.name}</text>)}
          {ground.gauges.filter((g) => g.fields.is_key && g.geometry?.type === 'Point').map((g) => <Plate key={g.id} at={at(g.geometry!.coordinates as Point)} name="gauge" size={30} />)}
          {incidents.filter((r) => r.geometry?.type === 'Point').slice(0, 30).map((r, i) => (
            <g key={r.id}>
              <Plate at={at(r.geometry!.coordinates as Point)} name="incident" size={i === 0 ? 44 : 36} solid={i === 0} />
              {i === 0 && <Label at={at(r.geometry!.coordinates as Point)} text={kindOf(String(r.fields.kind))} />}
            </g>
          ))}
        </svg>
      )}
    </div>
  );
}

function Plate({ at: [x, y], name, size, solid }: { at: Point; name: 'gauge' | 'incident'; size: number; solid?: boolean }) {
  return <g transform={`translate(${x - size / 2} ${y - size / 2}) scale(${size / 24})`}><SymbolPaths name={name} solid={solid} /></g>;
}
function Label({ at: [x, y], text }: { at: Point; text: string }) {
  return <text x={x + 28} y={y + 10} fontWeight="700" fill="var(--ink)" className="landhalo">{text}</text>;
}
