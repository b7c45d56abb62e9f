// What the evacuation screen computes before it draws: ways, villages and shelters as shapes, rows with the hardest first.
import type { Evacuation, Features } from '../../../api/supply.ts';
import type { XY } from './reckon.ts';

type Point<P> = Features<P>;
const point = <P>(at: XY, properties: P) => ({ type: 'Feature' as const, geometry: { type: 'Point' as const, coordinates: at }, properties });

/** Ways as lines; the chosen village's is told apart. */
export function ways(e: Evacuation | undefined, chosen: string | null): Features<{ id: string; on: boolean }> {
  return { type: 'FeatureCollection', features: (e?.assignments ?? []).flatMap((a) => (a.line ? [{ type: 'Feature' as const, geometry: a.line, properties: { id: a.village, on: a.village === chosen } }] : [])) };
}

/** Each village once, with its people; `without` has no place to go to, wholly or in part. */
export function villages(e: Evacuation | undefined): Point<{ id: string; type: string; label: string; text: string; look: 'in' | 'out'; rank: number }> {
  const people = new Map<string, { at: XY; label: string; people: number; out: boolean }>();
  for (const a of e?.assignments ?? []) people.set(a.village, { at: a.village_at, label: a.village_label, people: (people.get(a.village)?.people ?? 0) + a.people, out: false });
  for (const u of e?.unplaced ?? []) people.set(u.village, { at: u.at, label: u.label, people: (people.get(u.village)?.people ?? 0) + (u.people ?? 0), out: true });
  return { type: 'FeatureCollection', features: [...people].map(([id, v]) => point(v.at, { id, type: 'village', label: v.label, text: v.people > 0 ? `${v.label} ${v.people}` : v.label, look: v.out ? 'out' as const : 'in' as const, rank: -v.people })) };
}

export function shelters(e: Evacuation | undefined): Point<{ id: string; type: string; label: string; text: string }> {
  return { type: 'FeatureCollection', features: (e?.shelters ?? []).map((s) => point(s.at, { id: s.shelter, type: 'shelter', label: s.label, text: `${s.label} ${s.people}/${s.room}` })) };
}

/** Villages with the longest way first. */
export const byWay = (e: Evacuation): Evacuation['assignments'] => [...e.assignments].sort((a, b) => b.min - a.min);
/** People who have a place need so many minutes on average. */
export const meanMinutes = (e: Evacuation): number => (e.people > 0 ? e.total_person_min / e.people : 0);
export const withoutPlace = (e: Evacuation): { people: number; unknown: number } => ({ people: e.unplaced.reduce((s, u) => s + (u.people ?? 0), 0), unknown: e.unplaced.filter((u) => u.people === null).length });
