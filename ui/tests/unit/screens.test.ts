// What screens compute before they draw.
import { foldHits } from '../../src/desk/app/Palette.tsx';
import { describe, expect, it, vi } from 'vitest';
import type { Desk, GaugeNow, Rec, Series, TypeInfo } from '../../src/api/types.ts';
import { soundOf } from '../../src/desk/app/sound.ts';
import { modeByClock } from '../../src/desk/app/theme.tsx';
import { geometryOf, readPairs } from '../../src/desk/generic/GeometryInput.tsx';
import { linesText, readLines } from '../../src/desk/generic/FieldInput.tsx';
import { pathOfStates } from '../../src/desk/generic/ObjectPage.tsx';
import { orderGauges } from '../../src/desk/kit/gauges.ts';
import { pageOfRows, statesOf } from '../../src/desk/screens/consultation/facts.ts';
import { nextReport } from '../../src/desk/screens/incident/Paper.tsx';
import { deliveryOf } from '../../src/desk/screens/incident/rungs.ts';
import { smsCount } from '../../src/desk/screens/warnings/Warnings.tsx';

vi.mock('../../src/desk/screens/map/MapPick.tsx', () => ({ MapPick: () => null }));

const rec = (type: string, fields: Record<string, unknown>, state: string | null = null): Rec => ({ id: type, type, version: 1, ledger: 'real', owner_node: '', jurisdiction_id: null, state, number: null, label: type, occurred_at: null, recorded_at: '', changed_at: '', created_by: '', model_version: '', fields, geometry: null });

describe('coordinates', () => {
  it('are read in either order: longitudes here exceed 70, latitudes do not', () => expect(readPairs('30.3348, 112.2413')).toEqual([[112.2413, 30.3348]]));
  it('take one pair a line', () => expect(readPairs('112 30\n113，31')).toEqual([[112, 30], [113, 31]]));
  it('refuse half a pair', () => expect(readPairs('112')).toBeUndefined());
  it('close a ring (RFC 7946 3.1.6)', () => expect(geometryOf('area', [[0, 0], [1, 0], [1, 1]])?.coordinates).toEqual([[[0, 0], [1, 0], [1, 1], [0, 0]]]));
  it('make no line of one point', () => expect(geometryOf('line', [[1, 2]])).toBeNull());
});

describe('the states of a record', () => {
  const t = (z: string) => ({ zh: z, en: z });
  const type: TypeInfo = { name: 'task', title: t(''), group: '', place: 'none', fields: [], label: '', list: [], start: 'sent', clocks: [],
    states: ['sent', 'read', 'accepted', 'done', 'declined'].map((name) => ({ name, title: t(name) })),
    moves: [{ name: 'read', title: t(''), from: ['sent'], to: 'read' }, { name: 'accept', title: t(''), from: ['sent', 'read'], to: 'accepted' }, { name: 'finish', title: t(''), from: ['sent', 'read', 'accepted'], to: 'done' }, { name: 'decline', title: t(''), from: ['sent', 'read'], to: 'declined' }] };
  it('lead from the start to the end by the nearest next state', () => expect(pathOfStates(type, 'read')).toEqual(['sent', 'read', 'accepted', 'done', 'declined'].slice(0, 4)));
  it('always hold the current one', () => expect(pathOfStates(type, 'declined')).toContain('declined'));
});

describe('delivery', () => {
  it.each([['sent', 'sent'], ['delivered', 'delivered'], ['read', 'read'], ['accepted', 'read'], ['done', 'done']])('a task that is %s looks %s', (state, look) => expect(deliveryOf(rec('task', {}, state))).toBe(look));
  it('a receipt that is accepted is done: accepting is all it asks', () => expect(deliveryOf(rec('receipt', {}, 'accepted'))).toBe('done'));
});

describe('small rules', () => {
  it('dark from 20:00 to 06:00 of the city', () => { expect(modeByClock(Date.parse('2026-08-20T20:00:00+08:00'))).toBe('dark'); expect(modeByClock(Date.parse('2026-08-20T06:00:00+08:00'))).toBe('light'); });
  it.each([[70, 1], [71, 2], [134, 2], [135, 3]])('%d characters are %d SMS', (n, m) => expect(smsCount(n)).toBe(m));
  it('a figure opens to its rows', () => expect(pageOfRows('/api/v1/records/sluice?ledger=real&filter=state:eq:open')).toBe('/r/sluice?ledger=real&filter=state:eq:open'));
  it('states of works leave out total and link', () => expect(statesOf({ total: 9, rows_url: '/x', open: 2 })).toEqual([['open', 2]]));
});

describe('the order of gauges', () => {
  const g = (id: string, more: Partial<GaugeNow> = {}): GaugeNow => ({ id, code: id, name: id, river: '', property: 'stage_m', value: 1, at: null, age_s: 0, silent: false, quality: null, rate_m_h: 0, stage_kind: null, over_m: null, thresholds: [], next_forecast: null, ...more });
  it('is keys by the river, then the silent, then the rest; flows are left out', () =>
    expect(orderGauges([g('a'), g('b', { silent: true }), g('k2'), g('k1'), g('q', { property: 'flow_m3s' })], ['k1', 'k2']).map((x) => x.id)).toEqual(['k1', 'k2', 'b', 'a']));
});

describe('sound', () => {
  const desk = (rows: Partial<Desk['rows'][number]>[]) => ({ rows, counts: {}, strip: {}, duty: {}, handover: [] }) as unknown as Desk;
  it('is the worst level of what is not yet accepted', () => expect(soundOf(desk([{ record: rec('alarm', {}, 'active'), level: 3, clock: null }, { record: rec('warning', {}, 'received'), level: 2, clock: null }]), 0).level).toBe(2));
  it('is silent for what was accepted', () => expect(soundOf(desk([{ record: rec('alarm', {}, 'acknowledged'), level: 1, clock: null }]), 0).level).toBeNull());
  it('knocks when a clock stands at its limit', () => { const at = Date.parse('2026-08-20T02:41:00Z'); expect(soundOf(desk([{ record: rec('task', {}, 'sent'), level: null, clock: rec('clock', { started_at: '2026-08-20T02:00:00Z', due_at: '2026-08-20T02:41:00Z' }, 'due') }]), at + 1000).knock).toBe(true); });
});

describe('the hydrograph', () => {
  it('joins the forecast to the last reading and finds its peak', async () => {
    const { chartRows } = await import('../../src/desk/screens/consultation/rows.ts');
    const s: Series = { station: '', property: 'stage_m', unit: 'm', thresholds: [], points: [['2026-08-20T00:00:00Z', 42.9, 'good'], ['2026-08-20T01:00:00Z', 43.0, 'good']], forecast: { issuer: '', issued_at: '', points: [['2026-08-20T00:30:00Z', 42.95, 0.1], ['2026-08-20T05:00:00Z', 43.1, 0.05], ['2026-08-20T08:00:00Z', 43.05, null]] } };
    const r = chartRows(s);
    expect(r.forecast.map((p) => p[1])).toEqual([43.0, 43.1, 43.05]);
    expect(r.peak?.[1]).toBe(43.1);
  });
});

describe('lists written as lines', () => {
  it('a line left alone keeps its row, a new one becomes an open item', () => {
    const before = [{ text: '弥陀寺站改人工观读', open: false, about: 'x' }];
    expect(readLines('items', '弥陀寺站改人工观读\n补行', before)).toEqual([before[0], { text: '补行', open: true }]);
  });
  it('people are post and name', () => expect(readLines('attendees', '水利局 彭江潮\n顾长风', null)).toEqual([{ post: '水利局', name: '彭江潮' }, { name: '顾长风' }]));
  it('go there and back', () => { const rows = readLines('attendees', '水利局 彭江潮', null); expect(linesText(rows)).toBe('水利局 彭江潮'); });
});

describe('the next report of an incident', () => {
  const report = (kind: string, state = 'sent') => rec('report', { kind }, state);
  it('is the first', () => expect(nextReport([], false)).toEqual({ kind: 'first', serial: 1 }));
  it('is a follow-up with its number', () => expect(nextReport([report('first'), report('follow_up')], false)).toEqual({ kind: 'follow_up', serial: 2 }));
  it('is the final one when the incident is closed', () => expect(nextReport([report('first')], true).kind).toBe('final'));
  it('does not count what was dropped', () => expect(nextReport([report('first', 'dropped')], false).kind).toBe('first'));
});

describe('the palette', () => {
  const hit = (type: string, label: string, snippet = '') => ({ id: label + snippet, type, label, snippet });
  it('folds rows of one name and puts first what begins with the words', () => {
    const rows = foldHits([hit('callout', '叫应 郑家福', 'jyzjf'), hit('callout', '叫应 郑家福', 'jyzjf '), hit('person', '郑家福', 'zjf')], 'zjf');
    expect(rows.map((r) => [r.item.label, r.n])).toEqual([['郑家福', 1], ['叫应 郑家福', 2]]);
  });
});
