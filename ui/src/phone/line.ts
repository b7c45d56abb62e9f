// Correcting what was read from a line: the line itself is corrected, so that the words stay the whole truth.
import type { LineFacts } from '../api/types.ts';
import { stake } from '../format/index.ts';

export type FactName = 'stake' | 'distance_m' | 'kind' | 'water' | 'people' | 'aperture_cm';

/** How a fact is written in a line, with the Chinese word of a choice. */
export function factWords(name: FactName, value: unknown, word?: string): string {
  if (value === null || value === undefined || value === '') return '';
  switch (name) {
    case 'stake': return stake(Number(value));
    case 'distance_m': return `堤脚外${value}米`;
    case 'people': return `${value}人`;
    case 'aperture_cm': return `口径${value}厘米`;
    default: return word ?? String(value);
  }
}

const kPatterns: Record<FactName, RegExp> = {
  stake: /[Kk]?\d{1,4}\s*[+＋]\s*\d{1,3}/,
  distance_m: /(?:距|离)?(?:堤脚|堤内脚|坡脚)?(?:外|内)?\s*约?\s*\d+(?:\.\d+)?\s*(?:m|M|米)(?!³|3)/,
  people: /\d+\s*(?:人|个人|名)/,
  kind: /管涌|散浸|清水漏洞|浑水漏洞|脱坡|崩岸|跌窝|裂缝|漫溢|涵闸险情|水井险情|白蚁洞|溃口/,
  water: /清水|浑水|浊水|不出水/,
  aperture_cm: /(?:口径|孔径|直径)\s*约?\s*\d+(?:\.\d+)?\s*(?:cm|CM|厘米|公分)/,
};

/** The line with one fact corrected: in place where it was said, else added at the end. */
export function correctLine(text: string, name: FactName, value: unknown, word?: string): string {
  const words = factWords(name, value, word);
  if (kPatterns[name].test(text)) return text.replace(kPatterns[name], words).replace(/\s{2,}/g, ' ').trim();
  return words ? `${text.trim()} ${words}`.trim() : text;
}

/** Facts of an incident form from what was read; unknown ones are left out, not invented. */
export function incidentFields(facts: LineFacts, proposed: Record<string, unknown> | undefined): Record<string, unknown> {
  const fields: Record<string, unknown> = { ...proposed };
  for (const name of ['stake', 'distance_m', 'kind', 'water', 'bank', 'side', 'sand', 'aperture_cm', 'count'] as const) {
    if (fields[name] === undefined && facts[name] !== null && facts[name] !== undefined) fields[name] = facts[name];
  }
  if (fields.people_on_site === undefined && typeof facts.people === 'number') fields.people_on_site = facts.people;
  return fields;
}
