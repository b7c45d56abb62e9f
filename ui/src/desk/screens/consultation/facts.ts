// The five facts arrive as loose trees of figures; these helpers read them without inventing any.
import { num } from '../../../format/index.ts';

export interface FactRow { key: string; label: string; value: string; note?: string }
type Loose = Record<string, unknown>;
const isObj = (v: unknown): v is Loose => typeof v === 'object' && v !== null && !Array.isArray(v);

/** The main figure of a fact: the first of the named keys that holds a number, else the first number. */
export function mainFigure(fact: unknown, names: string[]): { key: string; value: number } | null {
  if (typeof fact === 'number') return { key: '', value: fact };
  if (!isObj(fact)) return null;
  for (const n of names) if (typeof fact[n] === 'number') return { key: n, value: fact[n] };
  const first = Object.entries(fact).find(([, v]) => typeof v === 'number');
  return first ? { key: first[0], value: first[1] as number } : null;
}
/** The sentence of a fact: its `text`, `note` or `summary`, in the language asked for. */
export function sentence(fact: unknown, lang: 'zh' | 'en'): string {
  if (typeof fact === 'string') return fact;
  if (!isObj(fact)) return '';
  for (const n of ['text', 'note', 'summary', 'outlook']) {
    const v = fact[n];
    if (typeof v === 'string') return v;
    if (isObj(v)) return String(v[lang] ?? v.zh ?? '');
  }
  return '';
}
/** When and by whom a fact was stated. */
export function stated(fact: unknown): { at: string | null; source: string } {
  if (!isObj(fact)) return { at: null, source: '' };
  const at = ['at', 'observed_at', 'counted_at'].map((n) => fact[n]).find((v): v is string => typeof v === 'string');
  return { at: at ?? null, source: typeof fact.source === 'string' ? fact.source : typeof fact.issuer === 'string' ? fact.issuer : '' };
}
/** Rows of a fact: its arrays `[{label|name|title, value|count|km}]` first, then its plain numbers. */
export function factRows(fact: unknown, skip: string[], word: (key: string) => string, most = 6): FactRow[] {
  if (!isObj(fact)) return [];
  const rows: FactRow[] = [];
  for (const [name, v] of Object.entries(fact)) {
    if (Array.isArray(v)) v.filter(isObj).forEach((x, i) => {
      const label = ['label', 'name', 'title', 'kind', 'jurisdiction_name', 'area'].map((n) => x[n]).find((y) => typeof y === 'string');
      const value = ['value', 'count', 'number', 'mm', 'km', 'total'].map((n) => x[n]).find((y) => typeof y === 'number');
      if (label !== undefined && value !== undefined) rows.push({ key: `${name}-${i}`, label: word(String(label)), value: num(value as number), ...(typeof x.note === 'string' ? { note: x.note } : {}) });
    });
    else if (isObj(v) && Object.values(v).every((y) => typeof y === 'number')) for (const [k, y] of Object.entries(v)) rows.push({ key: `${name}-${k}`, label: word(k), value: num(y as number) });
    else if (typeof v === 'number' && !skip.includes(name)) rows.push({ key: name, label: word(name), value: num(v) });
  }
  return rows.slice(0, most);
}
/** Bars of the first array with labels and numbers, longest first as given. */
export function bars(fact: unknown): { label: string; value: number }[] {
  if (!isObj(fact)) return [];
  for (const v of Object.values(fact)) {
    if (!Array.isArray(v)) continue;
    const out = v.filter(isObj).flatMap((x) => {
      const label = ['label', 'name', 'jurisdiction_name', 'station', 'area'].map((n) => x[n]).find((y) => typeof y === 'string');
      const value = ['mm', 'value', 'rain_mm', 'total'].map((n) => x[n]).find((y) => typeof y === 'number');
      return label !== undefined && value !== undefined ? [{ label: String(label), value: value as number }] : [];
    });
    if (out.length) return out;
  }
  return [];
}
