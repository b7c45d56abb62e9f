import { describe, expect, it } from 'vitest';
import { clockTime, dayTime, duration, fromCity, fullTime, money, num, parseDate, parseDuration, parseInstant, parseStake, span, stake } from '../../src/format/index.ts';

describe('stake', () => {
  it.each([[718350, '718+350'], [0, '0+000'], [5, '0+005'], [628000, '628+000']])('%d m is written %s', (m, text) => expect(stake(m)).toBe(text));
  it.each([['718+350', 718350], ['K718+350', 718350], ['718＋35', 718350], ['718350', 718350], ['0+5', 500]])('%s is read as %d m', (text, m) => expect(parseStake(text)).toBe(m));
  it.each(['', '718+', '+350', 'abc', '718+3500', '718 350'])('"%s" is no stake', (text) => expect(parseStake(text)).toBeUndefined());
  it('shows nothing for what is not known', () => expect(stake(null)).toBe(''));
});

describe('duration', () => {
  it.each([[1800000, '30m'], [86400000, '1d'], [5400000, '90m'], [0, '0m'], [36000000, '10h']])('%d ms is %s', (ms, text) => expect(duration(ms)).toBe(text));
  it.each([['30m', 1800000], ['1h30m', 5400000], ['10d', 864000000]])('%s is %d ms', (text, ms) => expect(parseDuration(text)).toBe(ms));
  it.each(['', '30', 'm', '30 min'])('"%s" is none', (text) => expect(parseDuration(text)).toBeUndefined());
});

describe('times in the city', () => {
  it('are shown in Asia/Shanghai, whatever the computer thinks', () => expect(dayTime('2026-08-19T18:31:00Z')).toBe('08-20 02:31'));
  it('come back as typed', () => expect(fullTime(fromCity('2026-08-20T02:31')!)).toBe('2026-08-20 02:31'));
  it('carry the offset', () => expect(fromCity('2026-08-20 02:31')).toBe('2026-08-20T02:31:00+08:00'));
  it.each(['2026-13-01T00:00', '20:31', ''])('"%s" is none', (text) => expect(fromCity(text)).toBeUndefined());
});

describe('a time told in a call', () => {
  const now = Date.parse('2026-08-20T02:41:00+08:00');
  it('is the minute of today when it has passed', () => expect(clockTime('0231', now)).toBe('2026-08-20T02:31:00+08:00'));
  it('is yesterday when it would lie ahead', () => expect(clockTime('23:50', now)).toBe('2026-08-19T23:50:00+08:00'));
  it('is nothing when it is no time', () => expect(clockTime('2561', now)).toBeUndefined());
});

describe('figures', () => {
  it('money is fen written in yuan', () => expect(money(123456)).toBe('1,234.56'));
  it('an unknown number is empty, never 0', () => expect(num(null)).toBe(''));
  it('spans under an hour are minutes and seconds', () => expect(span(1482000)).toBe('24:42'));
  it('spans over an hour name hours', () => expect(span(19080000)).toBe('5 h 18'));
});

describe('times as people type them', () => {
  const now = Date.parse('2026-08-20T02:41:00+08:00');
  it.each([['2026-08-20 02:31', '2026-08-20T02:31:00+08:00'], ['08-19 23:05', '2026-08-19T23:05:00+08:00'], ['0231', '2026-08-20T02:31:00+08:00'], ['2:31', '2026-08-20T02:31:00+08:00'], ['8月19日 23:05', '2026-08-19T23:05:00+08:00']])('%s is %s', (text, at) => expect(parseInstant(text, now)).toBe(at));
  it.each(['', '25:00', '02:61', '02-30 10:00', 'soon'])('"%s" is no instant', (text) => expect(parseInstant(text, now)).toBeUndefined());
  it.each([['2026-08-20', '2026-08-20'], ['20260820', '2026-08-20'], ['0820', '2026-08-20'], ['8-9', '2026-08-09']])('%s is the day %s', (text, day) => expect(parseDate(text, now)).toBe(day));
  it.each(['02-30', '13-01', '82'])('"%s" is no day', (text) => expect(parseDate(text, now)).toBeUndefined());
});
