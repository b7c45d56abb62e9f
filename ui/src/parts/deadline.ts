import type { Both, Lang } from '../api/types.ts';
import { countdown, instantMs, kHour, kMinute, kSecond, shortTime, span, type Instant } from './format.ts';
import { fill, say } from './words.ts';

/** run: in time · warn: past its warning tick · due: the minute of the limit · late: past it and open · lateDone: done late, for ever ·
 *  met: done in time · paused: not counting. */
export type ClockState = 'run' | 'warn' | 'due' | 'late' | 'lateDone' | 'met' | 'paused' | 'unknown';

export interface ClockFacts {
  startedAt?: Instant;
  dueAt: Instant;
  /** When the ruler turns violet. Absent: three quarters of the way. */
  warnAt?: Instant;
  doneAt?: Instant;
  pausedAt?: Instant;
  pausedReason?: Both | string | null;
}

/** Where the limit stands on the short ruler; the rest is room for lateness. */
export const kLimitAt = 0.78;
const kDueWindow = kMinute;

export function warnInstant(facts: ClockFacts): number | null {
  const due = instantMs(facts.dueAt);
  const start = instantMs(facts.startedAt);
  const warn = instantMs(facts.warnAt);
  if (warn !== null) return warn;
  return due === null || start === null ? null : start + (due - start) * 0.75;
}

/** The state at `now`. A fact at the very instant of the limit is in time. */
export function clockState(facts: ClockFacts, now: number): ClockState {
  const due = instantMs(facts.dueAt);
  const done = instantMs(facts.doneAt);
  if (due === null) return done === null ? 'unknown' : 'met';
  if (done !== null) return done > due ? 'lateDone' : 'met';
  if (instantMs(facts.pausedAt) !== null || facts.pausedReason) return 'paused';
  if (now >= due + kDueWindow) return 'late';
  if (now >= due) return 'due';
  const warn = warnInstant(facts);
  return warn !== null && now >= warn ? 'warn' : 'run';
}

export interface ClockShape {
  /** Filled share of the ruler, 0 to kLimitAt. */
  fill: number;
  /** Place of the warning tick, or null. */
  warn: number | null;
  /** Hatched share beyond the limit, 0 when in time. */
  over: number;
}

const clamp = (x: number, low: number, high: number) => Math.min(high, Math.max(low, x));

/** Where fill, tick and hatch stand. A clock without start shows its state by whole shares, never an invented length. */
export function clockShape(facts: ClockFacts, now: number): ClockShape {
  const due = instantMs(facts.dueAt);
  const start = instantMs(facts.startedAt);
  const state = clockState(facts, now);
  if (due === null || start === null || due <= start) {
    const share = state === 'run' ? 0.3 : state === 'met' ? 0.5 : 1;
    return { fill: state === 'unknown' ? 0 : share * kLimitAt, warn: null, over: state === 'late' || state === 'lateDone' ? 0.12 : 0 };
  }
  const end = instantMs(facts.doneAt) ?? (state === 'paused' ? instantMs(facts.pausedAt) : null) ?? now;
  const share = (end - start) / (due - start);
  const warn = warnInstant(facts);
  return {
    fill: clamp(share, 0, 1) * kLimitAt,
    warn: warn === null ? null : clamp((warn - start) / (due - start), 0, 1) * kLimitAt,
    over: end > due && state !== 'due' ? clamp((share - 1) * kLimitAt, 0.06, 1 - kLimitAt - 0.02) : 0,
  };
}

const kWords = {
  left: { zh: '剩 {t}', en: '{t} left' },
  due: { zh: '到点', en: 'DUE' },
  late: { zh: '迟 {t}', en: 'LATE {t}' },
  done: { zh: '{t} 办', en: 'done {t}' },
  early: { zh: '早 {t}', en: '{t} early' },
  onTime: { zh: '按时', en: 'on time' },
  paused: { zh: '暂停', en: 'paused' },
  pausedFor: { zh: '暂停，{t}', en: 'paused: {t}' },
  unknown: { zh: '时限未知', en: 'limit unknown' },
} as const;

export interface ClockWords {
  /** Plain words. */
  text: string;
  /** Words of the stamp, when late. */
  stamp: string | null;
}

/** What the clock says; enough without the drawing. `coarse` counts in minutes, for the phone. */
export function clockWords(facts: ClockFacts, now: number, lang: Lang, coarse = false): ClockWords {
  const state = clockState(facts, now);
  const due = instantMs(facts.dueAt) ?? now;
  const done = instantMs(facts.doneAt);
  const count = (ms: number) => (coarse && Math.abs(ms) >= kMinute && Math.abs(ms) < kHour ? span(ms, lang) : countdown(ms, lang));
  // Ceil while counting down: the last second still says 00:01, and 00:00 is never shown before the limit.
  const left = Math.ceil((due - now) / kSecond) * kSecond;
  switch (state) {
    case 'run':
    case 'warn': return { text: fill(kWords.left[lang], { t: count(left) }), stamp: null };
    case 'due': return { text: kWords.due[lang], stamp: null };
    case 'late': return { text: '', stamp: fill(kWords.late[lang], { t: count(now - due) }) };
    case 'lateDone': return {
      text: fill(kWords.done[lang], { t: shortTime(done ?? now, now) }),
      stamp: fill(kWords.late[lang], { t: span((done ?? now) - due, lang) }),
    };
    case 'met': {
      if (done === null) return { text: `✓ ${kWords.onTime[lang]}`, stamp: null };
      const spare = instantMs(facts.dueAt) === null ? '' : due - done < kMinute ? ` ${kWords.onTime[lang]}` : ` ${fill(kWords.early[lang], { t: span(due - done, lang) })}`;
      return { text: `✓ ${shortTime(done, now)}${spare}`, stamp: null };
    }
    case 'paused': {
      const reason = say(facts.pausedReason, lang);
      return { text: reason ? fill(kWords.pausedFor[lang], { t: reason }) : kWords.paused[lang], stamp: null };
    }
    case 'unknown': return { text: kWords.unknown[lang], stamp: null };
  }
}

/** Facts of a record of type `clock`; the server's fields are kept as they come. */
export function clockFacts(record: { fields: Record<string, unknown>; state?: string | null }): ClockFacts {
  const f = record.fields;
  const at = (...names: string[]): Instant => {
    for (const name of names) {
      const value = f[name];
      if (typeof value === 'string' || typeof value === 'number') return value;
    }
    return null;
  };
  return {
    startedAt: at('started_at', 'start_at'),
    dueAt: at('due_at', 'due'),
    warnAt: at('warn_at'),
    doneAt: at('met_at', 'done_at'),
    pausedAt: record.state === 'paused' ? at('paused_at', 'changed_at') : null,
    pausedReason: record.state === 'paused' ? (at('pause_reason', 'paused_reason') as string | null) ?? { zh: '待答复', en: 'waiting' } : null,
  };
}
