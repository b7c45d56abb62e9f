// The map behind a small port, so that a projection-bound customer can be served by another library.
import * as maplibregl from 'maplibre-gl';
import type { GeoJSONSource, LayerSpecification, MapMouseEvent, StyleSpecification, VectorTileSource } from 'maplibre-gl';
// Without the worker named once, a production build shows an empty map.
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url';
import 'maplibre-gl/dist/maplibre-gl.css';
import { labelPoint } from '../../kit/sketch.tsx';
import { colours } from '../../../gen/theme.ts';
import { kSymbols, type SymbolName } from '../../../parts/symbolPaths.ts';

maplibregl.setWorkerUrl(workerUrl);
type XY = [number, number];
export type Mode = 'light' | 'dark';
export interface MapHit { type: string; id: string; label: string }
export interface MapPort {
  setLayer: (name: string, data: object | null, symbol: SymbolName) => void;
  /** A layer drawn from the server's tiles, which show what is there now. @param url of its TileJSON; @param stamp another one fetches them again */
  setTiles: (name: string, url: string | null, symbol: SymbolName, stamp: number) => void;
  setPath: (at: XY[], closed: boolean) => void;
  /** Data with layers of its own, drawn under the symbols in the order of their first setting. */
  setOwn: (name: string, data: object, layers: OwnLayer[]) => void;
  view: () => { at: XY; zoom: number };
  goTo: (at: XY, zoom?: number) => void;
  select: (id: string | null) => void;
  remove: () => void;
}

/** A layer without its source: that is the name it is set under. */
export type OwnLayer = LayerSpecification extends infer L ? (L extends { source: string } ? Omit<L, 'source' | 'id'> & { id: string } : never) : never;

let drawable: boolean | undefined;
/** Whether this browser draws WebGL 2. Asked once: each answer costs a context, and the oldest is taken away when there are too many. */
export function canDraw(): boolean {
  try { drawable ??= document.createElement('canvas').getContext('webgl2') !== null; } catch { drawable = false; }
  return drawable;
}

function style(mode: Mode): StyleSpecification {
  const k = colours[mode];
  const base = (name: string) => ({ type: 'geojson' as const, data: `${location.origin}/map/base/${name}.geojson` });
  return {
    version: 8, sources: { counties: base('counties'), rivers: base('rivers'), lakes: base('lakes'), names: { type: 'geojson', data: { type: 'FeatureCollection', features: [] } }, path: { type: 'geojson', data: { type: 'FeatureCollection', features: [] } } },
    layers: [
      { id: 'bg', type: 'background', paint: { 'background-color': k.bg } },
      { id: 'land', type: 'fill', source: 'counties', paint: { 'fill-color': k.land } },
      { id: 'lakes', type: 'fill', source: 'lakes', paint: { 'fill-color': k['water-2'] } },
      { id: 'rivers', type: 'line', source: 'rivers', layout: { 'line-join': 'round', 'line-cap': 'round' }, paint: { 'line-color': k['water-2'], 'line-width': ['interpolate', ['linear'], ['zoom'], 7, 1.5, 12, 7] } },
      { id: 'counties', type: 'line', source: 'counties', paint: { 'line-color': k['line-2'], 'line-dasharray': [3, 3] } },
      { id: 'county-names', type: 'symbol', source: 'names', layout: { 'text-field': ['get', 'name'], 'text-size': 13, 'text-font': ['sans'], 'text-allow-overlap': true, 'text-ignore-placement': true }, paint: { 'text-color': k['ink-3'], 'text-halo-color': k.land, 'text-halo-width': 1.5 } },
      { id: 'path-fill', type: 'fill', source: 'path', filter: ['==', ['geometry-type'], 'Polygon'], paint: { 'fill-color': k.accent, 'fill-opacity': 0.12 } },
      { id: 'path-line', type: 'line', source: 'path', paint: { 'line-color': k.accent, 'line-width': 2 } },
      { id: 'path-points', type: 'circle', source: 'path', filter: ['==', ['geometry-type'], 'Point'], paint: { 'circle-radius': 5, 'circle-color': k.accent, 'circle-stroke-color': k.surface, 'circle-stroke-width': 2 } },
    ],
  };
}

function drawSymbol(name: SymbolName, mode: Mode, solid: boolean): ImageData {
  const k = colours[mode];
  const c = document.createElement('canvas');
  const size = 44;
  [c.width, c.height] = [size, size];
  const g = c.getContext('2d')!;
  g.scale(size / 24, size / 24);
  const [outline, inner] = kSymbols[name];
  g.lineWidth = 1.4;
  g.lineCap = g.lineJoin = 'round';
  g.fillStyle = solid ? k.ink : k.surface;
  g.strokeStyle = k.ink;
  g.fill(new Path2D(outline));
  g.stroke(new Path2D(outline));
  g.strokeStyle = solid ? k.surface : k.ink;
  g.stroke(new Path2D(inner));
  return g.getImageData(0, 0, size, size);
}

interface Tiled { url: string; symbol: SymbolName; stamp: number }
const kTileParts = ['fill', 'line', 'label', 'point', 'cluster', 'count'];
/** How a type's tiles are drawn (docs/design/features-and-tiles.md): neighbours far out as one circle with their number. */
function tileLayers(name: string, icon: never, k: (typeof colours)[Mode]): LayerSpecification[] {
  const of = (part: string, layer = name) => ({ id: `t-${name}-${part}`, source: `t-${name}`, 'source-layer': layer });
  const text = { 'text-size': 12, 'text-font': ['sans'], 'text-optional': true };
  const ink = { 'text-color': k.ink, 'text-halo-color': k.land, 'text-halo-width': 1.5 };
  const single = ['all', ['==', ['geometry-type'], 'Point'], ['!', ['has', 'cluster']]];
  return [
    { ...of('fill'), type: 'fill', filter: ['==', ['geometry-type'], 'Polygon'], paint: { 'fill-color': k.ink, 'fill-opacity': 0.06 } },
    { ...of('line'), type: 'line', filter: ['!=', ['geometry-type'], 'Point'], paint: { 'line-color': k.ink, 'line-width': 2 } },
    { ...of('label', `${name}_label`), type: 'symbol', minzoom: 10, layout: { 'text-field': ['get', 'label'], ...text }, paint: ink },
    { ...of('point'), type: 'symbol', filter: single as never, layout: { 'icon-image': icon, 'icon-allow-overlap': ['step', ['zoom'], false, 12, true] as never, 'text-field': ['step', ['zoom'], '', 13, ['get', 'label']], 'text-variable-anchor': ['left', 'right', 'bottom', 'top'], 'text-radial-offset': 1.2, 'text-justify': 'auto', ...text }, paint: ink },
    { ...of('cluster'), type: 'circle', filter: ['has', 'cluster'], paint: { 'circle-radius': ['interpolate', ['linear'], ['log10', ['get', 'point_count']], 0, 9, 2, 15, 4, 24], 'circle-color': k.surface, 'circle-stroke-color': k.ink, 'circle-stroke-width': 1.4 } },
    { ...of('count'), type: 'symbol', filter: ['has', 'cluster'], layout: { 'text-field': ['to-string', ['get', 'point_count']], 'text-size': 11, 'text-font': ['sans'], 'text-allow-overlap': true, 'text-ignore-placement': true }, paint: { 'text-color': k.ink } },
  ];
}

/** West, south, east, north of everything. */
function boundsOf(features: { geometry?: unknown }[]): [number, number, number, number] {
  const box: [number, number, number, number] = [180, 90, -180, -90];
  const walk = (x: unknown) => {
    if (!Array.isArray(x)) return;
    if (typeof x[0] === 'number') {
      const [lng, lat] = x as XY;
      box[0] = Math.min(box[0], lng); box[1] = Math.min(box[1], lat); box[2] = Math.max(box[2], lng); box[3] = Math.max(box[3], lat);
    } else x.forEach(walk);
  };
  for (const f of features) walk((f.geometry as { coordinates?: unknown } | null)?.coordinates);
  return box;
}

export function openMap(box: HTMLElement, mode: Mode, o: { at?: XY | undefined; zoom?: number; ready?: () => void; hit?: (h: MapHit | null) => void; press?: (at: XY) => void; /** A vertex of the path was dragged. */ drag?: (index: number, at: XY) => void; moved?: (at: XY, zoom: number) => void; /** Each step of a move, to keep a second map in the same place. */ moving?: (at: XY, zoom: number) => void; /** Own layers whose features answer a press. */ own?: string[] }): MapPort {
  const font = getComputedStyle(document.documentElement).getPropertyValue('--font') || 'sans-serif';
  const map = new maplibregl.Map({ container: box, style: style(mode), center: o.at ?? [112.5, 30.1], zoom: o.zoom ?? 8.2, attributionControl: false, localIdeographFontFamily: font, dragRotate: false, fadeDuration: 0 });
  map.addControl(new maplibregl.ScaleControl({ unit: 'metric' }), 'bottom-left');
  map.addControl(new maplibregl.NavigationControl({ showCompass: false }), 'top-right');
  const layers = new Map<string, { data: object; symbol: SymbolName }>();
  const tiled = new Map<string, Tiled>();
  const own = new Map<string, { data: object; layers: OwnLayer[] }>();
  const addOwn = (name: string) => {
    const o_ = own.get(name)!;
    const source = map.getSource(`o-${name}`) as GeoJSONSource | undefined;
    if (source) { source.setData(o_.data as never); return; }
    map.addSource(`o-${name}`, { type: 'geojson', data: o_.data as never });
    for (const l of o_.layers) map.addLayer({ ...l, id: `o-${name}-${l.id}`, source: `o-${name}` } as LayerSpecification, 'path-fill');
  };
  let loaded = false;
  let selected: string | null = null;
  const k = colours[mode];
  const addImages = (symbol: SymbolName) => { for (const solid of [false, true]) if (!map.hasImage(`${symbol}${solid ? '-on' : ''}`)) map.addImage(`${symbol}${solid ? '-on' : ''}`, drawSymbol(symbol, mode, solid), { pixelRatio: 2 }); };
  const iconOf = (symbol: SymbolName) => ['case', ['==', ['get', 'id'], selected ?? ''], `${symbol}-on`, symbol] as never;
  const addTiled = (name: string) => {
    const l = tiled.get(name)!;
    addImages(l.symbol);
    const source = map.getSource(`t-${name}`) as VectorTileSource | undefined;
    if (source) { source.setUrl(l.url); return; }
    map.addSource(`t-${name}`, { type: 'vector', url: l.url });
    for (const layer of tileLayers(name, iconOf(l.symbol), k)) map.addLayer(layer, layer.type === 'fill' || layer.type === 'line' ? 'path-fill' : undefined);
  };
  const dropTiled = (name: string) => {
    tiled.delete(name);
    for (const part of kTileParts) if (map.getLayer(`t-${name}-${part}`)) map.removeLayer(`t-${name}-${part}`);
    if (map.getSource(`t-${name}`)) map.removeSource(`t-${name}`);
  };
  const add = (name: string) => {
    const l = layers.get(name);
    if (!l) return;
    const id = `d-${name}`;
    addImages(l.symbol);
    const source = map.getSource(id) as GeoJSONSource | undefined;
    if (source) { source.setData(l.data as never); return; }
    map.addSource(id, { type: 'geojson', data: l.data as never });
    map.addLayer({ id: `${id}-fill`, type: 'fill', source: id, filter: ['==', ['geometry-type'], 'Polygon'], paint: { 'fill-color': k.ink, 'fill-opacity': 0.06 } }, 'path-fill');
    map.addLayer({ id: `${id}-line`, type: 'line', source: id, filter: ['!=', ['geometry-type'], 'Point'], paint: { 'line-color': k.ink, 'line-width': 2 } }, 'path-fill');
    map.addLayer({ id: `${id}-point`, type: 'symbol', source: id, filter: ['==', ['geometry-type'], 'Point'], layout: {
      'icon-image': ['case', ['==', ['get', 'id'], selected ?? ''], `${l.symbol}-on`, l.symbol], 'icon-allow-overlap': ['step', ['zoom'], false, 10, true] as never,
      'text-field': ['step', ['zoom'], ['coalesce', ['get', 'text'], ''], 10, ['coalesce', ['get', 'text'], ['get', 'label']]], 'text-size': 12, 'text-variable-anchor': ['left', 'right', 'bottom', 'top'], 'text-radial-offset': 1.2, 'text-justify': 'auto', 'text-optional': true, 'text-font': ['sans'] }, paint: { 'text-color': k.ink, 'text-halo-color': k.land, 'text-halo-width': 1.5 } });
  };
  // What is drawn last is given its place first: stages and incidents before stores and teams.
  const raise = () => { for (const name of ['gauge', 'dike_incident']) if (map.getLayer(`d-${name}-point`)) map.moveLayer(`d-${name}-point`, 'path-fill'); };
  // A county of several parts, or cut by tiles, would carry its name once per piece: one point each instead.
  const nameCounties = async () => {
    const r = await fetch('/map/base/counties.geojson', { credentials: 'same-origin' });
    if (!r.ok) return;
    const { features } = (await r.json()) as { features: Parameters<typeof labelPoint>[0][] };
    if (!o.at && features.length) map.fitBounds(boundsOf(features), { padding: 20, duration: 0 });
    const points = features.flatMap((f) => { const at = labelPoint(f); return at ? [{ type: 'Feature', properties: f.properties, geometry: { type: 'Point', coordinates: at } }] : []; });
    (map.getSource('names') as GeoJSONSource | undefined)?.setData({ type: 'FeatureCollection', features: points } as never);
  };
  map.on('load', () => { loaded = true; void nameCounties().catch(() => { /* the map is usable without names */ }); for (const n of own.keys()) addOwn(n); for (const n of layers.keys()) add(n); for (const n of tiled.keys()) addTiled(n); raise(); o.ready?.(); });
  map.on('click', (e: MapMouseEvent) => {
    const ids = [...layers.keys()].flatMap((n) => [`d-${n}-point`, `d-${n}-line`]).concat([...tiled.keys()].flatMap((n) => ['point', 'label', 'line', 'cluster'].map((part) => `t-${n}-${part}`)), o.own ?? []).filter((id) => map.getLayer(id));
    const f = map.queryRenderedFeatures([[e.point.x - 5, e.point.y - 5], [e.point.x + 5, e.point.y + 5]], { layers: ids })[0];
    const p = f?.properties as Record<string, string> | undefined;
    if (p?.cluster) { map.easeTo({ center: e.lngLat, zoom: Math.min(map.getZoom() + 2, 13) }); return; }
    o.press?.([e.lngLat.lng, e.lngLat.lat]);
    const type = p?.type ?? f?.sourceLayer?.replace(/_label$/, '');  // a screen's own shapes are no records
    o.hit?.(p?.id && type ? { type, id: p.id, label: p.label! } : null);
  });
  map.on('mousedown', 'path-points', (e) => {
    const i = Number(e.features?.[0]?.properties.i);
    if (!o.drag || !Number.isInteger(i)) return;
    e.preventDefault();
    const follow = (x: MapMouseEvent) => o.drag?.(i, [x.lngLat.lng, x.lngLat.lat]);
    map.on('mousemove', follow);
    map.once('mouseup', () => map.off('mousemove', follow));
  });
  if (o.drag) { map.on('mouseenter', 'path-points', () => { map.getCanvas().style.cursor = 'move'; }); map.on('mouseleave', 'path-points', () => { map.getCanvas().style.cursor = ''; }); }
  // A move made from outside is not told back: two maps that follow each other would never rest.
  let quiet = false;
  map.on('move', () => { if (!quiet && o.moving) { const c = map.getCenter(); o.moving([c.lng, c.lat], map.getZoom()); } });
  map.on('moveend', () => { const c = map.getCenter(); o.moved?.([c.lng, c.lat], map.getZoom()); });
  return {
    setLayer: (name, data, symbol) => {
      if (data) { layers.set(name, { data, symbol }); if (loaded) { add(name); raise(); } return; }
      layers.delete(name);
      for (const part of ['point', 'line', 'fill']) if (map.getLayer(`d-${name}-${part}`)) map.removeLayer(`d-${name}-${part}`);
      if (map.getSource(`d-${name}`)) map.removeSource(`d-${name}`);
    },
    setTiles: (name, url, symbol, stamp) => {
      if (url === null) { if (tiled.has(name)) dropTiled(name); return; }
      const was = tiled.get(name);
      if (was?.url === url && was.stamp === stamp) return;
      tiled.set(name, { url, symbol, stamp });
      if (loaded) { addTiled(name); raise(); }
    },
    setPath: (at, closed) => {
      const draw = () => {
        const features: object[] = at.map((p, i) => ({ type: 'Feature', properties: { i }, geometry: { type: 'Point', coordinates: p } }));
        if (at.length > 1) features.push({ type: 'Feature', properties: {}, geometry: closed && at.length > 2 ? { type: 'Polygon', coordinates: [[...at, at[0]]] } : { type: 'LineString', coordinates: at } });
        (map.getSource('path') as GeoJSONSource | undefined)?.setData({ type: 'FeatureCollection', features } as never);
      };
      if (loaded) draw(); else map.once('load', draw);
    },
    setOwn: (name, data, layers_) => { if (own.get(name)?.data === data) return; own.set(name, { data, layers: layers_ }); if (loaded) { addOwn(name); raise(); } },
    view: () => { const c = map.getCenter(); return { at: [c.lng, c.lat], zoom: map.getZoom() }; },
    goTo: (at, zoom) => { quiet = true; map.jumpTo({ center: at, zoom: zoom ?? Math.max(map.getZoom(), 11) }); quiet = false; },
    select: (id) => {
      selected = id;
      if (!loaded) return;
      for (const [n, l] of tiled) if (map.getLayer(`t-${n}-point`)) map.setLayoutProperty(`t-${n}-point`, 'icon-image', iconOf(l.symbol));
      for (const [n, l] of layers) if (map.getLayer(`d-${n}-point`)) map.setLayoutProperty(`d-${n}-point`, 'icon-image', ['case', ['==', ['get', 'id'], id ?? ''], `${l.symbol}-on`, l.symbol]);
    },
    remove: () => map.remove(),
  };
}
