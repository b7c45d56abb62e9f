import { expect, it } from 'vitest';
import type { GaugeNow, Rec } from '../api/types.ts';
import { buildDike, linesOver } from './dikeFacts.ts';

const rec = (type: string, id: string, fields: Record<string, unknown>, more: Partial<Rec> = {}): Rec => ({
  id, type, version: 1, ledger: 'real', owner_node: 'n', jurisdiction_id: null, state: null, number: null, label: id, occurred_at: null,
  recorded_at: '', changed_at: '', created_by: '', model_version: '', fields, geometry: null, ...more,
});
const gauge = (value: number | null, silent = false): GaugeNow => ({
  id: 'g', code: 'SHASHI', name: '沙市', river: '长江', property: 'stage_m', value, at: null, age_s: null, silent, quality: null, rate_m_h: null, stage_kind: null, over_m: null,
  thresholds: [{ kind: 'defence', value_m: 42 }, { kind: 'warning', value_m: 43 }, { kind: 'guarantee', value_m: 45 }], next_forecast: null,
});
const section = (id: string, from: number, to: number, more: Record<string, unknown> = {}, place: string | null = null) =>
  rec('dike_section', id, { dike: 'd', from_stake: from, to_stake: to, control_gauge: 'g', ...more }, { jurisdiction_id: place });

it('counts the stages that the control gauge stands over, and none when it is silent', () => {
  const s = section('s', 10, 0);
  expect([41.99, 42, 43.04, 45].map((v) => linesOver(s, gauge(v)))).toEqual([0, 1, 2, 3]);
  expect(linesOver(s, gauge(43.5, true))).toBe(0);
  expect(linesOver(s, gauge(null))).toBe(0);
  expect(linesOver(s, undefined)).toBe(0);
});

it('holds a section against its own stages by its own water', () => {
  const own = section('s', 10, 0, { warning_m: 41, stage_shift_m: -1.5 });
  expect(linesOver(own, gauge(42.4))).toBe(1);
  expect(linesOver(own, gauge(42.5))).toBe(2);
});

it('draws a dike from its records, whichever way the stakes were written', () => {
  const dike = buildDike({
    dike: rec('dike', 'd', { name: '荆江大堤' }), gauges: [gauge(43.04)], refs: { j1: { type: 'jurisdiction', label: '沙市区' }, j2: { type: 'jurisdiction', label: '江陵县' } }, now: 1000,
    sections: [section('s2', 740_000, 750_000, {}, 'j2'), section('s1', 760_000, 750_000, {}, 'j1'), section('s3', 740_000, 730_000, { warning_m: 44 }, 'j2'), section('x', 1, 2, { dike: 'other' })],
    incidents: [rec('dike_incident', 'i', { section: 's2', stake: 745_500, kind: 'sand_boil' }), rec('dike_incident', 'far', { section: 'x', stake: 1, kind: 'crack' })],
    huts: [rec('hut', 'h1', { section: 's1', stake: 755_000 }), rec('hut', 'h2', { section: 's3', stake: 735_000 })],
    shifts: [rec('patrol_shift', 'p1', { section: 's3', due_at: '1970-01-01T00:00:00Z' }, { state: 'due' }), rec('patrol_shift', 'p2', { section: 's1', due_at: '1970-01-02T00:00:00Z' }, { state: 'due' })],
    kindWord: (k) => (k === 'sand_boil' ? '管涌' : k),
  });
  expect([dike.upstream, dike.downstream]).toEqual([760_000, 730_000]);
  expect(dike.water).toEqual([{ from: 760_000, to: 740_000, lines: 2 }, { from: 740_000, to: 730_000, lines: 1 }]);
  expect(dike.breaks).toEqual([{ at: 760_000, name: '沙市区' }, { at: 750_000, name: '江陵县' }]);
  expect(dike.incidents).toEqual([{ id: 'i', at: 745_500, kind: '管涌' }]);
  expect(dike.huts.map((h) => h.reported)).toEqual([true, false]);
  expect(dike.flags).toEqual([{ id: 'g', at: 745_000, name: '沙市', value: 43.04 }]);
});

it('puts a flag where the gauge stands when that is known', () => {
  const line = (lon: number) => ({ type: 'LineString' as const, coordinates: [[lon, 30], [lon + 0.01, 30]] });
  const near = { ...section('s1', 760_000, 750_000), geometry: line(112.2) };
  const far = { ...section('s2', 750_000, 740_000), geometry: line(112.5) };
  const dike = buildDike({ dike: rec('dike', 'd', {}), gauges: [gauge(43)], refs: {}, now: 0, sections: [near, far], incidents: [], huts: [], shifts: [], places: { g: [112.21, 30.01] } });
  expect(dike.flags[0]!.at).toBe(755_000);
});
