// Invented facts of the mockup's flood night, so that the gallery can be laid beside it.
import type { DikeFacts, Rung, RulerItem, SiteFacts, Step } from '../index.ts';

const at = (hhmm: string) => Date.parse(`2026-08-20T${hhmm}:00+08:00`);

export const kRungs = (now: number): Rung[] => [
  { key: '1', state: 'miss', post: '专家', person: '汪守堤', channel: '短信、电话' },
  { key: '2', state: 'now', post: '专家', person: '罗砚秋', channel: '振铃中', clock: { startedAt: now - 138_000, dueAt: now + 42_000 } },
  { key: '3', state: 'next', post: '联络员', person: '陶一苇', at: at('02:42') },
];

export const kSteps: Step[] = [
  { key: 'found', title: '发现', state: 'done', at: at('02:31') }, { key: 'reported', title: '接报', state: 'done', at: at('02:36') },
  { key: 'verified', title: '核实', state: 'now', limit: at('03:01') }, { key: 'measure', title: '第一措施', state: 'next', limit: at('03:31') },
  { key: 'control', title: '控制', state: 'next', limit: at('04:36') }, { key: 'watch', title: '坐哨观察', state: 'next' }, { key: 'closed', title: '结案', state: 'next' },
];

export const kRulerItems: RulerItem[] = [
  { key: 'found', name: '发现', at: at('02:31') }, { key: 'heard', name: '接报', at: at('02:36') },
  { key: 'verify', name: '核实', at: at('02:52'), limit: at('03:01') }, { key: 'measure', name: '第一措施', at: at('03:05'), limit: at('03:31') },
  { key: 'expert', name: '专家到场', at: at('03:29'), limit: at('03:36') }, { key: 'gravel', name: '砂石到场', at: at('03:42'), limit: at('03:36') },
  { key: 'follow', name: '续报一', limit: at('03:51') }, { key: 'control', name: '控制', limit: at('04:36') },
];

export const kDike: DikeFacts = {
  name: '荆江大堤', upstream: 760_000, downstream: 700_000,
  water: [{ from: 760_000, to: 722_000, lines: 2 }, { from: 722_000, to: 700_000, lines: 1 }],
  flags: [{ id: 'g1', at: 757_000, name: '沙市', value: 43.04 }],
  incidents: [{ id: 'i1', at: 718_350, kind: '管涌' }],
  huts: Array.from({ length: 39 }, (_, n) => ({ id: `h${n}`, at: 759_500 - n * 1500, reported: n < 32 || n > 34, name: `哨棚 ${n + 1}` })),
  breaks: [{ at: 760_000, name: '沙市区' }, { at: 745_000, name: '江陵县' }, { at: 700_000, name: '' }],
};

export const kSite: SiteFacts = {
  stake: 718_350, side: 'left', river: '长江', distance_m: 60, ground_m: 33.6, outer_stage_m: 41.71, stage_note: '推算', crest_m: 45.6,
  work: '反滤围井 Ø 3 m',
  marks: [
    { id: 'h47', kind: 'hut', stake: 718_530, offset_m: 12, label: '哨棚 47' }, { id: 'h48', kind: 'hut', stake: 718_220, offset_m: 12, label: '哨棚 48' },
    { id: 't1', kind: 'team', stake: 718_400, offset_m: 78, label: '一队 38 人' }, { id: 'p1', kind: 'person', stake: 718_385, offset_m: 44, label: '专家 罗' },
  ],
};
