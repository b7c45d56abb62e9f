// What the figures screen computes: periods, whether two figures may be compared, and the address of the rows behind a part.
import type { Both } from '../../../api/types.ts';
import { lang } from '../../../text/index.ts';

export interface Calibre { id: string; valid_from?: string; text?: Both }
export interface Part { key: string; label: string; value: number }
export interface Figure {
  name: string; title: Both; value: number | null; unit: Both; calibre: Calibre; period: string; jurisdiction: string | null; rows_url: string; by: Part[];
  change?: { period: string; value: number; difference: number; percent: number | null } | null;
}
/** One of GET /api/v1/figures: what is counted, and by what it may be split. */
export interface Indicator { name: string; title: Both; of: string; by: string[] }
/** A line of the chart and table; `to` is the list of exactly its rows. */
export interface Line { key: string; label: string; value: number; to: string | null }

export const kMonths = ['01', '02', '03', '04', '05', '06', '07', '08', '09', '10', '11', '12'];
export const monthsOf = (period: string) => kMonths.map((m) => `${period.slice(0, 4)}-${m}`);
export const monthName = (month: string) => (lang() === 'en' ? new Date(2000, Number(month) - 1).toLocaleString('en', { month: 'short' }) : `${Number(month)} 月`);
/** The same period a year earlier: 2026-08 → 2025-08, 2024-02-29 → 2023-02-28. */
export function yearBefore(period: string): string {
  const before = `${Number(period.slice(0, 4)) - 1}${period.slice(4)}`;
  return before.endsWith('-02-29') ? before.replace('-29', '-28') : before;
}
export const isPeriod = (text: string) => /^\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$/.test(text);

/** Figures are compared only within one calibre, and only where it was in force for both periods. */
export function comparable(now: Figure, before: Figure): boolean {
  const since = (now.calibre.valid_from ?? '').slice(0, before.period.length);
  return now.calibre.id === before.calibre.id && before.value !== null && now.value !== null && (since === '' || before.period >= since);
}

/** The rows that a figure counts, as a page of the desk; a part of it when `field` and `key` are given. */
export function rowsPage(url: string, field?: string, key?: string): string | null {
  const net = /\/api\/v1\/net(\?.*)?$/.exec(url);
  if (net) return netPage(new URLSearchParams(net[1] ?? ''), field, key);
  const m = /\/api\/v1\/records\/(\w+)(\?.*)?$/.exec(url);
  if (!m) return null;
  const query = new URLSearchParams(m[2] ?? '');
  query.delete('ledger');
  if (field === 'jurisdiction') { if (!key) return null; query.set('jurisdiction', key); }
  else if (field && key !== undefined) query.append('filter', key === '' ? `${field}:null:` : `${field}:eq:${key}`);
  return `/r/${m[1]}?${query.toString()}`;
}

/** Holes of the responsibility net open the net itself. */
function netPage(asked: URLSearchParams, field?: string, key?: string): string {
  const page = new URLSearchParams({ state: field === 'state' && key ? key : asked.get('only') ?? '' });
  const county = field === 'jurisdiction' || field === 'county' ? key : asked.get('jurisdiction');
  const at = asked.get('at');
  if (at) page.set('at', at);
  if (county) page.set('county', county);
  return `/responsibility?${page.toString()}`;
}

/** What is shown, in CSV: the figure's head, then its lines. */
export function figureCsv(head: [string, string][], columns: [string, string], lines: Line[]): string {
  const cell = (x: string) => `"${(/^[=+\-@]/.test(x) && !/^[+-]?[\d.,]+$/.test(x) ? `'${x}` : x).replace(/"/g, '""')}"`;
  const rows = [...head, ['', ''], columns, ...lines.map((l) => [l.label, String(l.value)])];
  return `\ufeff${rows.map((r) => r.map((x) => cell(x!)).join(',')).join('\r\n')}\r\n`;
}
