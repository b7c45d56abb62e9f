// 负担: what people were asked to fill in, and who reads it.
import { call } from '../../../api/client.ts';

export interface Sum { forms: number; asked: number; filled: number; unread: number }
export interface TypeSum extends Sum { type: string }
export interface PlaceSum extends Sum { id: string; name: string; level: string; county?: string; types: TypeSum[] }
export interface Burden { period: string; total: Sum; types: TypeSum[]; places: PlaceSum[] }
export interface Form { seq: number; at: string; type: string; id: string; label: string; op: 'create' | 'update' | 'move'; move: string; place_name: string; asked: number; filled: number; unread: number }
export interface Reader { kind: string; name?: string }
export interface FieldReaders { name: string; required: boolean; readers: Reader[] }
export interface TypeReaders { type: string; asked: number; unread: number; also_wanted_by: string[]; fields: FieldReaders[] }

const B = '/api/v1/burden';
export const burdenApi = {
  month: (period: string) => call<Burden>(B, { query: { period } }),
  rows: (period: string, type: string, place: string) => call<{ total: number; items: Form[] }>(`${B}/rows`, { query: { period, type, place } }),
  readers: (type: string) => call<{ items: TypeReaders[] }>(`${B}/readers`, { query: { type } }),
};

/** Places under the county they lie in, in the server's order; the city and the counties themselves head their group. */
export function grouped(places: PlaceSum[]): { county: string; places: PlaceSum[] }[] {
  const out: { county: string; places: PlaceSum[] }[] = [];
  for (const p of places) {
    const county = p.county ?? p.name;
    const group = out.find((g) => g.county === county);
    if (group) group.places.push(p); else out.push({ county, places: [p] });
  }
  return out;
}
/** What nobody reads is what the page is for. */
export const unreadFirst = (fields: FieldReaders[]) => [...fields.filter((f) => f.readers.length === 0), ...fields.filter((f) => f.readers.length > 0)];
/** Readers by kind, so that twenty figures take one line. */
export function byKind(readers: Reader[]): [string, string[]][] {
  const out = new Map<string, string[]>();
  for (const r of readers) out.set(r.kind, [...(out.get(r.kind) ?? []), ...(r.name ? [r.name] : [])]);
  return [...out];
}
