// Stock as this ledger sees it: the register's book, outside the real ledger less what its own movements took; what is held; what runs out.
import type { Rec } from '../../../api/types.ts';

const kAdds = new Set(['receipt', 'return', 'transfer_in', 'count_gain']);
/** A movement's quantity with its direction. */
export const signed = (m: Rec): number => (kAdds.has(String(m.fields.kind)) ? 1 : -1) * Number(m.fields.quantity ?? 0);

export type Expiry = 'none' | 'good' | 'near' | 'expired';
const kNear_days = 90;
/** @param today YYYY-MM-DD of the city */
export function expiryOf(date: unknown, today: string): Expiry {
  if (typeof date !== 'string' || date === '') return 'none';
  if (date < today) return 'expired';
  return (Date.parse(date) - Date.parse(today)) / 86_400_000 <= kNear_days ? 'near' : 'good';
}

export interface BatchLine { batch: Rec; book: number; expiry: Expiry; /** Not sent: expired, locked, damaged, in repair. */ barred: boolean }
export interface StockLine {
  item: Rec; store: string; goods: string; unit: string; book: number; held: number; free: number; minimum: number | null;
  /** Missing to the minimum; 0 when there is enough. */ short: number;
  batches: BatchLine[]; expiry: Expiry; /** The nearest date on which something of it runs out, or has. */ expires_on: string | null;
}
export interface StockRows { items: Rec[]; batches: Rec[]; movements: Rec[]; reservations: Rec[] }

const key = (r: Rec) => `${String(r.fields.store)} ${String(r.fields.goods)}`;
function sums(rows: Rec[], of: (r: Rec) => string, value: (r: Rec) => number): Map<string, number> {
  const out = new Map<string, number>();
  for (const r of rows) out.set(of(r), (out.get(of(r)) ?? 0) + value(r));
  return out;
}
const kBarred = new Set(['expired', 'damaged', 'locked', 'repair']);
const kRank: Record<Expiry, number> = { expired: 3, near: 2, good: 1, none: 0 };

/** @param real whether this is the real ledger, whose movements are in the register's book already */
export function stockLines(rows: StockRows, today: string, real: boolean): StockLine[] {
  const moved = real ? new Map<string, number>() : sums(rows.movements, key, signed);
  const movedBatch = real ? new Map<string, number>() : sums(rows.movements.filter((m) => m.fields.batch), (m) => String(m.fields.batch), signed);
  const held = sums(rows.reservations.filter((r) => r.state === 'held'), key, (r) => Number(r.fields.quantity ?? 0));
  return rows.items.map((item) => {
    const batches = rows.batches.filter((b) => key(b) === key(item)).map((batch): BatchLine => {
      const expiry = batch.fields.condition === 'expired' ? 'expired' : expiryOf(batch.fields.expires_on, today);
      return { batch, book: Math.max(0, Number(batch.fields.quantity ?? 0) + (movedBatch.get(batch.id) ?? 0)), expiry, barred: expiry === 'expired' || kBarred.has(String(batch.fields.condition)) };
    }).sort((a, b) => String(a.batch.fields.expires_on ?? '9').localeCompare(String(b.batch.fields.expires_on ?? '9')));
    const book = Math.max(0, Number(item.fields.quantity ?? 0) + (moved.get(key(item)) ?? 0));
    const barred = batches.filter((b) => b.barred).reduce((s, b) => s + b.book, 0);
    const held_ = held.get(key(item)) ?? 0;
    const minimum = typeof item.fields.minimum === 'number' ? item.fields.minimum : null;
    const own = expiryOf(item.fields.expires_on, today);
    const worst = [...batches.filter((b) => b.book > 0).map((b) => b.expiry), own].reduce<Expiry>((w, e) => (kRank[e] > kRank[w] ? e : w), 'none');
    const dates = [...batches.filter((b) => b.book > 0).map((b) => b.batch.fields.expires_on), item.fields.expires_on].filter((d): d is string => typeof d === 'string' && d !== '').sort();
    return {
      item, store: String(item.fields.store), goods: String(item.fields.goods), unit: String(item.fields.unit_name ?? ''), book, held: held_, free: Math.max(0, book - held_ - barred), minimum,
      short: minimum === null ? 0 : Math.max(0, minimum - book), batches, expiry: worst, expires_on: dates[0] ?? null,
    };
  });
}

export interface StoreSum { goods: number; short: number; expired: number; near: number }
export const storeSum = (lines: StockLine[]): StoreSum => ({ goods: new Set(lines.map((l) => l.goods)).size, short: lines.filter((l) => l.short > 0).length, expired: lines.filter((l) => l.expiry === 'expired').length, near: lines.filter((l) => l.expiry === 'near').length });
/** What needs a hand first: below the minimum, then what has run out, then what soon will. */
export const urgentFirst = (lines: StockLine[]): StockLine[] => [...lines].sort((a, b) => Number(b.short > 0) - Number(a.short > 0) || kRank[b.expiry] - kRank[a.expiry]);
