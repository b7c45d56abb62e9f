// A place by coordinates, or by pressing on the map.
import { Modal } from 'antd';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Geometry } from '../../api/types.ts';
import { Loading } from '../kit/index.tsx';
import { isUnreadable, type Unreadable } from './expr.ts';

const MapPick = lazy(async () => ({ default: (await import('../screens/map/MapPick.tsx')).MapPick }));
type Pair = [number, number];

/** The vertices of a point, line or outer ring. */
export function vertices(g: Geometry | Unreadable | null): Pair[] {
  if (!g || isUnreadable(g)) return [];
  if (g.type === 'Point') return [g.coordinates as Pair];
  if (g.type === 'LineString') return g.coordinates as Pair[];
  if (g.type === 'Polygon') return (g.coordinates as Pair[][])[0]?.slice(0, -1) ?? [];
  return [];
}
export function geometryOf(kind: 'point' | 'line' | 'area', at: Pair[]): Geometry | null {
  if (kind === 'point') return at.length ? { type: 'Point', coordinates: at[at.length - 1] } : null;
  if (kind === 'line') return at.length > 1 ? { type: 'LineString', coordinates: at } : null;
  return at.length > 2 ? { type: 'Polygon', coordinates: [[...at, at[0]]] } : null;
}
/** Longitude and latitude, one pair a line, in whichever order: China's longitudes are over 70, its latitudes under 55. */
export function readPairs(text: string): Pair[] | undefined {
  const out: Pair[] = [];
  for (const line of text.split(/\n|;|；/)) {
    if (line.trim() === '') continue;
    const n = line.match(/-?\d+(\.\d+)?/g)?.map(Number) ?? [];
    if (n.length !== 2) return undefined;
    const [a, b] = n as Pair;
    const pair: Pair = Math.abs(a) <= 60 && Math.abs(b) > 70 ? [b, a] : [a, b];
    if (Math.abs(pair[0]) > 180 || Math.abs(pair[1]) > 90) return undefined;
    out.push(pair);
  }
  return out;
}
const show = (g: Geometry | Unreadable | null) => isUnreadable(g) ? g.unreadable : vertices(g).map(([x, y]) => `${x.toFixed(5)}, ${y.toFixed(5)}`).join('\n');

export function GeometryInput({ kind, value, onChange }: { kind: 'point' | 'line' | 'area'; value: Geometry | Unreadable | null; onChange: (g: Geometry | Unreadable | null) => void }) {
  const { t } = useTranslation();
  const [text, setText] = useState(show(value));
  const [map, setMap] = useState(false);
  const pairs = readPairs(text);
  const bad = text.trim() !== '' && (pairs === undefined || geometryOf(kind, pairs) === null);
  const take = (x: string) => { setText(x); const p = readPairs(x); onChange((p && geometryOf(kind, p)) ?? (x.trim() === '' ? null : { unreadable: x })); };
  return (
    <div className="col" style={{ gap: 4 }}>
      <div className="row" style={{ alignItems: 'flex-start' }}>
        {kind === 'point' ? <input className="field" value={text} placeholder="112.24130, 30.33480" aria-label={t('form.lonlat')} aria-invalid={bad || undefined} onChange={(e) => take(e.target.value)} />
          : <textarea className="field" rows={4} value={text} placeholder={t('form.pairs')} aria-label={t('form.pairs')} aria-invalid={bad || undefined} onChange={(e) => take(e.target.value)} />}
        <button type="button" className="btn" onClick={() => setMap(true)}>{t('form.on_map')}</button>
      </div>
      {bad && <span className="our xs" role="alert">{t(`form.bad_${kind}`)}</span>}
      {map && (
        <Modal open width={860} title={t('form.on_map')} onCancel={() => setMap(false)} onOk={() => setMap(false)}>
          <div style={{ height: 460 }}><Suspense fallback={<Loading />}><MapPick kind={kind} at={pairs ?? []} onChange={(p: Pair[]) => take(p.map(([x, y]) => `${x.toFixed(5)}, ${y.toFixed(5)}`).join('\n'))} /></Suspense></div>
        </Modal>
      )}
    </div>
  );
}
