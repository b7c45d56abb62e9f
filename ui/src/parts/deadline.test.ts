import { describe, expect, it } from 'vitest';
import { clockShape, clockState, clockWords, kLimitAt, type ClockFacts, type ClockState } from './deadline.ts';
import { kDay, kHour, kMinute } from './format.ts';

const start = Date.parse('2026-08-20T02:00:00+08:00');
const due = start + 60 * kMinute;
const open: ClockFacts = { startedAt: start, dueAt: due };

describe('a clock', () => {
  const cases: { name: string; facts: ClockFacts; now: number; state: ClockState; zh: string; en: string; stamp?: string }[] = [
    { name: 'counts down in minutes and seconds under an hour', facts: open, now: start + 35 * kMinute + 18_000, state: 'run', zh: '剩 24:42', en: '24:42 left' },
    { name: 'turns violet at three quarters when no warning is set', facts: open, now: start + 45 * kMinute, state: 'warn', zh: '剩 15:00', en: '15:00 left' },
    { name: 'turns violet at its own warning', facts: { ...open, warnAt: due - kMinute }, now: due - kMinute - 1, state: 'run', zh: '剩 01:01', en: '01:01 left' },
    { name: 'never shows 00:00 before the limit', facts: open, now: due - 1, state: 'warn', zh: '剩 00:01', en: '00:01 left' },
    { name: 'is due for one minute at the limit', facts: open, now: due, state: 'due', zh: '到点', en: 'DUE' },
    { name: 'is late after that minute and counts up', facts: open, now: due + 4 * kMinute + 12_000, state: 'late', zh: '', en: '', stamp: '迟 04:12' },
    { name: 'keeps its lateness after it is done', facts: { ...open, doneAt: due + 6 * kMinute }, now: due + 3 * kDay, state: 'lateDone', zh: '08-20 03:06 办', en: 'done 08-20 03:06', stamp: '迟 6 分' },
    { name: 'is met when done at the very limit', facts: { ...open, doneAt: due }, now: due + kMinute, state: 'met', zh: '✓ 03:00 按时', en: '✓ 03:00 on time' },
    { name: 'says by how much it was early', facts: { ...open, doneAt: due - 9 * kMinute }, now: due, state: 'met', zh: '✓ 02:51 早 9 分', en: '✓ 02:51 9 min early' },
    { name: 'does not run while paused, and says why', facts: { ...open, pausedAt: start + kMinute, pausedReason: { zh: '等省答复', en: 'province' } }, now: due + kHour, state: 'paused', zh: '暂停，等省答复', en: 'paused: province' },
    { name: 'shows hours over an hour', facts: { startedAt: start, dueAt: start + 8 * kHour }, now: start + 2 * kHour + 42 * kMinute, state: 'run', zh: '剩 5 h 18', en: '5 h 18 left' },
    { name: 'shows days over a day', facts: { startedAt: start, dueAt: start + 10 * kDay }, now: start + 7 * kDay, state: 'run', zh: '剩 3 天 0 h', en: '3 d 0 h left' },
    { name: 'without a limit says that it is unknown', facts: { startedAt: start, dueAt: null }, now: start, state: 'unknown', zh: '时限未知', en: 'limit unknown' },
  ];
  for (const c of cases) {
    it(c.name, () => {
      expect(clockState(c.facts, c.now)).toBe(c.state);
      expect(clockWords(c.facts, c.now, 'zh').text).toBe(c.zh);
      expect(clockWords(c.facts, c.now, 'en').text).toBe(c.en);
      expect(clockWords(c.facts, c.now, 'zh').stamp).toBe(c.stamp ?? null);
    });
  }

  it('fills its ruler up to the limit and hatches beyond it', () => {
    expect(clockShape(open, start).fill).toBe(0);
    expect(clockShape(open, start + 30 * kMinute).fill).toBeCloseTo(kLimitAt / 2);
    expect(clockShape(open, start + 30 * kMinute).over).toBe(0);
    const late = clockShape(open, due + 10 * kDay);
    expect(late.fill).toBe(kLimitAt);
    expect(late.over).toBeGreaterThan(0.1);
    expect(late.fill + late.over).toBeLessThan(1);
  });

  it('stops its ruler where it was paused or done', () => {
    expect(clockShape({ ...open, pausedAt: start + 15 * kMinute }, due)).toMatchObject({ fill: kLimitAt / 4, over: 0 });
    expect(clockShape({ ...open, doneAt: start + 15 * kMinute }, due)).toMatchObject({ fill: kLimitAt / 4, over: 0 });
  });

  it('counts in whole minutes when coarse, and in seconds in the last one', () => {
    expect(clockWords(open, due - 14 * kMinute, 'zh', true).text).toBe('剩 14 分');
    expect(clockWords(open, due - 42_000, 'zh', true).text).toBe('剩 00:42');
  });
});
