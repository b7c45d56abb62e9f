import i18n from 'i18next';
import { createContext, useContext, useSyncExternalStore, type ReactNode } from 'react';
import type { Both, Lang } from '../api/types.ts';
import { lang as pageLang } from '../text/index.ts';

export type { Both, Lang };

const LangContext = createContext<Lang | null>(null);

/** Sets the language of the parts below, where it differs from the page's (a paper in Chinese on an English desk). */
export function LangProvider({ lang, children }: { lang: Lang; children: ReactNode }) {
  return <LangContext.Provider value={lang}>{children}</LangContext.Provider>;
}

function subscribe(listener: () => void): () => void {
  i18n.on('languageChanged', listener);
  return () => i18n.off('languageChanged', listener);
}

/** The language of the part: the provider's, else the page's, followed as it changes. */
export function useLang(): Lang {
  const given = useContext(LangContext);
  const page = useSyncExternalStore(subscribe, pageLang);
  return given ?? page;
}

export { fill, say } from './words.ts';
