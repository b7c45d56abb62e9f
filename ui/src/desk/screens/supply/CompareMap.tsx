// One map, or two in the same place with a slider between: left as it was, right as it is under what was drawn.
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useThemeMode } from '../../app/theme.tsx';
import { Nothing } from '../../kit/index.tsx';
import { canDraw, openMap, type MapPort, type OwnLayer } from '../map/port.ts';
import { areaLayers, closureLayers, kNone, placeLayers, roadLayers, siteLayers } from './ink.ts';
import { viewOf, type View, type XY } from './reckon.ts';

export interface Picture { areas: object | null; roads: object | null; places: object | null; closures: object | null; sites: object | null; stores: object | null }
interface Props {
  now: Picture; before: Picture | null;
  /** Vertices being drawn, and whether they close to an area; null when nothing is drawn. */
  path: { at: XY[]; closed: boolean } | null;
  press: (at: XY) => void; drag: (index: number, at: XY) => void; pick: (id: string) => void;
  /** The map rests there. */ rested: (view: View) => void;
  /** Told with a function that moves the map to a place. */ bind: (go: (at: XY) => void) => void;
}
const kParts: [keyof Picture & string, (mode: 'light' | 'dark') => OwnLayer[]][] = [['areas', areaLayers], ['closures', closureLayers], ['roads', roadLayers], ['places', placeLayers], ['sites', siteLayers]];

export function CompareMap(p: Props) {
  const { t } = useTranslation();
  const { mode } = useThemeMode();
  const [share, setShare] = useState(0.5);
  const boxes = [useRef<HTMLDivElement>(null), useRef<HTMLDivElement>(null)] as const;
  const ports = useRef<[MapPort | null, MapPort | null]>([null, null]);
  const shownStores = useRef<[object | null, object | null]>([null, null]);
  const [opened, setOpened] = useState(0);
  const told = useRef(p);
  told.current = p;
  const two = p.before !== null;
  const open = (i: 0 | 1) => {
    const other = () => ports.current[i === 0 ? 1 : 0];
    const seen = other()?.view();
    shownStores.current[i] = null;
    return openMap(boxes[i].current!, mode, {
      at: seen?.at, zoom: seen?.zoom ?? 8.4, own: ['o-places-dot', 'o-places-name'],
      moving: (at, zoom) => other()?.goTo(at, zoom), moved: (at, zoom) => { const b = boxes[i].current; if (i === 0 && b) told.current.rested(viewOf(at, zoom, b.clientWidth, b.clientHeight)); }, press: (at) => told.current.press(at), drag: (n, at) => told.current.drag(n, at), hit: (h) => { if (h) told.current.pick(h.id); },
    });
  };
  useEffect(() => {
    if (!canDraw() || !boxes[0].current) return undefined;
    const map = open(0);
    ports.current[0] = map;
    told.current.bind((at) => { for (const port of ports.current) port?.goTo(at, 11); });
    setOpened((n) => n + 1);
    return () => { ports.current[0] = null; map.remove(); };
    // Opened once per theme; what it shows goes through the port.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [mode]);
  useEffect(() => {
    if (!canDraw() || !two || !boxes[1].current) return undefined;
    const map = open(1);
    ports.current[1] = map;
    setOpened((n) => n + 1);
    return () => { ports.current[1] = null; map.remove(); };
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [mode, two]);
  const show = (i: 0 | 1, picture: Picture | null) => {
    const port = ports.current[i];
    if (!port || !picture) return;
    for (const [part, layers] of kParts) port.setOwn(part, picture[part] ?? kNone, layers(mode));
    if (shownStores.current[i] !== picture.stores) { shownStores.current[i] = picture.stores; port.setLayer('store', picture.stores ?? kNone, 'store'); }
  };
  useEffect(() => { show(0, p.now); show(1, p.before); });
  useEffect(() => { for (const port of ports.current) port?.setPath(p.path?.at ?? [], p.path?.closed ?? false); }, [p.path, opened]);
  if (!canDraw()) return <Nothing>{t('map.no_webgl')}</Nothing>;
  return (
    <div className={`mapbox compare ${p.path ? 'drawing' : ''}`}>
      <div ref={boxes[0]} data-testid="circle-map" />
      {two && (
        <>
          <div ref={boxes[1]} className="earlier" style={{ clipPath: `inset(0 ${(1 - share) * 100}% 0 0)` }} data-testid="circle-map-before" />
          <span className="cmpline" style={{ left: `${share * 100}%` }} aria-hidden="true" data-testid="compare-line"
            onPointerDown={(e) => { e.preventDefault(); e.currentTarget.setPointerCapture(e.pointerId); }}
            onPointerMove={(e) => { if (!e.currentTarget.hasPointerCapture(e.pointerId)) return; const r = e.currentTarget.parentElement!.getBoundingClientRect(); setShare(Math.min(1, Math.max(0, (e.clientX - r.left) / r.width))); }}><i>‹ ›</i></span>
          <span className="cmpword l" style={{ right: `calc(${(1 - share) * 100}% + 10px)` }}>{t('circle.before')}</span>
          <span className="cmpword our" style={{ left: `calc(${share * 100}% + 10px)` }}>{t('circle.after')}</span>
          <input className="cmprange" type="range" min={0} max={1} step={0.005} value={share} onChange={(e) => setShare(Number(e.target.value))} aria-label={t('circle.compare')} data-testid="compare" />
        </>
      )}
    </div>
  );
}
