// How reach looks: roads in ink by the time they take, what comes too late in violet dots, areas as paper under it, places with their minutes.
import { colours } from '../../../gen/theme.ts';
import type { Mode, OwnLayer } from '../map/port.ts';

export const kNone = { type: 'FeatureCollection', features: [] };
const font = ['sans bold'];

export function areaLayers(mode: Mode): OwnLayer[] {
  return [{ id: 'fill', type: 'fill', paint: { 'fill-color': colours[mode].surface, 'fill-opacity': 0.7 } }];
}

const width = (thin: number, thick: number) => ['interpolate', ['exponential', 1.6], ['zoom'], 7, thin, 12, thick] as never;
export function roadLayers(mode: Mode): OwnLayer[] {
  const k = colours[mode];
  const of = (ink: string) => ['==', ['get', 'ink'], ink] as never;
  const round = { 'line-cap': 'round', 'line-join': 'round' } as const;
  return [
    { id: 'beyond', type: 'line', filter: of('beyond'), layout: round, paint: { 'line-color': k.ours, 'line-width': width(0.7, 2), 'line-dasharray': [0.1, 3], 'line-opacity': ['interpolate', ['linear'], ['zoom'], 8, 0.45, 11, 1] as never } },
    { id: 'full', type: 'line', filter: of('full'), layout: round, paint: { 'line-color': k['ink-3'], 'line-width': width(0.6, 1.6) } },
    { id: 'half', type: 'line', filter: of('half'), layout: round, paint: { 'line-color': k['ink-2'], 'line-width': width(1.2, 3.4) } },
    { id: 'quarter', type: 'line', filter: of('quarter'), layout: round, paint: { 'line-color': k.ink, 'line-width': width(2.4, 5.5) } },
  ];
}

/** Water that is drawn or on record, and roads that are cut. */
export function closureLayers(mode: Mode): OwnLayer[] {
  const k = colours[mode];
  const is = (kind: string) => ['==', ['geometry-type'], kind] as never;
  return [
    { id: 'water', type: 'fill', filter: is('Polygon'), paint: { 'fill-color': k['water-2'], 'fill-opacity': 0.55 } },
    { id: 'edge', type: 'line', filter: is('Polygon'), paint: { 'line-color': k.water, 'line-width': 1.5 } },
    { id: 'cut', type: 'line', filter: is('LineString'), layout: { 'line-cap': 'butt' }, paint: { 'line-color': k.ours, 'line-width': 4, 'line-dasharray': [1, 0.8] } },
    { id: 'point', type: 'circle', filter: is('Point'), paint: { 'circle-radius': 6, 'circle-color': k.surface, 'circle-stroke-color': k.ours, 'circle-stroke-width': 2.5 } },
  ];
}

export function placeLayers(mode: Mode): OwnLayer[] {
  const k = colours[mode];
  const inside = ['==', ['get', 'look'], 'in'] as never;
  const colour = ['case', inside, k.ink, k.ours] as never;
  return [
    { id: 'dot', type: 'circle', paint: { 'circle-radius': ['interpolate', ['linear'], ['zoom'], 7, ['case', inside, 2, 3], 12, ['case', inside, 4, 5]] as never, 'circle-color': ['case', inside, k.ink, k.surface] as never, 'circle-stroke-color': colour, 'circle-stroke-width': 1.6 } },
    { id: 'name', type: 'symbol', layout: { 'text-field': ['get', 'text'], 'text-font': font, 'text-size': 12, 'text-variable-anchor': ['left', 'right', 'bottom', 'top'], 'text-radial-offset': 0.6, 'text-justify': 'auto', 'symbol-sort-key': ['case', inside, ['get', 'rank'], ['-', ['get', 'rank'], 10_000_000]] as never }, paint: { 'text-color': colour, 'text-halo-color': k.land, 'text-halo-width': 1.6 } },
  ];
}

/** Proposed places, numbered. */
export function siteLayers(mode: Mode): OwnLayer[] {
  const k = colours[mode];
  return [
    { id: 'disc', type: 'circle', paint: { 'circle-radius': 11, 'circle-color': k.accent, 'circle-stroke-color': k.surface, 'circle-stroke-width': 2 } },
    { id: 'number', type: 'symbol', layout: { 'text-field': ['get', 'number'], 'text-font': font, 'text-size': 13, 'text-allow-overlap': true, 'text-ignore-placement': true }, paint: { 'text-color': k['on-accent'] } },
    { id: 'gain', type: 'symbol', layout: { 'text-field': ['get', 'text'], 'text-font': font, 'text-size': 12, 'text-anchor': 'left', 'text-offset': [1.2, 0], 'text-allow-overlap': true }, paint: { 'text-color': k['accent-ink'], 'text-halo-color': k.land, 'text-halo-width': 2 } },
  ];
}

/** Ways of people who move: thin ink, the chosen one thick over the others. */
export function movedLayers(mode: Mode): OwnLayer[] {
  const k = colours[mode];
  const round = { 'line-cap': 'round', 'line-join': 'round' } as const;
  const on = ['==', ['get', 'on'], true] as never;
  return [
    { id: 'way', type: 'line', layout: round, paint: { 'line-color': k['ink-2'], 'line-width': width(1.2, 3) } },
    { id: 'chosen', type: 'line', filter: on, layout: round, paint: { 'line-color': k.accent, 'line-width': width(3, 6) } },
  ];
}
