// Numbers, stakes, times and durations as people of the work write them.

/** 718350 → 718+350 (metres to kilometre stake). */
export function stake(metres: number | null | undefined): string {
  if (metres === null || metres === undefined || !Number.isFinite(metres)) return '';
  const m = Math.round(Math.abs(metres));
  return `${metres < 0 ? '-' : ''}${Math.floor(m / 1000)}+${String(m % 1000).padStart(3, '0')}`;
}
/** 718+350, K718+350, 718350 → 718350; undefined when it is no stake. */
export function parseStake(text: string): number | undefined {
  const t = text.trim().replace(/＋/g, '+').replace(/^[kK]/, '');
  const pair = /^(\d{1,4})\+(\d{1,3})$/.exec(t);
  if (pair) return Number(pair[1]) * 1000 + Number(pair[2]!.padEnd(3, '0'));
  return /^\d{1,7}$/.test(t) ? Number(t) : undefined;
}

const zone = 'Asia/Shanghai';
const parts = new Intl.DateTimeFormat('en-CA', {
  timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23', weekday: 'short',
});
export interface CityParts { year: string; month: string; day: string; hour: string; minute: string; second: string; weekday: number }
const weekdays = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];

/** Calendar parts of an instant in the city's zone. */
export function cityParts(at: number): CityParts {
  const p: Record<string, string> = {};
  for (const x of parts.formatToParts(at)) p[x.type] = x.value;
  return { year: p.year!, month: p.month!, day: p.day!, hour: p.hour!, minute: p.minute!, second: p.second!, weekday: weekdays.indexOf(p.weekday!) };
}
export type When = string | number | null | undefined;
export function ms(at: When): number { return typeof at === 'number' ? at : at ? Date.parse(at) : NaN; }
function with_(at: When, f: (p: CityParts) => string): string {
  const t = ms(at);
  return Number.isFinite(t) ? f(cityParts(t)) : '';
}
/** MM-DD HH:mm */
export const dayTime = (at: When) => with_(at, (p) => `${p.month}-${p.day} ${p.hour}:${p.minute}`);
export const hourMinute = (at: When) => with_(at, (p) => `${p.hour}:${p.minute}`);
export const hourMinuteSecond = (at: When) => with_(at, (p) => `${p.hour}:${p.minute}:${p.second}`);
export const monthDay = (at: When) => with_(at, (p) => `${p.month}-${p.day}`);
export const fullDate = (at: When) => with_(at, (p) => `${p.year}-${p.month}-${p.day}`);
export const fullTime = (at: When) => with_(at, (p) => `${p.year}-${p.month}-${p.day} ${p.hour}:${p.minute}`);
/** HH:mm of today, MM-DD HH:mm of another day. */
export const shortTime = (at: When, now: number) => (monthDay(at) === monthDay(now) ? hourMinute(at) : dayTime(at));

/** City wall time `2026-08-20T02:31` (or with a space) → RFC 3339; the city has no summer time. */
export function fromCity(local: string): string | undefined {
  const m = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2})(:\d{2})?$/.exec(local.trim());
  if (!m) return undefined;
  const text = `${m[1]}T${m[2]}${m[3] ?? ':00'}+08:00`;
  return Number.isFinite(Date.parse(text)) ? text : undefined;
}

/** A date as people type it: 2026-08-20, 20260820, 08-20 or 0820 of this year → YYYY-MM-DD; undefined when it is none. */
export function parseDate(text: string, now: number): string | undefined {
  const m = /^(?:(\d{4})[-/.年]?)?(\d{1,2})[-/.月]?(\d{2}|(?<=[-/.月])\d)日?$/.exec(text.trim());
  if (!m) return undefined;
  const date = `${m[1] ?? cityParts(now).year}-${m[2]!.padStart(2, '0')}-${m[3]!.padStart(2, '0')}`;
  const at = Date.parse(`${date}T00:00:00Z`);
  return Number.isFinite(at) && new Date(at).toISOString().startsWith(date) ? date : undefined;
}
/** An instant as people type it: 2026-08-20 02:31, 08-20 02:31, 02:31 or 0231 of today → RFC 3339; undefined when it is none. */
export function parseInstant(text: string, now: number): string | undefined {
  const m = /^(?:(.+?)[T\s]+)?(\d{1,2})[:：]?([0-5]\d)(?::\d{2})?$/.exec(text.trim());
  if (!m || Number(m[2]) > 23) return undefined;
  const date = m[1] === undefined ? fullDate(now) : parseDate(m[1], now);
  return date === undefined ? undefined : fromCity(`${date}T${m[2]!.padStart(2, '0')}:${m[3]}`);
}

/** A span as a clock shows it: under an hour mm:ss, else `5 h 18`, from two days `3 d 4 h`. */
export function span(millis: number): string {
  const s = Math.floor(Math.abs(millis) / 1000);
  if (s < 3600) return `${String(Math.floor(s / 60)).padStart(2, '0')}:${String(s % 60).padStart(2, '0')}`;
  const h = Math.floor(s / 3600);
  if (h < 48) return `${h} h ${String(Math.floor((s % 3600) / 60)).padStart(2, '0')}`;
  return `${Math.floor(h / 24)} d ${h % 24} h`;
}
/** A duration value for a form: 30m, 24h, 10d. */
export function duration(millis: number | null | undefined): string {
  if (millis === null || millis === undefined || !Number.isFinite(millis)) return '';
  for (const [unit, size] of [['d', 86400000], ['h', 3600000], ['m', 60000], ['s', 1000]] as const)
    if (millis !== 0 && millis % size === 0) return `${millis / size}${unit}`;
  return millis === 0 ? '0m' : `${millis}ms`;
}
/** 30m, 1h30m, 10d → milliseconds; undefined when it is none. */
export function parseDuration(text: string): number | undefined {
  const t = text.trim().toLowerCase();
  if (!/^(\d+(d|h|m|s))+$/.test(t)) return undefined;
  const size: Record<string, number> = { d: 86400000, h: 3600000, m: 60000, s: 1000 };
  let sum = 0;
  for (const [, n, u] of t.matchAll(/(\d+)(d|h|m|s)/g)) sum += Number(n) * size[u!]!;
  return sum;
}
/** 12345.6 → 12,345.6; fixed digits when given. */
export function num(value: number | null | undefined, digits?: number): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return '';
  return value.toLocaleString('en-US', digits === undefined ? { maximumFractionDigits: 3 } : { minimumFractionDigits: digits, maximumFractionDigits: digits });
}
/** Fen → yuan with two digits. */
export const money = (fen: number | null | undefined) => (fen === null || fen === undefined ? '' : num(fen / 100, 2));
/** `02:31` or `0231` typed during a call → the latest such minute not after `now`. */
export function clockTime(text: string, now: number): string | undefined {
  const m = /^(\d{1,2})[:：]?(\d{2})$/.exec(text.trim());
  if (!m || Number(m[1]) > 23 || Number(m[2]) > 59) return undefined;
  const of = (day: number) => fromCity(`${fullDate(day)}T${m[1]!.padStart(2, '0')}:${m[2]}`);
  const today = of(now);
  // A minute "in the future" is yesterday's: calls tell what has happened.
  return today && Date.parse(today) > now + 60_000 ? of(now - 86_400_000) : today;
}
