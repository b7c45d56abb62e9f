// What the circle screen computes before it draws: bands, rows before and after, what was lost, drawings as conditions and as records.
import type { NewRecord } from '../../../api/client.ts';
import type { Circle, CirclePlace, Drawn, Features, Reach } from '../../../api/supply.ts';
import type { Geometry } from '../../../api/types.ts';

export type XY = [number, number];
export type Tool = 'flood' | 'close';

/** The budgets that are inked: a quarter, half and the whole, and twice it for what comes too late. */
export const bandsOf = (budget_min: number): number[] => [...new Set([budget_min / 4, budget_min / 2, budget_min, budget_min * 2].map(Math.round))];

export type Ink = 'quarter' | 'half' | 'full' | 'beyond';
const kInks: Ink[] = ['quarter', 'half', 'full', 'beyond'];
/** Reached road parts with the weight they are inked in. */
export function inked(reach: Reach): Features<{ ink: Ink }> {
  const last = reach.budgets_min.length - 1;
  if (reach.drawn_roads) return unpacked(reach.drawn_roads);
  return {
    type: 'FeatureCollection',
    features: (reach.roads?.features ?? []).flatMap((f) => {
      const band = f.properties.band;
      return band < 0 || band > last ? [] : [{ type: 'Feature' as const, geometry: f.geometry, properties: { ink: kInks[Math.min(band, 3)]! } }];
    }),
  };
}

/** Lines on a grid (docs/api/contract.md, reach with a zoom) as shapes: one per band. */
function unpacked(drawn: NonNullable<Reach['drawn_roads']>): Features<{ ink: Ink }> {
  const [[lon, lat], [dx, dy]] = [drawn.origin, drawn.step];
  const line = (n: number[]): XY[] => {
    let [x, y] = [0, 0];
    const out: XY[] = [];
    for (let i = 0; i + 1 < n.length; i += 2) { x += n[i]!; y += n[i + 1]!; out.push([lon + x * dx, lat + y * dy]); }
    return out;
  };
  return { type: 'FeatureCollection', features: drawn.bands.map((lines, band) => ({ type: 'Feature', geometry: { type: 'MultiLineString', coordinates: lines.map(line) }, properties: { ink: kInks[Math.min(band, 3)]! } })) };
}

/** Where a map must look to show all these places; null without any. */
export function around(places: XY[], width_px: number, height_px: number): { at: XY; zoom: number } | null {
  if (places.length === 0 || width_px < 1 || height_px < 1) return null;
  const xs = places.map((p) => p[0]), ys = places.map((p) => p[1]);
  const [west, south, east, north] = [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
  const at: XY = [(west + east) / 2, (south + north) / 2];
  const of_px = Math.max((east - west) / width_px, (north - south) / Math.cos((at[1] * Math.PI) / 180) / height_px, 1e-6) * 1.25;
  return { at, zoom: Math.min(14, Math.log2(360 / (512 * of_px))) };
}

/** What a map shows, in whole tiles around it, so that a small move asks nothing anew. */
export interface View { zoom: number; bbox: [number, number, number, number] }
export function viewOf(at: XY, zoom: number, width_px: number, height_px: number): View {
  const of_px = 360 / (512 * 2 ** zoom);
  const tile = 360 / 2 ** Math.floor(zoom);
  const [half_x, half_y] = [(width_px / 2) * of_px, (height_px / 2) * of_px * Math.cos((at[1] * Math.PI) / 180)];
  const down = (x: number) => Math.floor(x / tile) * tile, up = (x: number) => Math.ceil(x / tile) * tile;
  return { zoom: Math.ceil(zoom * 2) / 2, bbox: [Math.max(-180, down(at[0] - half_x)), Math.max(-85, down(at[1] - half_y)), Math.min(180, up(at[0] + half_x)), Math.min(85, up(at[1] + half_y))] };
}

/** The first store's minutes, by place. */
export const minutesOf = (circle: Circle | undefined): Map<string, number | null> => new Map((circle?.places ?? []).map((p) => [p.id, p.first?.min ?? null]));

export interface CoverRow { place: CirclePlace; before: number | null; after: number | null; store: string; /** Within the budget before, not now. */ lost: boolean }
/** Uncovered places first, those with most people on top; then the covered, slowest first. */
export function coverRows(now: Circle, before: Circle | undefined): CoverRow[] {
  const then = minutesOf(before);
  const covered = new Map((before?.places ?? []).map((p) => [p.id, p.covered]));
  const stores = new Map(now.stores.map((s) => [s.id, s.label]));
  return now.places
    .map((place) => ({ place, before: then.get(place.id) ?? null, after: place.first?.min ?? null, store: stores.get(place.first?.store ?? '') ?? '', lost: !place.covered && covered.get(place.id) === true }))
    .sort((a, b) => Number(a.place.covered) - Number(b.place.covered)
      || (a.place.covered ? (b.after ?? 0) - (a.after ?? 0) : Number(b.lost) - Number(a.lost) || (b.place.people ?? 0) - (a.place.people ?? 0) || (b.after ?? Infinity) - (a.after ?? Infinity) || 0) || a.place.label.localeCompare(b.place.label));
}

export interface Loss { people: number; places: number }
/** What the drawing costs. Never negative: a drawing only takes away. */
export const lossOf = (rows: CoverRow[]): Loss => rows.filter((r) => r.lost).reduce((s, r) => ({ people: s.people + (r.place.people ?? 0), places: s.places + 1 }), { people: 0, places: 0 });

/** Marks of the ruler in a row: how far the ink goes and how far past the limit, in shares of a ruler that holds one and a half budgets. */
export function rulerOf(minutes: number | null, budget_min: number): { ink: number; over: number; limit: number } {
  const whole = budget_min * 1.5;
  const limit = budget_min / whole;
  if (minutes === null) return { ink: 0, over: 0, limit };
  return { ink: Math.min(minutes, budget_min) / whole, over: Math.max(0, Math.min(minutes, whole) - budget_min) / whole, limit };
}

/** A drawn figure as a condition; null while it has too few points. Water deeper than a lorry wades closes the road (the engine decides by its profile). */
export function drawnOf(tool: Tool, at: XY[], id: string, depth_m = 1): Drawn | null {
  if (tool === 'flood' && at.length < 3) return null;
  if (tool === 'close' && at.length < 1) return null;
  const geometry: Geometry = tool === 'flood' ? { type: 'Polygon', coordinates: [[...at, at[0]]] } : at.length === 1 ? { type: 'Point', coordinates: at[0] } : { type: 'LineString', coordinates: at };
  return { type: 'Feature', geometry, properties: tool === 'flood' ? { id, effect: 'water_depth', value: depth_m } : { id, effect: 'closed' } };
}
export const isFlood = (d: Drawn) => d.properties.effect === 'water_depth';

export interface ClosureText { road: string; valid_from: string; valid_to?: string | undefined; source_kind: string; jurisdiction_id: string | null }
/** The record that a drawn figure becomes: felt by every later answer, until it ends. */
export function closureRecord(d: Drawn, text: ClosureText): NewRecord {
  const flood = isFlood(d);
  return {
    jurisdiction_id: text.jurisdiction_id, geometry: d.geometry,
    fields: {
      road: text.road, kind: flood ? 'flooded' : 'closed', cause: flood ? 'flood' : 'other', valid_from: text.valid_from, source_kind: text.source_kind,
      ...(text.valid_to ? { valid_to: text.valid_to } : {}), ...(flood ? { water_depth_m: d.properties.value ?? 1, speed_factor: 0 } : {}),
    },
  };
}

export interface PlaceProps { id: string; type: string; label: string; text: string; look: 'in' | 'out' | 'lost'; people: number; rank: number }
/** Places as points with their minutes; the label is left away where the map is too full (most people first). */
export function placePoints(rows: CoverRow[]): Features<PlaceProps> {
  return {
    type: 'FeatureCollection',
    features: rows.flatMap((r) => (r.place.at ? [{ type: 'Feature' as const, geometry: { type: 'Point' as const, coordinates: r.place.at },
      properties: { id: r.place.id, type: 'jurisdiction', label: r.place.label, text: r.after === null ? r.place.label : `${r.place.label} ${Math.round(r.after)}`, look: r.place.covered ? 'in' as const : r.lost ? 'lost' as const : 'out' as const, people: r.place.people ?? 0, rank: -(r.place.people ?? 0) } }] : [])),
  };
}

/** Where the stores stand and when a lorry leaves them: the sources of the reach. */
export function sourcesOf(circle: Circle | undefined, night: boolean): { at: XY; offset_min: number; label: string }[] {
  return (circle?.stores ?? []).flatMap((s) => (s.at ? [{ at: s.at, offset_min: s.order_to_departure_min[night ? 'night' : 'day'], label: s.label }] : []));
}

/** 395800 → 39.58 万 in Chinese, 395,800 in English. */
export function people(n: number, zh: boolean): { figure: string; unit: string } {
  return zh && n >= 10_000 ? { figure: (n / 10_000).toFixed(2), unit: '万' } : { figure: Math.round(n).toLocaleString('en-US'), unit: '' };
}
