// Types of the model in the groups of its menu.
import type { Both, Dictionary, TypeInfo } from '../../api/types.ts';

export interface TypeGroup { name: string; title: Both; types: TypeInfo[] }

/** Groups in the order of the model's dictionary `menu_group`; one it does not know comes last under its own name. */
export function groupTypes(types: TypeInfo[], dictionary: Dictionary | undefined): TypeGroup[] {
  const order = dictionary?.choices.map((c) => c.value) ?? [];
  const place = (name: string) => (order.includes(name) ? order.indexOf(name) : order.length);
  return [...new Set(types.map((x) => x.group))].sort((a, b) => place(a) - place(b)).map((name) => ({
    name, title: dictionary?.choices.find((c) => c.value === name)?.title ?? { zh: name, en: name }, types: types.filter((x) => x.group === name),
  }));
}

/** Whether the words stand in a type's title of either language, its name or its help. */
export function typeMatches(type: TypeInfo, words: string): boolean {
  const text = [type.title.zh, type.title.en, type.name, type.help?.zh, type.help?.en].join(' ').toLowerCase();
  return words.toLowerCase().split(/\s+/).every((w) => text.includes(w));
}
