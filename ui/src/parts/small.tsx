import type { ReactNode } from 'react';
import { age as ageWords, type Instant } from './format.ts';
import { say, useLang, type Both } from './lang.tsx';
import { useNow } from './now.tsx';

/** Late for ever: the office stamp. Only for lateness. */
export function Stamp({ children }: { children: ReactNode }) {
  return <span className="stamp">{children}</span>;
}

/** The product's mark: fingers closed into a fist. */
export function Mark({ size = 22 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 22 22" aria-hidden="true">
      <path d="M4 9.5v-4M8.3 9.5V3M12.6 9.5V3.5M16.9 9.5V5.5" stroke="currentColor" strokeWidth="3" strokeLinecap="round" />
      <path d="M2.5 12.5h17v1.5q0 5.5-6 5.5h-5q-6 0-6-5.5Z" fill="currentColor" />
    </svg>
  );
}

export type LedgerKind = 'real' | 'drill' | 'scenario';

const kScene = {
  scenario: { zh: '【情景】', en: 'SCENARIO' },
  drill: { zh: '【演练】', en: 'DRILL' },
  long: { zh: '不入统计', en: ' · not in figures' },
} as const;

/** Says that these rows are not the real ledger; nothing when they are. */
export function SceneMark({ kind, long }: { kind: LedgerKind; long?: boolean }) {
  const lang = useLang();
  if (kind === 'real') return null;
  return <span className={`scene ${kind}`}>{kScene[kind][lang]}{long ? kScene.long[lang] : ''}</span>;
}

/** A hatched frame around the page during a drill, so that it cannot be taken for reality. */
export function SceneFrame({ kind, children }: { kind: LedgerKind; children: ReactNode }) {
  return kind === 'drill' ? <div className="scene-frame">{children}</div> : <>{children}</>;
}

export type Level = 1 | 2 | 3 | 4;

const kLevels = {
  1: { roman: 'I', zh: 'Ⅰ级', en: 'Level I', colour: { zh: '红', en: 'red' }, d: 'M12 1.8 23.2 21.6H.8Z', y: 18.8, size: 10.5 },
  2: { roman: 'II', zh: 'Ⅱ级', en: 'Level II', colour: { zh: '橙', en: 'orange' }, d: 'M12 .8 23.2 12 12 23.2.8 12Z', y: 16, size: 11 },
  3: { roman: 'III', zh: 'Ⅲ级', en: 'Level III', colour: { zh: '黄', en: 'yellow' }, d: 'M2.5 2.5h19v19h-19Z', y: 16.4, size: 12.5 },
  4: { roman: 'IV', zh: 'Ⅳ级', en: 'Level IV', colour: { zh: '蓝', en: 'blue' }, d: 'M12 1.5a10.5 10.5 0 1 0 .01 0Z', y: 16.2, size: 11.5 },
} as const;

/** Reads a level from what records hold: 1…4, "3", "level_3", "III", "yellow", "黄色"; null when it is none. */
export function readLevel(value: unknown): Level | null {
  if (typeof value === 'number') return value >= 1 && value <= 4 && Number.isInteger(value) ? (value as Level) : null;
  if (typeof value !== 'string') return null;
  const names: [RegExp, Level][] = [
    [/^(level_?)?1$|^I$|^Ⅰ|^red$|红|^一级/i, 1], [/^(level_?)?2$|^II$|^Ⅱ|^orange$|橙|^二级/i, 2],
    [/^(level_?)?3$|^III$|^Ⅲ|^yellow$|黄|^三级/i, 3], [/^(level_?)?4$|^IV$|^Ⅳ|^blue$|蓝|^四级/i, 4],
  ];
  return names.find(([pattern]) => pattern.test(value))?.[1] ?? null;
}

/** A level notice in few words: `防汛四级应急响应`, `Flood response, level IV`; the whole title where it has another form. */
export function noticeWords(fields: Record<string, unknown>, lang: 'zh' | 'en'): string {
  const title = String(fields.title ?? '');
  const level = readLevel(fields.level);
  if (lang === 'en' && level) return `${/drought/.test(String(fields.plan)) ? 'Drought' : 'Flood'} response, level ${kLevels[level].roman}`;
  const changed = /^关于将(.+?)[一二三四]级应急响应[^为至到]*[为至到]([一二三四]级)的通知$/.exec(title);
  return /^关于启动(.+)的通知$/.exec(title)?.[1] ?? (changed ? `${changed[1]}${changed[2]}应急响应` : title);
}

export interface LevelProps {
  level: Level;
  /** 20 in a row, 40 in a head, 104 on the wall. */
  size?: number;
  /** Words beside the shape; absent: level and colour; null: shape only, with its name for readers. */
  text?: string | null;
}

/** Sharper is worse: triangle I, diamond II, square III, circle IV; shape, roman numeral and word together. */
export function LevelBadge({ level, size = 20, text }: LevelProps) {
  const lang = useLang();
  const shape = kLevels[level];
  const name = `${shape[lang]} ${shape.colour[lang]}`;
  return (
    <span className={`lv l${level}`} role={text === null ? 'img' : undefined} aria-label={text === null ? name : undefined}>
      <svg width={size} height={size} viewBox="0 0 24 24" aria-hidden="true">
        <path d={shape.d} fill={`var(--l${level})`} stroke={`var(--l${level}-ink)`} strokeWidth="1.2" strokeLinejoin="round" />
        <text x="12" y={shape.y} fontSize={shape.size} fontWeight="700" textAnchor="middle" fill={`var(--l${level}-on)`}>{shape.roman}</text>
      </svg>
      {text === null ? null : text ?? name}
    </span>
  );
}

export interface NamePlateProps {
  post: string;
  person?: string | null;
  /** On duty now: the post is inked. */
  on?: boolean;
  /** Who answered for them, or by which channel: 陶一苇 代签, 电话. */
  proxy?: string | null;
  /** Nobody holds the post; `gapDays` since when. */
  gap?: boolean;
  gapDays?: number;
}

const kPlate = { vacant: { zh: '空缺', en: 'vacant' }, days: { zh: ' {n} 天', en: ' {n} d' }, duty: { zh: '在岗', en: 'on duty' } };

/** Post first, then person: people act as a post. */
export function NamePlate({ post, person, on, proxy, gap, gapDays }: NamePlateProps) {
  const lang = useLang();
  const days = gapDays === undefined ? '' : kPlate.days[lang].replace('{n}', String(gapDays));
  return (
    <span className={`pp ${on ? 'on' : ''} ${gap ? 'gap' : ''} ${!person && !gap && !proxy ? 'unit1' : ''}`} title={on ? kPlate.duty[lang] : undefined}>
      <i>{post}</i>
      {(person || gap) && <span>{gap && !person ? `${kPlate.vacant[lang]}${days}` : person}</span>}
      {proxy && <em>{proxy}</em>}
    </span>
  );
}

export type Freshness = 'fresh' | 'ageing' | 'stale' | 'silent';

export interface HonestProps {
  /** When it was true. */
  at?: Instant;
  /** Where it comes from, or how it was got: 实测, 长江委水文局. */
  source?: string;
  freshness?: Freshness;
  /** Own words in place of time and source. */
  text?: string;
  now?: number;
}

const kSilent = { zh: '静默', en: 'silent' };

/** The dot and words that every foreign value carries: source, time, age. Stale and silent are ours to mend, so violet. */
export function HonestData({ at, source, freshness = 'fresh', text, now: given }: HonestProps) {
  const lang = useLang();
  const now = useNow(given);
  const tone = freshness === 'fresh' ? '' : freshness === 'ageing' ? 'age' : 'old';
  const when = at == null ? '' : ageWords(at, now, lang);
  const words = text ?? (freshness === 'silent'
    ? `${kSilent[lang]} ${when.replace(/前$| ago$/, '')}`
    : [source, when].filter(Boolean).join(lang === 'zh' ? '·' : ' · '));
  return <span className={`hd ${tone}`} data-freshness={freshness}>{words.trim()}</span>;
}

/** Freshness by age against the interval at which the value is owed. */
export function freshness(ageMs: number | null, intervalMs: number): Freshness {
  if (ageMs === null) return 'silent';
  if (ageMs <= intervalMs * 1.25) return 'fresh';
  return ageMs <= intervalMs * 2 ? 'ageing' : 'stale';
}

const kUnknown = { zh: '未知', en: 'unknown' };

/** Not known. Never 0, never empty. */
export function Unknown() {
  const lang = useLang();
  return <span className="unk">{kUnknown[lang]}</span>;
}

/** A value, or 未知 when there is none. */
export function Value({ children }: { children: string | number | null | undefined }) {
  return children === null || children === undefined || children === '' ? <Unknown /> : <>{children}</>;
}

export type DeliveryState = 'none' | 'sent' | 'delivered' | 'read' | 'done';

const kDelivery: Record<DeliveryState, Both> = {
  none: { zh: '未发', en: 'not sent' },
  sent: { zh: '已发', en: 'sent' }, delivered: { zh: '已达', en: 'delivered' },
  read: { zh: '已读', en: 'read' }, done: { zh: '已办', en: 'done' },
};
const kDeliveryStep: Record<DeliveryState, number> = { none: 0, sent: 1, delivered: 2, read: 3, done: 4 };

/** Four squares, the last one wider: delivered never looks done. `word` replaces the last word (已受领). */
export function Delivery({ state, word, bare }: { state: DeliveryState; word?: Both | string; bare?: boolean }) {
  const lang = useLang();
  const step = kDeliveryStep[state];
  const words = word ? say(word, lang) : kDelivery[state][lang];
  return (
    <span className="dl" role="img" aria-label={words}>
      {[1, 2, 3, 4].map((n) => <i key={n} className={n > step ? '' : n === 4 ? 'd' : 'y'} />)}
      {!bare && <span aria-hidden="true">{words}</span>}
    </span>
  );
}
