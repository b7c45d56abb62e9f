// The five facts as the server answers them; a figure that it does not give stays unknown.
export interface Rain { by: { jurisdiction: string; name: string; mm: number }[]; hours: number; areal_mm: number | null; at: string | null }
export interface Incidents { total: number; change_day: number; by_kind: { kind: string; total: number; open: number; rows_url: string }[]; rows_url: string }
export interface Losses { sums: Record<string, number | null>; areas_reported: number; unknown: string[]; at: string | null; rows_url: string }
export type Works = Record<string, { total: number; rows_url: string; [state: string]: number | string }>;

type Loose = Record<string, unknown>;
const isObj = (v: unknown): v is Loose => typeof v === 'object' && v !== null && !Array.isArray(v);
export const rainOf = (v: unknown): Rain | null => (isObj(v) && Array.isArray(v.by) ? (v as unknown as Rain) : null);
export const incidentsOf = (v: unknown): Incidents | null => (isObj(v) && Array.isArray(v.by_kind) ? (v as unknown as Incidents) : null);
export const lossesOf = (v: unknown): Losses | null => (isObj(v) && isObj(v.sums) ? (v as unknown as Losses) : null);
export const worksOf = (v: unknown): Works | null => (isObj(v) ? (v as Works) : null);

/** States of a kind of work with their counts, without total and link. */
export function statesOf(work: Works[string] | undefined): [state: string, count: number][] {
  return Object.entries(work ?? {}).filter(([k, v]) => k !== 'total' && k !== 'rows_url' && typeof v === 'number') as [string, number][];
}
/** `/api/v1/records/guard_report?filter=…` → the list page of the same rows. */
export const pageOfRows = (url: string | null | undefined): string | null => {
  const m = url ? /\/api\/v1\/records\/(\w+)(\?.*)?$/.exec(url) : null;
  return m ? `/r/${m[1]}${m[2] ?? ''}` : null;
};
