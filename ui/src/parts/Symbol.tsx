import { useLang, type Both } from './lang.tsx';
import { kSymbols, type SymbolName } from './symbolPaths.ts';

export { kSymbols, symbolOf, type SymbolName } from './symbolPaths.ts';

export const kSymbolNames: Record<SymbolName, Both> = {
  gauge: { zh: '水尺', en: 'gauge' }, incident: { zh: '险情', en: 'incident' }, store: { zh: '仓库', en: 'store' }, team: { zh: '队伍', en: 'team' },
  shelter: { zh: '避难场所', en: 'shelter' }, hazard: { zh: '重大危险源', en: 'hazard source' }, sluice: { zh: '涵闸', en: 'sluice' },
  pump: { zh: '泵站', en: 'pump station' }, hut: { zh: '哨棚', en: 'hut' }, vehicle: { zh: '车辆', en: 'vehicle' }, task: { zh: '任务', en: 'task' },
  closure: { zh: '断路', en: 'closure' }, reservoir: { zh: '水库', en: 'reservoir' }, person: { zh: '人员', en: 'person' },
};

export interface SymbolProps {
  name: SymbolName;
  size?: number;
  /** Selected: ink and paper change places. */
  solid?: boolean;
  /** Read out with its name; otherwise it is decoration beside words. */
  titled?: boolean;
}

/** A map symbol, in the theme's ink. */
export function Symbol({ name, size = 24, solid, titled }: SymbolProps) {
  const lang = useLang();
  return (
    <svg className="sym" width={size} height={size} viewBox="0 0 24 24" role={titled ? 'img' : undefined}
      aria-hidden={titled ? undefined : true} aria-label={titled ? kSymbolNames[name][lang] : undefined}>
      <SymbolPaths name={name} solid={solid} />
    </svg>
  );
}

/** The same drawing for use inside another svg, in a 24 box. */
export function SymbolPaths({ name, solid }: { name: SymbolName; solid?: boolean }) {
  const [outline, inner] = kSymbols[name];
  return (
    <>
      <path d={outline} fill={solid ? 'var(--ink)' : 'var(--surface)'} stroke="var(--ink)" strokeWidth="1.4" />
      <path d={inner} fill="none" stroke={solid ? 'var(--on-ink)' : 'var(--ink)'} strokeWidth="1.4" strokeLinecap="round" strokeLinejoin="round" />
    </>
  );
}

/** Line icons of buttons and tabs, in a 16 box. */
export const kIcons = {
  phone: 'M4 2.5c0 6 3.5 9.5 9.5 9.5l.5-3-3-1-1.3 1.4C8 8.5 7 7.5 6.3 6.1L7.5 5l-1-3Z',
  tasks: 'M3 3h10v10H3ZM5.5 8l2 2 3-4',
  plus: 'M8 3v10M3 8h10',
  sync: 'M3 8a5 5 0 0 1 8.5-3.5L13 6M13 2.8V6H9.8M13 8a5 5 0 0 1-8.5 3.5L3 10M3 13.2V10h3.2',
  offline: 'M2 2l12 12M3 7c1-1 2-1.6 3.2-2M8 4.6c2 0 3.7.9 5 2.4M5.5 9.5c.5-.5 1.2-.9 2-1M8 12.2v.1',
  pin: 'M8 14.5s4.5-4.5 4.5-8A4.5 4.5 0 0 0 3.5 6.5c0 3.5 4.5 8 4.5 8ZM8 5.2a1.4 1.4 0 1 0 .01 0',
  search: 'M7 2.5a4.5 4.5 0 1 0 .01 0M10.3 10.3 14 14',
  monitor: 'M2.5 4.5h11v7h-11ZM6 14h4M8 11.5V14',
  map: 'M2 4l4-1.5 4 1.5 4-1.5v9.5l-4 1.5-4-1.5L2 13.5ZM6 2.5v9.5M10 4v9.5',
  meeting: 'M2.5 5h11v4h-11ZM4 9v4M12 9v4M5 2.5h1M10 2.5h1',
  bell: 'M8 2v1.5M4 11c0-5 1-7 4-7s4 2 4 7ZM2.5 11h11M6.8 13.5h2.4',
  trouble: 'M8 1.5 14.5 8 8 14.5 1.5 8ZM8 5v3.5M8 10.6v.2',
  guard: 'M2 11h12M3.500 11V6M6.500 11V6M9.500 11V6M12.500 11V6M2 13.500h12',
  grid: 'M2.5 2.5h11v11h-11ZM2.5 6.200h11M2.5 9.800h11M6.200 2.500v11M9.800 2.500v11',
  house: 'M2.5 7 8 2.500 13.500 7v6.500h-11ZM6 13.500V9.500h4v4',
  figures: 'M2.500 2v12h11.500M5.500 12V8M8.500 12V4.500M11.500 12V6.500',
  book: 'M4 1.500h5.500L12.500 4.500v10H4ZM9 1.500v3.500h3.500M6 8h4.500M6 11h4.500',
  camera: 'M2 5h3l1-1.500h4L11 5h3v8H2ZM8 6.500a2.300 2.300 0 1 0 .01 0',
  close: 'M3.500 3.500l9 9M12.500 3.500l-9 9',
  back: 'M10 2.500 4.500 8l5.500 5.500',
  next: 'M6 2.500 11.500 8 6 13.500',
  person: 'M8 2.500a2.500 2.500 0 1 0 .01 0M3 14c.5-6 9.500-6 10 0',
  moon: 'M12.500 10A5.500 5.500 0 0 1 6 3.500 5.500 5.500 0 1 0 12.500 10Z',
  reach: 'M8 8 3 3.500M8 8l5-3.500M8 8l1.500 5.500M8 8l-5.500 3M13 4.500l1.500 2.500M3 3.500 2 6M9.500 13.500l3-1M8 6.800a1.200 1.200 0 1 0 .01 0',
  lorry: 'M1.500 4h8v7h-8ZM9.500 6.500h2.800l2.200 2.300V11h-5M4.300 11a1.400 1.400 0 1 0 .01 0M11.500 11a1.400 1.400 0 1 0 .01 0',
  scan: 'M2 5.500V2h3.500M10.500 2H14v3.500M14 10.500V14h-3.500M5.500 14H2v-3.500M4 8h8',
  check: 'M3 8.500l3.200 3.200L13 5',
} as const;

export type IconName = keyof typeof kIcons;

export function Icon({ name, size = 16 }: { name: IconName; size?: number }) {
  return <svg className="i" style={{ width: size, height: size }} viewBox="0 0 16 16" aria-hidden="true"><path d={kIcons[name]} /></svg>;
}
