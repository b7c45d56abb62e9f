// A dike as the ruler draws it, from the records that describe it: sections, gauges, incidents, huts and the patrol lines owed.
import type { GaugeNow, Rec, Refs } from '../api/types.ts';
import type { DikeFacts, WaterReach } from './dike.ts';
import { instantMs } from './format.ts';

export interface DikeSource {
  dike: Rec;
  sections: Rec[];
  gauges: GaugeNow[];
  incidents: Rec[];
  huts: Rec[];
  /** Patrol shifts that are still owed. */
  shifts: Rec[];
  refs: Refs;
  /** County of a jurisdiction id, by name; a section without one starts no county break. */
  county?: (jurisdiction: string | null) => string;
  /** Word of an incident kind. */
  kindWord?: (kind: string) => string;
  /** Where the gauges stand, longitude and latitude: a flag is put at the nearest section; without it in the middle of the governed reach. */
  places?: Record<string, [number, number]>;
  now: number;
}

const num = (v: unknown): number | null => (typeof v === 'number' && Number.isFinite(v) ? v : null);

/** How many stages the control gauge puts a section over: 0 to 3. The section's own stages win over the gauge's. */
export function linesOver(section: Rec, gauge: GaugeNow | undefined): 0 | 1 | 2 | 3 {
  if (!gauge || gauge.silent || gauge.value === null) return 0;
  const own = section.fields;
  const of = (kind: string) => gauge.thresholds.find((t) => t.kind === kind)?.value_m ?? null;
  // An own stage is stated for the section's own water, which differs from the gauge's by a fixed shift.
  const shift = num(own.stage_shift_m) ?? 0;
  const over = (ownStage: unknown, kind: string) => {
    const mine = num(ownStage);
    const theirs = of(kind);
    if (mine !== null) return gauge.value! + shift >= mine;
    return theirs !== null && gauge.value! >= theirs;
  };
  if (over(own.guarantee_m, 'guarantee')) return 3;
  if (over(own.warning_m, 'warning')) return 2;
  return over(own.defence_m, 'defence') ? 1 : 0;
}

export function buildDike(s: DikeSource): DikeFacts {
  const span = (r: Rec) => ({ from: num(r.fields.from_stake) ?? 0, to: num(r.fields.to_stake) ?? 0 });
  const top = (r: Rec) => Math.max(span(r).from, span(r).to);
  const sections = s.sections.filter((r) => r.fields.dike === s.dike.id).sort((a, b) => top(b) - top(a));
  const ids = new Set(sections.map((r) => r.id));
  const gauge = (id: unknown) => s.gauges.find((g) => g.id === id);
  const stakes = sections.flatMap((r) => [span(r).from, span(r).to]).concat(sections.length ? [] : [num(s.dike.fields.from_stake) ?? 0, num(s.dike.fields.to_stake) ?? 0]);
  const owed = new Set(s.shifts.filter((r) => r.state === 'due' && (instantMs(r.fields.due_at as string) ?? Infinity) <= s.now).map((r) => String(r.fields.section)));
  return {
    name: String(s.dike.fields.name ?? s.dike.label),
    upstream: Math.max(...stakes), downstream: Math.min(...stakes),
    water: joinWater(sections.map((r): WaterReach => ({ from: Math.max(span(r).from, span(r).to), to: Math.min(span(r).from, span(r).to), lines: linesOver(r, gauge(r.fields.control_gauge)) }))),
    flags: flagsOf(sections, gauge, s.places ?? {}),
    incidents: s.incidents.filter((r) => ids.has(String(r.fields.section)) && num(r.fields.stake) !== null).map((r) => ({
      id: r.id, at: num(r.fields.stake)!, kind: s.kindWord?.(String(r.fields.kind)) ?? String(r.fields.kind),
    })),
    huts: s.huts.filter((r) => ids.has(String(r.fields.section)) && num(r.fields.stake) !== null).map((r) => ({
      id: r.id, at: num(r.fields.stake)!, reported: !owed.has(String(r.fields.section)), name: r.label,
    })),
    breaks: breaksOf(sections, s),
  };
}

/** Neighbouring reaches under the same water become one. */
function joinWater(reaches: WaterReach[]): WaterReach[] {
  const joined: WaterReach[] = [];
  for (const r of reaches) {
    const last = joined[joined.length - 1];
    if (last && last.lines === r.lines && Math.abs(last.to - r.from) < 1) last.to = r.to;
    else joined.push({ ...r });
  }
  return joined.filter((r) => r.lines > 0);
}

/** A flag per control gauge: at the nearest section, else in the middle of the reach it governs. */
function flagsOf(sections: Rec[], gauge: (id: unknown) => GaugeNow | undefined, places: Record<string, [number, number]>): DikeFacts['flags'] {
  const reach = new Map<string, { low: number; high: number }>();
  for (const r of sections) {
    const id = String(r.fields.control_gauge ?? '');
    const [a, b] = [num(r.fields.from_stake) ?? 0, num(r.fields.to_stake) ?? 0];
    const known = reach.get(id) ?? { low: Infinity, high: -Infinity };
    reach.set(id, { low: Math.min(known.low, a, b), high: Math.max(known.high, a, b) });
  }
  return [...reach].flatMap(([id, r]) => {
    const g = gauge(id);
    return g ? [{ id, at: stakeNear(places[id], sections) ?? (r.low + r.high) / 2, name: g.name, value: g.silent ? null : g.value }] : [];
  });
}

/** Middle stake of the section whose line passes nearest; null when places are not known or all are further than about 10 km. */
function stakeNear(place: [number, number] | undefined, sections: Rec[]): number | null {
  if (!place) return null;
  let best = { away: 0.1, at: null as number | null };
  for (const r of sections) {
    for (const [lon, lat] of vertices(r.geometry?.coordinates)) {
      const away = Math.hypot((lon - place[0]) * Math.cos((place[1] * Math.PI) / 180), lat - place[1]);
      if (away < best.away) best = { away, at: ((num(r.fields.from_stake) ?? 0) + (num(r.fields.to_stake) ?? 0)) / 2 };
    }
  }
  return best.at;
}
function vertices(c: unknown): [number, number][] {
  if (!Array.isArray(c)) return [];
  return typeof c[0] === 'number' ? [[c[0], Number(c[1])]] : c.flatMap(vertices);
}

function breaksOf(sections: Rec[], s: DikeSource): DikeFacts['breaks'] {
  const breaks: DikeFacts['breaks'] = [];
  for (const r of sections) {
    const name = s.county?.(r.jurisdiction_id) ?? (r.jurisdiction_id ? s.refs[r.jurisdiction_id]?.label ?? '' : '');
    if (name && breaks[breaks.length - 1]?.name !== name) breaks.push({ at: Math.max(num(r.fields.from_stake) ?? 0, num(r.fields.to_stake) ?? 0), name });
  }
  return breaks;
}
