// Words of time, age and figures as the parts show them; stakes and calendar parts are those of ../format.
import { cityParts, hourMinute, shortTime as shortOf, stake as stakeText, type When } from '../format/index.ts';
import type { Lang } from '../api/types.ts';

export { parseStake } from '../format/index.ts';

export const kSecond = 1000;
export const kMinute = 60_000;
export const kHour = 3_600_000;
export const kDay = 86_400_000;

export type Instant = When;

/** Milliseconds of an RFC 3339 text or of a number; null when absent or unreadable, never 0. */
export function instantMs(at: Instant): number | null {
  if (at == null || at === '') return null;
  const ms = typeof at === 'number' ? at : Date.parse(at);
  return Number.isFinite(ms) ? ms : null;
}

const two = (n: number) => String(n).padStart(2, '0');

/** `02:41` in the city's zone, or `—`. */
export const hm = (at: Instant) => hourMinute(at) || '—';

/** `02:41` when it is on the city day of `now`, else `08-19 22:10`; `—` when unknown. */
export const shortTime = (at: Instant, now: number) => shortOf(at, now) || '—';

/** `718+350`, or `—`. */
export const stake = (metres: number | null | undefined) => stakeText(metres) || '—';

const kWeekdays = {
  zh: ['周日', '周一', '周二', '周三', '周四', '周五', '周六'],
  en: ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'],
};

/** `08-20 周四` or `Thu 08-20`. */
export function dayWords(at: number, lang: Lang): string {
  const d = cityParts(at);
  const date = `${d.month}-${d.day}`;
  const weekday = kWeekdays[lang][d.weekday] ?? '';
  return lang === 'zh' ? `${date} ${weekday}` : `${weekday} ${date}`;
}

/** A counting span: under an hour `mm:ss`, over an hour `5 h 18`, over a day `2 天 3 h`. Negative spans count as their size. */
export function countdown(spanMs: number, lang: Lang): string {
  const s = Math.floor(Math.abs(spanMs) / kSecond);
  if (s < 3600) return `${two(Math.floor(s / 60))}:${two(s % 60)}`;
  if (s < 86_400) return `${Math.floor(s / 3600)} h ${two(Math.floor((s % 3600) / 60))}`;
  const days = Math.floor(s / 86_400);
  const hours = Math.floor((s % 86_400) / 3600);
  return lang === 'zh' ? `${days} 天 ${hours} h` : `${days} d ${hours} h`;
}

/** A span that does not count: `9 分`, `3 小时 5 分`, `20 天`; under a minute `40 秒`. */
export function span(spanMs: number, lang: Lang): string {
  const s = Math.floor(Math.abs(spanMs) / kSecond);
  const [sec, min, hour, day] = lang === 'zh' ? [' 秒', ' 分', ' 小时', ' 天'] : [' s', ' min', ' h', ' d'];
  if (s < 60) return `${s}${sec}`;
  const minutes = Math.floor(s / 60);
  if (minutes < 120) return `${minutes}${min}`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return minutes % 60 === 0 ? `${hours}${hour}` : `${hours}${hour} ${minutes % 60}${min}`;
  return `${Math.floor(hours / 24)}${day}`;
}

/** How old a value is: `3 秒前`, `44 分前`; the future is said as such, because a wrong clock must be seen. */
export function age(at: Instant, now: number, lang: Lang): string {
  const ms = instantMs(at);
  if (ms === null) return lang === 'zh' ? '时间未知' : 'time unknown';
  const words = span(now - ms, lang);
  if (now - ms < -kMinute) return lang === 'zh' ? `${words}后` : `in ${words}`;
  return lang === 'zh' ? `${words}前` : `${words} ago`;
}

/** A number grouped by comma with fixed digits; null is `null`, so the caller shows 未知 and not 0. */
export function figure(value: number | null | undefined, digits = 0): string | null {
  if (value == null || !Number.isFinite(value)) return null;
  const [whole = '0', part] = Math.abs(value).toFixed(digits).split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  return `${value < 0 ? '−' : ''}${grouped}${part ? `.${part}` : ''}`;
}

/** A stage in metres with two digits, `43.04`. */
export function stage(value: number | null | undefined): string | null {
  return value == null || !Number.isFinite(value) ? null : value.toFixed(2);
}

/** Rising, falling or level by rate in metres per hour; under 5 mm/h is level. Empty when unknown. */
export function trend(rate_m_h: number | null | undefined): string {
  if (rate_m_h == null || !Number.isFinite(rate_m_h)) return '';
  if (Math.abs(rate_m_h) < 0.005) return '→';
  return rate_m_h > 0 ? '↗' : '↘';
}

/** A name that carries the stakes of its section and a stake of its own keeps only its own: `荆江大堤 江陵段 718+350 左岸`. */
export function shortName(label: string): string {
  return label.replace(/ (?:K ?)?\d+\+\d{3}[–-](?:K ?)?\d+\+\d{3}(?= (?:K ?)?\d+\+\d{3})/, '');
}
