// Transfer orders on the phone: which are mine, the next steps with what waits taken in, scanned codes, counted lines.
import type { Model, MoveInfo, Rec } from '../api/types.ts';
import { kSteps, type OrderRow } from './mine.ts';
import { stateAfter } from './moves.ts';
import type { OutboxItem } from './outbox/store.ts';

/** What is written for this order and has not gone. */
export const waitingOf = (id: string, items: OutboxItem[]): OutboxItem[] => items.filter((i) => i.chain === id && (i.state === 'waiting' || i.state === 'refused'));

/** The steps that can be taken now: the server's word while nothing waits, else what follows from the waiting ones by the model and the roles. */
export function stepsOf(row: OrderRow, items: OutboxItem[], model: Model | null, roles: string[]): MoveInfo[] {
  const waiting = waitingOf(row.record.id, items);
  if (waiting.some((i) => i.state === 'refused')) return [];
  const state = stateAfter(row.record, items, model);
  const taken = (name: string) => waiting.some((i) => i.path.endsWith(`/moves/${name}`));
  const f = row.record.fields;
  return (model?.types.transfer_order?.moves ?? [])
    .filter((m) => kSteps.includes(m.name) && state !== null && m.from.includes(state) && !taken(m.name))
    .filter((m) => !(m.name === 'accept' && (f.accepted_at || state !== 'ordered')) && !(m.name === 'arrive' && f.arrived_at))
    .filter((m) => (waiting.length === 0 && row.moves ? row.moves.includes(m.name) : !m.by?.length || m.by.some((r) => roles.includes(r))))
    .sort((a, b) => kSteps.indexOf(a.name) - kSteps.indexOf(b.name));
}

/** The order that a code, a number or the beginning of an id names; null when it is none of these, undefined when it is not among the rows. */
export function orderOf(text: string, rows: OrderRow[]): { id: string; row: OrderRow | undefined } | null {
  const words = text.trim();
  const id = /(?:MUSTER:transfer_order:|\/transfer_order\/)([0-9a-f-]{36})$/i.exec(words)?.[1]?.toLowerCase();
  if (id) return { id, row: rows.find((r) => r.record.id === id) };
  if (words.length < 4) return null;
  const row = rows.find((r) => r.record.id.startsWith(words.toLowerCase()) || [r.record.number, r.record.fields.order_no].some((n) => typeof n === 'string' && n.replace(/\s/g, '').endsWith(words.replace(/\s/g, ''))));
  return row ? { id: row.record.id, row } : null;
}

export type Counted = 'loaded' | 'received' | 'returned';
export const countedBy = (move: string): Counted | null => (move === 'load' ? 'loaded' : move === 'receive' ? 'received' : move === 'give_back' ? 'returned' : null);
export interface CountRow { item: string; goods: string; unit: string; batch: string; due: number; text: string; why: string }
const number = (r: Rec, ...names: string[]): number => { for (const n of names) if (typeof r.fields[n] === 'number') return r.fields[n]; return 0; };

/** Lines to count, filled in with what should be there. `loaded` holds what a waiting load of this phone counted. */
export function countRows(items: Rec[], counted: Counted, loaded: Map<string, number> = new Map()): CountRow[] {
  return [...items].sort((a, b) => number(a, 'line_no') - number(b, 'line_no')).map((r) => {
    const due = counted === 'loaded' ? number(r, 'ordered', 'asked') : counted === 'received' ? loaded.get(r.id) ?? number(r, 'loaded', 'ordered') : Math.max(0, number(r, 'received') - number(r, 'used'));
    return { item: r.id, goods: String(r.fields.goods), unit: String(r.fields.unit_name ?? ''), batch: String((r as { batch_no?: string }).batch_no ?? ''), due, text: String(due), why: '' };
  });
}
/** What a load that still waits here has counted, by line. */
export function loadedHere(id: string, items: OutboxItem[]): Map<string, number> {
  const load = items.find((i) => i.chain === id && i.state === 'waiting' && i.path.endsWith('/moves/load'));
  const lines = (load?.body.fields as { lines?: { item: string; loaded: number }[] } | undefined)?.lines ?? [];
  return new Map(lines.map((l) => [l.item, l.loaded]));
}

/** A number as thumbs type it; undefined when it is none or below nothing. */
export function countIn(text: string): number | undefined {
  const t = text.trim().replace(/[，,](?=\d{3}\b)/g, '').replace('，', '.');
  const n = Number(t);
  return t !== '' && Number.isFinite(n) && n >= 0 ? n : undefined;
}
/** Why the counts cannot go yet, by line: no number, or a difference without a reason (loading less needs none). */
export function lacking(rows: CountRow[], counted: Counted): Record<string, 'number' | 'reason'> {
  return Object.fromEntries(rows.flatMap((r): [string, 'number' | 'reason'][] => {
    const n = countIn(r.text);
    if (n === undefined) return [[r.item, 'number']];
    return counted !== 'loaded' && Math.abs(n - r.due) > 1e-6 && r.why.trim() === '' ? [[r.item, 'reason']] : [];
  }));
}
/** The counts as the step takes them. */
export const linesOf = (rows: CountRow[], counted: Counted): Record<string, unknown>[] => rows.map((r) => ({ item: r.item, [counted]: countIn(r.text) ?? 0, ...(r.why.trim() ? { why: r.why.trim() } : {}) }));
