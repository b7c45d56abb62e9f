// The English texts are loaded when they are wanted: most phones never need them, and the service worker keeps them anyway.
import i18n from 'i18next';
import type { Lang } from '../../api/types.ts';
import { setLang, storedLang } from '../../text/index.ts';

async function load(lang: Lang): Promise<void> {
  if (lang === 'en' && !i18n.getResource('en', 'phone', 'title')) i18n.addResourceBundle('en', 'phone', (await import('./en.ts')).en, true, true);
}

/** Makes the texts of the stored language ready; call once after startTexts. */
export const readyLang = (): Promise<void> => load(storedLang());

export async function chooseLang(lang: Lang): Promise<void> {
  await load(lang);
  await setLang(lang);
}
