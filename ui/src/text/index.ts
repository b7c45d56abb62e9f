// Texts in both languages. Namespaces are added by each entry, so that the phone never carries the desk's texts.
import i18n from 'i18next';
import { initReactI18next } from 'react-i18next';
import { setCallState } from '../api/client.ts';
import type { Both, Lang } from '../api/types.ts';
import { common as commonEn } from './en/common.ts';
import { common as commonZh } from './zh/common.ts';

const key = 'muster.lang';
export function storedLang(): Lang {
  try { return localStorage.getItem(key) === 'en' ? 'en' : 'zh'; } catch { return 'zh'; }
}
export function lang(): Lang { return i18n.language === 'en' ? 'en' : 'zh'; }

/** Starts i18n with the common texts and those of the entry: `{ desk: { zh, en } }`. */
export async function startTexts(more: Record<string, { zh: object; en: object }> = {}): Promise<void> {
  const resources: Record<Lang, Record<string, object>> = { zh: { common: commonZh }, en: { common: commonEn } };
  for (const [ns, t] of Object.entries(more)) { resources.zh[ns] = t.zh; resources.en[ns] = t.en; }
  await i18n.use(initReactI18next).init({
    resources, lng: storedLang(), fallbackLng: 'zh', defaultNS: Object.keys(more)[0] ?? 'common',
    fallbackNS: 'common', interpolation: { escapeValue: false }, returnNull: false,
  });
  apply(lang());
}
function apply(l: Lang): void {
  document.documentElement.lang = l === 'en' ? 'en' : 'zh-CN';
  setCallState({ lang: l });
}
export async function setLang(l: Lang): Promise<void> {
  try { localStorage.setItem(key, l); } catch { /* the choice then lasts until the page closes */ }
  await i18n.changeLanguage(l);
  apply(l);
}
/** The text of the current language; the other one when it is empty. */
export function tx(both: Partial<Both> | string | null | undefined): string {
  if (!both) return '';
  if (typeof both === 'string') return both;
  return (lang() === 'en' ? both.en || both.zh : both.zh || both.en) ?? '';
}
/** Same keys as the Chinese texts, every one a text. */
export type Texts<T> = { [K in keyof T]: T[K] extends string ? string : Texts<T[K]> };
