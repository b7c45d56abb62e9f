// A place by pressing: the last press for a point, one vertex a press for lines and areas; a vertex can be dragged.
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useThemeMode } from '../../app/theme.tsx';
import { Nothing } from '../../kit/index.tsx';
import { canDraw, openMap, type MapPort } from './port.ts';

type XY = [number, number];
export function MapPick({ kind, at, onChange }: { kind: 'point' | 'line' | 'area'; at: XY[]; onChange: (at: XY[]) => void }) {
  const { t } = useTranslation();
  const { mode } = useThemeMode();
  const box = useRef<HTMLDivElement>(null);
  const port = useRef<MapPort | null>(null);
  const now = useRef(at);
  now.current = at;
  const tell = useRef(onChange);
  tell.current = onChange;
  useEffect(() => {
    if (!box.current || !canDraw()) return undefined;
    const p = openMap(box.current, mode, { at: now.current[0], zoom: now.current.length ? 12 : 8.2, press: (x) => tell.current(kind === 'point' ? [x] : [...now.current, x]),
      drag: (i, x) => tell.current(now.current.map((old, n) => (n === i ? x : old))) });
    port.current = p;
    p.setPath(now.current, kind === 'area');
    return () => p.remove();
  }, [mode, kind]);
  useEffect(() => { port.current?.setPath(at, kind === 'area'); }, [at, kind]);
  if (!canDraw()) return <Nothing>{t('map.no_webgl')}</Nothing>;
  return <div className="mapbox" style={{ height: '100%' }}><div ref={box} /><span className="drawhint">{t(`map.draw_${kind}`)}</span>{kind !== 'point' && at.length > 0 && <button type="button" className="btn mapnote" onClick={() => onChange(at.slice(0, -1))}>{t('map.undo')}</button>}</div>;
}
