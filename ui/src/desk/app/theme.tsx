// Light and dark by the city's clock or by the user; antd's tokens come from tokens.css.
import { ConfigProvider, theme as antd } from 'antd';
import enUS from 'antd/locale/en_US';
import zhCN from 'antd/locale/zh_CN';
import { createContext, useContext, useEffect, useMemo, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useCityNow } from '../../api/clock.ts';
import { cityParts } from '../../format/index.ts';
import { antdThemes } from '../../gen/theme.ts';

export type ThemeChoice = 'clock' | 'light' | 'dark';
export type ThemeMode = 'light' | 'dark';
interface ThemeState { choice: ThemeChoice; mode: ThemeMode; setChoice: (c: ThemeChoice) => void }
const Context = createContext<ThemeState>({ choice: 'clock', mode: 'light', setChoice: () => {} });
export const useThemeMode = () => useContext(Context);

const key = 'muster.theme';
function stored(): ThemeChoice {
  try {
    const v = localStorage.getItem(key);
    return v === 'light' || v === 'dark' ? v : 'clock';
  } catch { return 'clock'; }
}
/** Dark from 20:00 to 06:00 of the city. */
export function modeByClock(at: number): ThemeMode {
  const hour = Number(cityParts(at).hour);
  return hour >= 20 || hour < 6 ? 'dark' : 'light';
}

export function ThemeProvider({ children }: { children: ReactNode }) {
  const [choice, choose] = useState(stored);
  const byClock = modeByClock(useCityNow());
  const mode = choice === 'clock' ? byClock : choice;
  const english = useTranslation().i18n.language === 'en';
  useEffect(() => { document.documentElement.dataset.theme = mode; }, [mode]);
  const state = useMemo(() => ({
    choice, mode,
    setChoice: (c: ThemeChoice) => { try { localStorage.setItem(key, c); } catch { /* lasts until the page closes */ } choose(c); },
  }), [choice, mode]);
  const config = useMemo(() => ({
    ...antdThemes[mode], algorithm: mode === 'dark' ? antd.darkAlgorithm : antd.defaultAlgorithm,
    cssVar: { key: `muster-${mode}` }, hashed: false,
  }), [mode]);
  return (
    <Context.Provider value={state}>
      <ConfigProvider locale={english ? enUS : zhCN} componentSize="middle" theme={config} button={{ autoInsertSpace: false }} wave={{ disabled: true }}>
        {children}
      </ConfigProvider>
    </Context.Provider>
  );
}
