// Texts of the desk are written in pairs, so that neither language can lack one.
export type Pair = readonly [zh: string, en: string];
export interface Pairs { readonly [key: string]: Pair | Pairs }

const isPair = (v: Pair | Pairs): v is Pair => Array.isArray(v);

/** The texts of one language out of pairs. */
export function side(pairs: Pairs, which: 0 | 1): Record<string, unknown> {
  return Object.fromEntries(Object.entries(pairs).map(([k, v]) => [k, isPair(v) ? v[which] : side(v, which)]));
}
/** Every key with its pair: `duty.title`. */
export function flat(pairs: Pairs, before = ''): [string, Pair][] {
  return Object.entries(pairs).flatMap(([k, v]) => (isPair(v) ? [[before + k, v] as [string, Pair]] : flat(v, `${before}${k}.`)));
}
