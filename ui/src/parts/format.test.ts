import { describe, expect, it } from 'vitest';
import { dikeMarks, placeMarkLabels, stakeTicks, stakeX, type DikeFacts } from './dike.ts';
import { age, countdown, dayWords, figure, instantMs, kDay, kHour, kMinute, span, stage, stake, shortName, trend } from './format.ts';
import { staffScale, stageWords } from './GaugeGlyph.tsx';
import { placeLabels, rulerSpan, rulerTicks } from './ruler.ts';
import { noticeWords, readLevel } from './small.tsx';

const now = Date.parse('2026-08-20T02:41:18+08:00');

describe('words of time and figures', () => {
  it('reads an absent or broken instant as unknown, never as 1970', () => {
    for (const bad of [null, undefined, '', 'yesterday']) expect(instantMs(bad)).toBeNull();
    expect(age(null, now, 'zh')).toBe('时间未知');
  });
  it('says how old a value is in both languages, and that the future is the future', () => {
    expect(age(now - 44 * kMinute, now, 'zh')).toBe('44 分前');
    expect(age(now - 3000, now, 'en')).toBe('3 s ago');
    expect(age(now + 2 * kHour, now, 'zh')).toBe('2 小时后');
  });
  it('counts spans by size', () => {
    expect([span(40_000, 'zh'), span(91 * kMinute, 'zh'), span(185 * kMinute, 'zh'), span(20 * kDay, 'en')]).toEqual(['40 秒', '91 分', '3 小时 5 分', '20 d']);
    expect([countdown(59_000, 'zh'), countdown(3600_000, 'zh')]).toEqual(['00:59', '1 h 00']);
  });
  it('keeps unknown figures unknown', () => {
    expect(figure(null)).toBeNull();
    expect(figure(Number.NaN)).toBeNull();
    expect(figure(32583)).toBe('32,583');
    expect(figure(491.2, 1)).toBe('491.2');
    expect(figure(-1234567.5, 2)).toBe('−1,234,567.50');
    expect(stage(undefined)).toBeNull();
  });
  it('names the city day and the trend', () => {
    expect(dayWords(now, 'zh')).toBe('08-20 周四');
    expect(dayWords(now, 'en')).toBe('Thu 08-20');
    expect([trend(0.02), trend(-0.02), trend(0.004), trend(null)]).toEqual(['↗', '↘', '→', '']);
    expect(stake(null)).toBe('—');
  });
  it('reads levels from colours, numbers and Chinese words', () => {
    expect(['red', '橙色', 3, 'level_4', '三级', '特别', 0, 5, null].map(readLevel)).toEqual([1, 2, 3, 4, 3, null, null, null, null]);
  });
});

it('says a level notice in few words', () => {
  const start = { title: '关于启动防汛四级应急响应的通知', level: '4', plan: 'flood' };
  expect(noticeWords(start, 'zh')).toBe('防汛四级应急响应');
  expect(noticeWords(start, 'en')).toBe('Flood response, level IV');
  expect(noticeWords({ title: '关于将防汛应急响应提升至三级的通知', level: '3' }, 'zh')).toBe('关于将防汛应急响应提升至三级的通知');
  expect(noticeWords({ title: '关于将防汛四级应急响应提升为三级的通知', level: '3' }, 'zh')).toBe('防汛三级应急响应');
});

describe('a gauge', () => {
  const t = { defence: 42, warning: 43, guarantee: 45 };
  it('holds every stage and the reading on its staff', () => {
    for (const value of [null, 30, 43.04, 51]) {
      const s = staffScale(value, t);
      for (const v of [42, 43, 45, value ?? 42]) { expect(v).toBeGreaterThan(s.low); expect(v).toBeLessThan(s.high); }
    }
  });
  it('says the stage in words', () => {
    expect(stageWords('warning', 0.04, 43.04, 'zh')).toBe('超警戒 0.04');
    expect(stageWords('warning', 0.04, 43.04, 'en')).toBe('+0.04 warning');
    expect(stageWords(null, null, 41, 'zh')).toBe('设防下');
    expect(stageWords('warning', 0.04, null, 'zh')).toBeNull();
  });
});

describe('the dike ruler', () => {
  const dike: DikeFacts = {
    name: 'd', upstream: 760_000, downstream: 700_000, water: [], breaks: [], flags: [{ id: 'g', at: 757_000, name: '沙市', value: 43.04 }],
    incidents: [{ id: 'i', at: 718_350, kind: '管涌' }], huts: [{ id: 'a', at: 730_000, reported: true }, { id: 'b', at: 740_000, reported: false }],
  };
  it('draws falling stakes from left to right', () => {
    const s = { left: 0, right: 600, upstream: 760_000, downstream: 700_000 };
    expect([stakeX(s, 760_000), stakeX(s, 730_000), stakeX(s, 700_000)]).toEqual([0, 300, 600]);
  });
  it('steps downstream through gauges, incidents and the huts that owe', () => {
    expect(dikeMarks(dike).map((m) => m.id)).toEqual(['g', 'b', 'i']);
  });
  it('drops single kilometres when they would touch', () => {
    const ticks = (width: number) => stakeTicks({ left: 0, right: width, upstream: 810_000, downstream: 628_000 }).map((t) => t.size);
    expect(ticks(2000)).toContain(1);
    expect(ticks(800)).not.toContain(1);
  });
  it('never lays one label over another mark or label', () => {
    const labels = placeMarkLabels([{ id: 'a', x: 100, half: 9, text: '718+350 管涌' }, { id: 'b', x: 130, half: 9, text: '664+900 散浸' }, { id: 'c', x: 150, half: 9, text: '甲' }], 11, 0, 600);
    expect(labels.map((l) => l.side)).toEqual(['left', 'none', 'right']);
  });
});

describe('the time ruler', () => {
  const items = [{ key: 'a', name: '核实', at: now, limit: now + 9 * kMinute }];
  it('shows every fact, every limit and now', () => {
    const s = rulerSpan(items, now + kHour);
    expect(s.from).toBeLessThan(now);
    expect(s.to).toBeGreaterThan(now + kHour);
  });
  it('puts ticks on whole local minutes with labelled ones apart', () => {
    const s = rulerSpan(items, now + 2 * kHour);
    const ticks = rulerTicks(s, 1200);
    const major = ticks.filter((t) => t.major);
    expect(major.length).toBeGreaterThan(2);
    for (const t of ticks) expect(t.at % kMinute).toBe(0);
    for (let i = 1; i < major.length; i++) expect(((major[i]!.at - major[i - 1]!.at) / (s.to - s.from)) * 1200).toBeGreaterThanOrEqual(110);
  });
  it('moves a label down a row rather than over its neighbour', () => {
    expect(placeLabels([{ text: '限 核实 03:01', x: 100 }, { text: '限 第一措施', x: 120 }, { text: '限 控制', x: 400 }], 12, 3).map((p) => p.row)).toEqual([0, 1, 0]);
  });
});
describe('a short name', () => {
  it.each([
    ['管涌·荆江大堤 江陵段 720+500–718+000 718+350 左岸', '管涌·荆江大堤 江陵段 718+350 左岸'],
    ['散浸·公安长江干堤 公安段 K35+300–K40+350 37+600 右岸', '散浸·公安长江干堤 公安段 37+600 右岸'],
    ['荆江大堤 江陵段 720+500–718+000', '荆江大堤 江陵段 720+500–718+000'],
    ['铜管涌', '铜管涌'],
  ])('%s', (label, short) => { expect(shortName(label)).toBe(short); });
});
