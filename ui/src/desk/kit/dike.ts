// A dike as the ruler draws it, put together from its sections, gauges, open incidents and patrol shifts.
import { useGauges, useList } from '../../api/hooks.ts';
import type { GaugeNow, Rec } from '../../api/types.ts';
import type { DikeFacts } from '../../parts/index.ts';
import { linesOf, metresBetween } from './sketch.tsx';
import { refLabel } from './index.tsx';

const metres = (r: Rec, name: string): number | null => (typeof r.fields[name] === 'number' ? (r.fields[name] as number) : null);
const kOver = { defence: 1, warning: 2, guarantee: 3, record: 3 } as const;

/** The stake on a section's line that lies nearest to a place, and how far off it is. */
export function stakeNear(section: Rec, at: [number, number]): { stake: number; off_m: number } | null {
  const [from, to] = [metres(section, 'from_stake'), metres(section, 'to_stake')];
  const line = linesOf(section.geometry)[0];
  if (from === null || to === null || !line?.length) return null;
  let [best, index] = [Infinity, 0];
  line.forEach((p, i) => { const m = metresBetween(p, at); if (m < best) { best = m; index = i; } });
  return { stake: from + ((to - from) * index) / Math.max(1, line.length - 1), off_m: best };
}

/** @param wanted the dike to show; else the one of most stakes (the city's main dike) */
export function useDike(wanted?: string | null, choiceWord: (field: string, value: unknown) => string = (_, v) => String(v)): { facts: DikeFacts | null; dikes: Rec[]; id: string | null; length_km: number } {
  const dikes = useList('dike', { limit: 100 }, { staleTime: 600_000 }).data?.items ?? [];
  const span = (r: Rec) => Math.abs((metres(r, 'from_stake') ?? 0) - (metres(r, 'to_stake') ?? 0));
  const main = dikes.filter((x) => x.fields.class === 'jingjiang');
  const dike = dikes.find((d) => d.id === wanted) ?? [...(main.length ? main : dikes)].sort((a, b) => span(b) - span(a))[0];
  const id = dike?.id ?? null;
  const on = { enabled: id !== null, staleTime: 600_000 };
  const sections = useList('dike_section', { filter: [`dike:eq:${id}`], limit: 200 }, on);
  const gauges = useGauges({ enabled: id !== null });
  const gaugeRows = useList('gauge', { limit: 200 }, on).data?.items ?? [];
  const rows = sections.data?.items ?? [];
  const ids = rows.map((r) => r.id);
  const incidents = useList('dike_incident', { limit: 100, sort: '-occurred_at' }, { enabled: id !== null }).data?.items ?? [];
  const shifts = useList('patrol_shift', { filter: ['state:eq:due'], limit: 200 }, { enabled: id !== null }).data?.items ?? [];
  const huts = useList('hut', { filter: [`section:in:${ids.slice(0, 60).join(',')}`], limit: 200 }, { enabled: ids.length > 0, staleTime: 600_000 }).data?.items ?? [];
  if (!dike) return { facts: null, dikes, id: null, length_km: 0 };

  const now = new Map<string, GaugeNow>((gauges.data ?? []).map((g) => [g.id, g]));
  const owed = new Set(shifts.map((s) => String(s.fields.section)));
  const name = (r: Rec) => refLabel(sections.data?.refs, r.jurisdiction_id) || String(r.fields.name ?? '');
  const ordered = [...rows].sort((a, b) => (metres(b, 'from_stake') ?? 0) - (metres(a, 'from_stake') ?? 0));
  const controls = [...new Set(rows.map((r) => String(r.fields.control_gauge)))];
  const breaks = ordered.flatMap((r, i) => (i === 0 || r.jurisdiction_id !== ordered[i - 1]!.jurisdiction_id ? [{ at: Math.max(metres(r, 'from_stake') ?? 0, metres(r, 'to_stake') ?? 0), name: name(r) }] : []));
  const facts: DikeFacts = {
    name: dike.label,
    upstream: Math.max(metres(dike, 'from_stake') ?? 0, metres(dike, 'to_stake') ?? 0),
    downstream: Math.min(metres(dike, 'from_stake') ?? 0, metres(dike, 'to_stake') ?? 0),
    water: rows.map((r) => {
      const g = now.get(String(r.fields.control_gauge));
      return { from: metres(r, 'from_stake') ?? 0, to: metres(r, 'to_stake') ?? 0, lines: g?.stage_kind && !g.silent ? kOver[g.stage_kind] : 0 };
    }),
    flags: controls.flatMap((c) => {
      const g = now.get(c);
      const row = gaugeRows.find((x) => x.id === c);
      const governed = rows.filter((r) => String(r.fields.control_gauge) === c);
      const point = linesOf(row?.geometry ?? null)[0]?.[0];
      const near = point ? rows.map((r) => stakeNear(r, point)).filter((x) => x !== null).sort((a, b) => a.off_m - b.off_m)[0] : undefined;
      const middle = governed.reduce((s, r) => s + ((metres(r, 'from_stake') ?? 0) + (metres(r, 'to_stake') ?? 0)) / 2, 0) / Math.max(1, governed.length);
      const label = g?.name ?? row?.label;
      return label ? [{ id: c, at: near && near.off_m < 20_000 ? near.stake : middle, name: label, value: g?.value ?? null, ...(g?.stage_kind && g.over_m !== null ? { note: `${choiceWord('stage_kind', g.stage_kind)} ${g.over_m.toFixed(2)}` } : {}) }] : [];
    }),
    incidents: incidents.filter((i) => ids.includes(String(i.fields.section)) && !['closed', 'excluded'].includes(i.state ?? '') && metres(i, 'stake') !== null)
      .map((i) => ({ id: i.id, at: metres(i, 'stake')!, kind: choiceWord('incident_kind', i.fields.kind) })),
    huts: huts.map((h) => ({ id: h.id, at: metres(h, 'stake') ?? 0, reported: !owed.has(String(h.fields.section)), name: h.label })),
    breaks,
  };
  return { facts, dikes, id, length_km: Math.abs(facts.upstream - facts.downstream) / 1000 };
}
