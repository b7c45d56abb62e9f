// A map of what a screen of supply works out: shapes of its own under symbols, a figure being drawn, a press that gives a place.
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { SymbolName } from '../../../parts/symbolPaths.ts';
import { useThemeMode } from '../../app/theme.tsx';
import { Nothing } from '../../kit/index.tsx';
import { canDraw, openMap, type MapPort, type Mode, type OwnLayer } from '../map/port.ts';
import { kNone } from './ink.ts';
import { around, type XY } from './reckon.ts';

export interface Shapes { name: string; data: object | null; layers: (mode: Mode) => OwnLayer[] }
export interface Symbols { name: string; symbol: SymbolName; data: object | null }

export function RoadMap({ shapes, symbols = [], path, press, drag, pick, fit, go, at, own, testid, children }: {
  /** Drawn in this order; data keeps its identity until it changes. */ shapes: Shapes[]; symbols?: Symbols[];
  path?: { at: XY[]; closed: boolean } | null; press?: (at: XY) => void; drag?: (index: number, at: XY) => void; pick?: (id: string) => void;
  /** Moves so that all of it is seen, whenever it changes. */ fit?: XY[] | null; /** Moves there whenever it changes. */ go?: { at: XY; zoom?: number } | null; at?: XY | undefined; /** Layers whose shapes answer a press. */ own?: string[]; testid: string; children?: React.ReactNode;
}) {
  const { t } = useTranslation();
  const { mode } = useThemeMode();
  const box = useRef<HTMLDivElement>(null);
  const port = useRef<MapPort | null>(null);
  const told = useRef({ press, drag, pick });
  told.current = { press, drag, pick };
  const shown = useRef(new Map<string, object | null>());
  useEffect(() => {
    if (!canDraw() || !box.current) return undefined;
    shown.current = new Map();
    const map = openMap(box.current, mode, { at, zoom: at ? 11 : 8.4, own: own ?? [], press: (x) => told.current.press?.(x), drag: (i, x) => told.current.drag?.(i, x), hit: (h) => { if (h) told.current.pick?.(h.id); } });
    port.current = map;
    return () => { port.current = null; map.remove(); };
    // Opened once per theme; what it shows goes through the port.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [mode]);
  useEffect(() => {
    if (!port.current) return;
    for (const s of shapes) port.current.setOwn(s.name, s.data ?? kNone, s.layers(mode));
    for (const s of symbols) if (shown.current.get(s.name) !== s.data) { shown.current.set(s.name, s.data); port.current.setLayer(s.name, s.data ?? kNone, s.symbol); }
  });
  useEffect(() => { port.current?.setPath(path?.at ?? [], path?.closed ?? false); }, [path, mode]);
  useEffect(() => { if (go) port.current?.goTo(go.at, go.zoom); }, [go, mode]);
  useEffect(() => { const b = box.current; if (fit && b) { const view = around(fit, b.clientWidth, b.clientHeight); if (view) port.current?.goTo(view.at, view.zoom); } }, [fit, mode]);
  if (!canDraw()) return <Nothing>{t('map.no_webgl')}</Nothing>;
  return <div className={`mapbox compare ${path ? 'drawing' : ''}`}><div ref={box} data-testid={testid} />{children}</div>;
}
