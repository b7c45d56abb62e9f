// Files in and out, as docs/api/contract.md ("In and out") states them.
import { address, call, headersOf, type ListQuery } from './client.ts';
import { Problem } from './problem.ts';
import type { Both, Id, Instant } from './types.ts';

export type OnDuplicate = 'refuse' | 'skip' | 'update';
export type BatchState = 'checking' | 'checked' | 'running' | 'done' | 'undoing' | 'undone' | 'failed' | 'cancelled' | 'stopped';
export interface ImportOptions {
  type: string; ledger: string; sheet: string; crs: string; on_duplicate: OnDuplicate; jurisdiction: string;
  /** Title or letters of a column → field, `@lon` …, or empty to leave the column out. */
  columns: Record<string, string>;
}
export interface ImportError { row?: number | null; column?: string; title?: string; field?: string; code: string; value?: unknown; zh: string; en: string }
export interface ImportColumn { column: string; title: string; target: string; by: string; field_title: Both | null }
export interface Duplicate { row: number; id: Id; label: string; version: number; changes: Record<string, [unknown, unknown]> }
export interface ImportResult {
  created?: number; updated?: number; failed?: number; stopped?: boolean; errors?: ImportError[];
  undone?: { removed: number; restored: number; kept: { type: string; id: Id; label: string; row?: number }[]; reason: string }; undo_refused?: ImportError;
}
export interface Batch {
  id: Id; type: string; type_title: Both; state: BatchState; file: string; file_hash: string; account: string; options: ImportOptions;
  created_at: Instant; changed_at: Instant; progress: null | { done: number; total: number };
  counts: null | { rows: number; bad: number; good: number; create: number; update: number; skip: number; same: number };
  result?: ImportResult | null; format?: string; sheet?: string; header_rows?: [number, number];
  columns?: ImportColumn[]; column_errors?: ImportError[]; errors?: ImportError[]; duplicates?: Duplicate[]; refused?: ImportError | null;
}
export const kBusy: BatchState[] = ['checking', 'running', 'undoing'];

const V = '/api/v1';
export const exchange = {
  upload: (file: File, o: Partial<ImportOptions>) => call<Batch>(`${V}/imports`, {
    method: 'POST', raw: { data: file, type: file.type, name: file.name },
    query: { type: o.type, sheet: o.sheet, crs: o.crs, on_duplicate: o.on_duplicate, jurisdiction: o.jurisdiction } }),
  batches: () => call<{ items: Batch[] }>(`${V}/imports`),
  batch: (id: Id) => call<Batch>(`${V}/imports/${id}`),
  check: (id: Id, o: Partial<ImportOptions>) => call<Batch>(`${V}/imports/${id}/check`, { method: 'POST', body: o }),
  confirm: (id: Id, goodOnly: boolean) => call<Batch>(`${V}/imports/${id}/confirm`, { method: 'POST', body: { good_only: goodOnly } }),
  cancel: (id: Id) => call<Batch>(`${V}/imports/${id}/cancel`, { method: 'POST', body: {} }),
  undo: (id: Id, reason: string) => call<Batch>(`${V}/imports/${id}/undo`, { method: 'POST', body: { reason } }),
  errorSheet: (id: Id, format: 'xlsx' | 'csv') => download(`${V}/imports/${id}/errors.${format}`),
  template: (type: string) => download(`${V}/templates/${type}.xlsx`),
  export: (type: string, format: ExportFormat, columns: string[], query: ListQuery) => download(`${V}/export/${type}`, { ...query, format, columns: columns.join(',') }),
};
export type ExportFormat = 'xlsx' | 'csv' | 'geojson' | 'gpkg';
export interface Downloaded { name: string; blob: Blob; rows: number | null }

/** The file name that an answer states (RFC 8187), or the end of its address. */
export function fileNameOf(disposition: string | null, path: string): string {
  const stated = /filename\*=UTF-8''([^;]+)/i.exec(disposition ?? '')?.[1];
  try { return stated ? decodeURIComponent(stated) : path.split('/').pop()!; } catch { return path.split('/').pop()!; }
}

/** Fetches a file, so that a refusal is told on the screen and not as a page of its own. @throws Problem */
async function download(path: string, query: Parameters<typeof address>[1] = {}): Promise<Downloaded> {
  let r: Response;
  try { r = await fetch(address(path, query), { headers: { ...headersOf({}), Accept: '*/*' }, credentials: 'same-origin' }); }
  catch { throw new Problem(0, { code: 'offline' }); }
  if (!r.ok) throw new Problem(r.status, await r.json().catch(() => ({})) as Record<string, unknown>);
  const rows = r.headers.get('X-Muster-Rows');
  return { name: fileNameOf(r.headers.get('Content-Disposition'), path), blob: await r.blob(), rows: rows === null ? null : Number(rows) };
}
