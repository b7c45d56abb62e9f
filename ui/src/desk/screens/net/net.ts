// What the responsibility net's screen computes before it draws: rows that are seen, bars of the season, words of a cell.
import { call, newIntent } from '../../../api/client.ts';
import type { Both } from '../../../api/types.ts';

export type NetState = 'none' | 'held' | 'gap' | 'expired' | 'duplicate' | 'unreachable';
export const kHoles: NetState[] = ['gap', 'expired', 'duplicate', 'unreachable'];
/** A shape beside the word, so that a hole is seen without colour. */
export const kMarks: Record<NetState, string> = { none: '', held: '', gap: '▨', expired: '◐', duplicate: '◫', unreachable: '◇' };

export interface Term {
  record: string; person: string; person_name: string; job?: string; post?: string; post_title?: string; liaison?: string; liaison_name?: string;
  from: string; to?: string; basis?: string; note?: string; left_on?: string; contact: string; fails?: number; proved_at?: string;
}
export interface NetCell { role: string; due: boolean; state: NetState; people: Term[]; why: string | null; former?: Term & { ended: string } }
export interface Work { id: string; type: string; class: string; label: string; jurisdiction_id: string; county: string; dike?: string; from_stake?: number; to_stake?: number }
export interface NetRow extends Work { cells: NetCell[] }
export interface Count { works: number; due: number; held: number; gap: number; expired: number; duplicate: number; unreachable: number; holes: number }
export interface NetClass extends Count { key: string; title: Both }
export interface Net { day: string; roles: string[]; totals: Count; by_county: (Count & { id: string; name: string })[]; by_class: NetClass[]; places: Record<string, string>; rows: NetRow[] }
export interface Gap { work: string; label: string; role: string; from: string; to: string }
export interface Candidate { person: string; name: string; job: string; unit_name: string; post?: string; same_unit: boolean; works: number; contact: string; proved_at?: string }
export interface CellAnswer { day: string; work: Work; cell: NetCell; history: Term[]; candidates: Candidate[] }
export interface ToAsk { person: string; name: string; job: string; county: string; works: number; contact: string; fails: number; proved_at?: string; asked_at?: string }
export interface Here { day: string; works: (Work & { distance_m: number; stake?: number; cells: NetCell[] })[] }
export interface Replaced { ended: number; opened: number; removed: number; assignments_ended: number; assignments_left: { id: string; label: string }[]; liaisons_replaced: number; liaisons_ended: number; liaisons_left: { type: string; id: string; label: string }[]; tasks: { id: string; label: string; person_name: string | null }[]; holes: number }
export interface PublicSheet { name: string; heading: string[]; titles: string[]; rows: (string | { text: string; marked: boolean })[][] }

const N = '/api/v1/net';
export const netApi = {
  net: (at?: string) => call<Net>(N, { query: { at } }),
  gaps: (from: string, to: string) => call<{ gaps: Gap[] }>(`${N}/gaps`, { query: { from, to } }),
  cell: (work: string, role: string, at?: string) => call<CellAnswer>(`${N}/cell`, { query: { work, role, at } }),
  ask: () => call<{ people: ToAsk[] }>(`${N}/ask`),
  here: (query: { lon?: number; lat?: number; stake?: number; work?: string; at?: string }) => call<Here>(`${N}/here`, { query }),
  sheet: (key: string, jurisdiction: string, at: string | undefined, lang: string) => call<PublicSheet>(`${N}/sheet`, { query: { class: key, jurisdiction, at, lang, format: 'json' } }),
  replace: (body: { person: string; with?: string; from: string; reason: string }, intent = newIntent()) => call<Replaced>(`${N}/replace`, { method: 'POST', body, intent }),
};

export interface Shown { county: string; type: string; state: NetState | 'hole' | '' }
const fits = (cell: NetCell, state: Shown['state']) => cell.due && (state === 'hole' ? kHoles.includes(cell.state) : cell.state === state);

/** Counts of the rows of a place and type, whatever state is looked at. */
export function countOf(rows: NetRow[]): Count {
  const c: Count = { works: rows.length, due: 0, held: 0, gap: 0, expired: 0, duplicate: 0, unreachable: 0, holes: 0 };
  for (const cell of rows.flatMap((r) => r.cells)) {
    if (!cell.due || cell.state === 'none') continue;
    c.due += 1;
    c[cell.state] += 1;
    if (cell.state !== 'held') c.holes += 1;
  }
  return c;
}
/** Share held in per cent, rounded down: 100 only when nothing is missing; null where nothing is due. */
export const coverage = (c: Pick<Count, 'due' | 'held'>): number | null => (c.due === 0 ? null : Math.floor((c.held / c.due) * 1000) / 10);

export const ofPlace = (rows: NetRow[], shown: Pick<Shown, 'county' | 'type'>) => rows.filter((r) => (!shown.county || r.county === shown.county) && (!shown.type || r.type === shown.type));

export type Item = { kind: 'head'; key: string; n: number; holes: number } | { kind: 'row'; key: string; row: NetRow };
/** Rows under the heads of their classes, in the server's order; a class without rows has no head. */
export function itemsOf(rows: NetRow[], state: Shown['state']): Item[] {
  const seen = state ? rows.filter((r) => r.cells.some((c) => fits(c, state))) : rows;
  const out: Item[] = [];
  let head: Extract<Item, { kind: 'head' }> | undefined;
  for (const row of seen) {
    if (head?.key !== row.class) { head = { kind: 'head', key: row.class, n: 0, holes: 0 }; out.push(head); }
    head.n += 1;
    head.holes += countOf([row]).holes;
    out.push({ kind: 'row', key: row.id, row });
  }
  return out;
}

export const kHeadHeight = 28;
export const kRowHeight = 44;
const heightOf = (i: Item) => (i.kind === 'head' ? kHeadHeight : kRowHeight);
/** The part of the items that is on the screen with one screen's room on either side, and the empty space above it. */
export function visible(items: Item[], top: number, height: number): { from: number; to: number; above: number; total: number } {
  let [from, to, above, total] = [-1, items.length, 0, 0];
  for (let i = 0; i < items.length; i += 1) {
    const h = heightOf(items[i]!);
    if (from < 0 && total + h > top - height) { from = i; above = total; }
    if (total < top + 2 * height) to = i + 1;
    total += h;
  }
  return from < 0 ? { from: 0, to: 0, above: 0, total } : { from, to, above, total };
}

export interface Bar { key: string; gap: Gap; x: number; width: number; lane: number }
const dayNumber = (day: string) => Date.parse(`${day}T00:00:00Z`) / 86_400_000;
/** Share of the season at which a day begins. */
export const seasonShare = (day: string, from: string, to: string) => (dayNumber(day) - dayNumber(from)) / (dayNumber(to) + 1 - dayNumber(from));
export const seasonDay = (share: number, from: string, to: string) => new Date((dayNumber(from) + Math.floor(Math.min(0.9999, Math.max(0, share)) * (dayNumber(to) + 1 - dayNumber(from)))) * 86_400_000).toISOString().slice(0, 10);
/** Gaps up to today as bars in lanes; what lies ahead is not yet a gap. Those that find no lane are counted, not drawn. */
export function barsOf(gaps: Gap[], from: string, to: string, today: string, lanes = 4): { bars: Bar[]; more: number } {
  const ends: number[] = [];
  const bars: Bar[] = [];
  let more = 0;
  const last = today < to ? today : to;
  for (const gap of gaps) {
    if (gap.from > last || gap.to < from) continue;
    const begin = gap.from < from ? from : gap.from;
    const x = seasonShare(begin, from, to);
    const end = seasonShare(gap.to < last ? gap.to : last, from, to) + 1 / (dayNumber(to) + 1 - dayNumber(from));
    let lane = ends.findIndex((e) => e <= x);
    if (lane < 0) { if (ends.length >= lanes) { more += 1; continue; } lane = ends.length; }
    ends[lane] = end;
    bars.push({ key: `${gap.work} ${gap.role} ${gap.from}`, gap, x, width: end - x, lane });
  }
  return { bars, more };
}

export function dayBefore(day: string): string { return new Date((dayNumber(day) - 1) * 86_400_000).toISOString().slice(0, 10); }
/** Whole days from one day to another. */
export const daysBetween = (from: string, to: string) => dayNumber(to) - dayNumber(from);
