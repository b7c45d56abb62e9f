import type { Both, Lang } from '../api/types.ts';

/** Picks one language of a text; a plain string is the same in both. */
export function say(text: Partial<Both> | string | null | undefined, lang: Lang): string {
  if (text == null) return '';
  return typeof text === 'string' ? text : text[lang] || text.zh || text.en || '';
}

/** Fills `{name}` in a text. Unknown names stay visible, so a missing value is seen and not lost. */
export function fill(text: string, values: Record<string, string | number>): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => (name in values ? String(values[name]) : whole));
}
