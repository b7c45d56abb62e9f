// What the dispatch board computes: which column an order stands in, which clock counts now, whether a need is complete, what was short.
import type { BoardClock, BoardOrder, NeedAsk } from '../../../api/supply.ts';
import type { Rec } from '../../../api/types.ts';
import type { XY } from './reckon.ts';

export const kColumns = ['ask', 'order', 'load', 'road', 'got'] as const;
export type Column = (typeof kColumns)[number];
const kColumnOf: Record<string, Column> = { need: 'ask', proposal: 'ask', ordered: 'order', loading: 'load', on_road: 'road', received: 'got' };
export const columnOf = (state: string | null): Column | null => kColumnOf[state ?? ''] ?? null;

/** Orders by column; in each the late first, then by when they are wanted. Finished ones are left out. */
export function columns(orders: BoardOrder[]): Map<Column, BoardOrder[]> {
  const out = new Map<Column, BoardOrder[]>(kColumns.map((c) => [c, []]));
  for (const o of orders) { const c = columnOf(o.record.state); if (c) out.get(c)!.push(o); }
  for (const rows of out.values()) rows.sort((a, b) => Number(b.late ?? false) - Number(a.late ?? false) || String(a.record.fields.wanted_at ?? '').localeCompare(String(b.record.fields.wanted_at ?? '')));
  return out;
}

const kClosed = new Set(['met', 'cancelled', 'stopped']);
/** The clock that counts now: the earliest limit that is not met, as a record for the ruler. */
export function clockNow(clocks: BoardClock[]): Rec | null {
  const next = clocks.filter((c) => !kClosed.has(c.state) && !c.met_at && c.due_at).sort((a, b) => a.due_at!.localeCompare(b.due_at!))[0];
  if (!next) return null;
  const { id, state, ...fields } = next;
  return { id, type: 'clock', version: 0, ledger: '', owner_node: '', jurisdiction_id: null, state, number: null, label: next.title ?? '', occurred_at: null, recorded_at: '', changed_at: '', created_by: '', model_version: '', fields, geometry: null };
}

export interface NeedLine { goods: string; quantity: string; /** As the norm or the book has it. */ unit?: string | undefined }
/** What is asked, as the server takes it; null until place, time and at least one counted line are there. */
export function needAsk(n: { about: string | null; at: XY | null; title?: string; to_text: string; wanted_at: string | undefined; lines: NeedLine[] }): NeedAsk | null {
  const items = n.lines.map((l) => ({ goods: l.goods, quantity: Number(l.quantity.replaceAll(',', '').trim()), ...(l.unit ? { unit: l.unit } : {}) })).filter((l) => l.goods !== '' && Number.isFinite(l.quantity) && l.quantity > 0);
  const counted = n.lines.filter((l) => l.goods !== '' || l.quantity.trim() !== '').length;
  if (!n.at || n.to_text.trim() === '' || !n.wanted_at || items.length === 0 || items.length !== counted) return null;
  return { ...(n.about ? { about: n.about } : {}), at: n.at, title: n.title?.trim() || n.to_text.trim(), to_text: n.to_text.trim(), wanted_at: n.wanted_at, items };
}

export type Count = 'loaded' | 'received' | 'returned' | 'used';
export interface CountLine { item: string; goods: string; unit: string; due: number; count: string; why: string }
/** What a step counts, and against what. */
export const countOf = (move: string): Count | null => (move === 'load' || move === 'depart' ? 'loaded' : move === 'receive' ? 'received' : move === 'give_back' ? 'returned' : move === 'settle' ? 'used' : null);
export function countLines(items: Rec[], count: Count): CountLine[] {
  const n = (r: Rec, ...names: string[]) => { for (const x of names) if (typeof r.fields[x] === 'number') return r.fields[x]; return 0; };
  return [...items].sort((a, b) => n(a, 'line_no') - n(b, 'line_no')).map((r) => {
    const due = count === 'loaded' ? n(r, 'loaded', 'ordered', 'asked') : count === 'received' ? n(r, 'loaded', 'ordered') : count === 'used' ? n(r, 'used', 'received') : Math.max(0, n(r, 'received') - n(r, 'used'));
    return { item: r.id, goods: String(r.fields.goods), unit: String(r.fields.unit_name ?? ''), due, count: String(due), why: '' };
  });
}
/** Counts as the step takes them, or the lines that are not yet right: no number, or a difference on receipt that nobody explained. */
export function readCounts(lines: CountLine[], count: Count, why: string): { lines: Record<string, unknown>[]; wrong: string[] } {
  const wrong: string[] = [];
  const out = lines.map((l) => {
    const q = Number(l.count.replaceAll(',', '').trim());
    const bad = l.count.trim() === '' || !Number.isFinite(q) || q < 0;
    if (bad || ((count === 'received' || count === 'returned') && Math.abs(q - l.due) > 1e-6 && l.why.trim() === '' && why.trim() === '')) wrong.push(l.item);
    return { item: l.item, [count]: bad ? 0 : q, ...(l.why.trim() ? { why: l.why.trim() } : {}) };
  });
  return { lines: out, wrong };
}
