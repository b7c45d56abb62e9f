// What the circle, the stores and the dispatch board compute before they draw.
import { binds } from '../../src/desk/screens/supply/calls.ts';
import { byWay, meanMinutes, villages, ways, withoutPlace } from '../../src/desk/screens/supply/evacuate.ts';
import { describe, expect, it, vi } from 'vitest';
import type { BoardOrder, Circle, CirclePlace, Evacuation, Reach } from '../../src/api/supply.ts';
import type { Rec } from '../../src/api/types.ts';
import { qrPath } from '../../src/desk/kit/Qr.tsx';
import { withMinutes } from '../../src/desk/print/dispatch.tsx';
import { clockNow, columns, countLines, needAsk, readCounts } from '../../src/desk/screens/supply/board.ts';
import { bandsOf, closureRecord, coverRows, drawnOf, inked, lossOf, people, placePoints, rulerOf, sourcesOf, viewOf } from '../../src/desk/screens/supply/reckon.ts';
import { expiryOf, stockLines, storeSum, urgentFirst } from '../../src/desk/screens/supply/stock.ts';

vi.mock('../../src/desk/screens/map/MapPick.tsx', () => ({ MapPick: () => null }));

const rec = (type: string, fields: Record<string, unknown>, more: Partial<Rec> = {}): Rec => ({ id: type, type, version: 1, ledger: 'real', owner_node: '', jurisdiction_id: null, state: null, number: null, label: type, occurred_at: null, recorded_at: '', changed_at: '', created_by: '', model_version: '', fields, geometry: null, ...more });
const place = (id: string, n: number | null, min: number | null, covered: boolean): CirclePlace => ({ id, label: id, people: n, at: [112, 30], first: min === null ? null : { store: 's', min }, reached_by: covered ? [{ store: 's', min: min! }] : [], covered });
const circle = (places: CirclePlace[]): Circle => ({ total_people: 0, covered_people: 0, covered_share: 0, doubly_people: 0, places, stores: [{ id: 's', label: '北岸前置仓', order_to_departure_min: { day: 20, night: 35 }, covers_people: 0 }], uncovered: [] });

describe('reach', () => {
  it('is inked by a quarter, half and the whole of the budget, and twice it', () => expect(bandsOf(60)).toEqual([15, 30, 60, 120]));
  it('inks each part by its band and leaves out what has none', () => {
    const line = (band: number) => ({ type: 'Feature' as const, geometry: { type: 'LineString' as const, coordinates: [[0, 0], [1, 1]] }, properties: { band } });
    const reach: Reach = { budgets_min: [15, 30, 60, 120], roads: { type: 'FeatureCollection', features: [line(0), line(2), line(3), line(4)] }, length_km: [], generated: true, attribution: '' };
    expect(inked(reach).features.map((f) => f.properties.ink)).toEqual(['quarter', 'full', 'beyond']);
  });
  it('starts at the stores of the circle whose place is known, each after its own order-to-departure', () => {
    const c = circle([]);
    expect(sourcesOf({ ...c, stores: [{ ...c.stores[0]!, at: [112, 30] }, c.stores[0]!] }, true)).toEqual([{ at: [112, 30], offset_min: 35, label: '北岸前置仓' }]);
    expect(sourcesOf(undefined, false)).toEqual([]);
  });
});

describe('the coverage table', () => {
  const before = circle([place('a', 100, 40, true), place('b', 900, 55, true), place('c', 50, 90, false), place('d', 20, 10, true)]);
  const now = circle([place('a', 100, 40, true), place('b', 900, 82, false), place('c', 5000, null, false), place('d', 20, 10, true)]);
  const rows = coverRows(now, before);
  it('names the uncovered first, what was lost above what never was; then the slowest', () => expect(rows.map((r) => r.place.id)).toEqual(['b', 'c', 'a', 'd']));
  it('counts as lost only what was covered before', () => expect(lossOf(rows)).toEqual({ people: 900, places: 1 }));
  it('has before and after beside each other', () => expect(rows[0]).toMatchObject({ before: 55, after: 82, lost: true }));
  it('loses nobody without a drawing', () => expect(lossOf(coverRows(now, undefined))).toEqual({ people: 0, places: 0 }));
  it('puts unknown people as no people, not as a fault', () => expect(lossOf(coverRows(circle([place('u', null, 80, false)]), circle([place('u', null, 50, true)])))).toEqual({ people: 0, places: 1 }));
  it('writes minutes beside names and none where no road leads', () => expect(placePoints(rows).features.map((f) => [f.properties.text, f.properties.look])).toEqual([['b 82', 'lost'], ['c', 'out'], ['a 40', 'in'], ['d 10', 'in']]));
  it.each([[30, 60, 1 / 3, 0], [60, 60, 2 / 3, 0], [75, 60, 2 / 3, 1 / 6], [600, 60, 2 / 3, 1 / 3], [null, 60, 0, 0]])('%s min of %d is %f ink and %f over', (m, b, ink, over) => {
    const r = rulerOf(m, b);
    expect(r.ink).toBeCloseTo(ink, 6); expect(r.over).toBeCloseTo(over, 6);
  });
  it('shows people in 万 in Chinese only', () => { expect(people(395_800, true)).toEqual({ figure: '39.58', unit: '万' }); expect(people(395_800, false)).toEqual({ figure: '395,800', unit: '' }); });
});

describe('a drawing', () => {
  it('of water is a closed ring with its depth', () => expect(drawnOf('flood', [[0, 0], [1, 0], [1, 1]], 'x', 0.6)).toEqual({ type: 'Feature', geometry: { type: 'Polygon', coordinates: [[[0, 0], [1, 0], [1, 1], [0, 0]]] }, properties: { id: 'x', effect: 'water_depth', value: 0.6 } }));
  it('of two corners is no area yet', () => expect(drawnOf('flood', [[0, 0], [1, 0]], 'x')).toBeNull());
  it('of one press closes the road at that point', () => expect(drawnOf('close', [[0, 0]], 'x')?.geometry.type).toBe('Point'));
  it('of a closed road is a line', () => expect(drawnOf('close', [[0, 0], [1, 1]], 'x')).toMatchObject({ geometry: { type: 'LineString' }, properties: { effect: 'closed' } }));
  const text = { road: 'G207', valid_from: '2026-08-20T00:00:00Z', source_kind: 'duty', jurisdiction_id: 'j' };
  it('becomes a road condition with all that its kind requires', () => {
    expect(closureRecord(drawnOf('flood', [[0, 0], [1, 0], [1, 1]], 'x', 0.6)!, text)).toMatchObject({ jurisdiction_id: 'j', geometry: { type: 'Polygon' }, fields: { kind: 'flooded', water_depth_m: 0.6, speed_factor: 0, road: 'G207' } });
    expect(closureRecord(drawnOf('close', [[0, 0], [1, 1]], 'x')!, text).fields).toEqual({ road: 'G207', kind: 'closed', cause: 'other', valid_from: text.valid_from, source_kind: 'duty' });
  });
});

describe('stock', () => {
  const item = (goods: string, quantity: number, minimum?: number) => rec('stock_item', { store: 's', goods, quantity, minimum, unit_name: '顶' }, { id: `i-${goods}` });
  const batch = (id: string, quantity: number, expires_on: string | null, condition = 'good') => rec('stock_batch', { store: 's', goods: 'tent', quantity, expires_on, condition }, { id });
  const move = (kind: string, quantity: number, more = {}) => rec('stock_movement', { store: 's', goods: 'tent', kind, quantity, ...more });
  const rows = { items: [item('tent', 100, 80), item('bed', 5, 10)], batches: [batch('b1', 60, '2026-09-30'), batch('b2', 40, '2026-01-01')], movements: [move('issue', 30, { batch: 'b1' }), move('return', 5, { batch: 'b1' })], reservations: [rec('stock_reservation', { store: 's', goods: 'tent', quantity: 12 }, { state: 'held' }), rec('stock_reservation', { store: 's', goods: 'tent', quantity: 50 }, { state: 'used' })] };
  it('of the real ledger is the book; movements are in it already', () => expect(stockLines(rows, '2026-08-20', true)[0]!.book).toBe(100));
  it('of another ledger is the book less what its movements took', () => {
    const tent = stockLines(rows, '2026-08-20', false)[0]!;
    expect(tent.book).toBe(75); expect(tent.batches.find((b) => b.batch.id === 'b1')!.book).toBe(35);
    expect(tent.short).toBe(5);
  });
  it('that is free leaves out what is held and what may not be sent', () => expect(stockLines(rows, '2026-08-20', true)[0]).toMatchObject({ held: 12, free: 48, expiry: 'expired', expires_on: '2026-01-01' }));
  it('below its minimum stands first', () => { const lines = stockLines(rows, '2026-08-20', true); expect(urgentFirst(lines).map((l) => l.goods)).toEqual(['bed', 'tent']); expect(storeSum(lines)).toEqual({ goods: 2, short: 1, expired: 1, near: 0 }); });
  it.each([['2026-08-19', 'expired'], ['2026-08-20', 'near'], ['2026-11-18', 'near'], ['2026-11-19', 'good'], [null, 'none']])('that runs out on %s is %s on 20 August', (d, e) => expect(expiryOf(d, '2026-08-20')).toBe(e));
});

describe('the dispatch board', () => {
  const order = (id: string, state: string, late: boolean, wanted_at: string): BoardOrder => ({ record: rec('transfer_order', { wanted_at }, { id, state }), items: [], clocks: [], late, lateness_min: null, vehicle_at: null, eta: null });
  it('has the late first, then by when they are wanted; finished orders are gone', () => {
    const by = columns([order('a', 'on_road', false, '1'), order('b', 'on_road', true, '9'), order('c', 'proposal', false, '2'), order('d', 'need', false, '1'), order('e', 'settled', false, '1')]);
    expect([...by].map(([c, rows]) => [c, rows.map((o) => o.record.id)])).toEqual([['ask', ['d', 'c']], ['order', []], ['load', []], ['road', ['b', 'a']], ['got', []]]);
  });
  it('shows the earliest limit that is not met', () => {
    const clock = (id: string, state: string, due_at: string) => ({ id, state, due_at });
    const next = clockNow([clock('a', 'met', '1'), clock('b', 'running', '3'), clock('c', 'running', '2')]);
    expect([next?.id, next?.type, next?.fields.due_at]).toEqual(['c', 'clock', '2']);
    expect(clockNow([])).toBeNull();
  });
  const need = { about: null, at: [112, 30] as [number, number], to_text: ' 白马 ', wanted_at: '2026-08-20T08:00:00Z', lines: [{ goods: 'tent', quantity: '1,200' }] };
  it('asks with numbers', () => expect(needAsk(need)).toEqual({ at: [112, 30], title: '白马', to_text: '白马', wanted_at: need.wanted_at, items: [{ goods: 'tent', quantity: 1200 }] }));
  it.each([['no place', { at: null }], ['no name', { to_text: ' ' }], ['no time', { wanted_at: undefined }], ['a line half filled', { lines: [{ goods: 'tent', quantity: '' }] }], ['nothing asked', { lines: [] }], ['a quantity of nothing', { lines: [{ goods: 'tent', quantity: '0' }] }]])('does not ask with %s', (_, change) => expect(needAsk({ ...need, ...change })).toBeNull());
  const items = [rec('transfer_item', { line_no: 2, goods: 'bed', unit_name: '张', ordered: 10, loaded: 10 }, { id: 'l2' }), rec('transfer_item', { line_no: 1, goods: 'tent', unit_name: '顶', ordered: 60, loaded: 58 }, { id: 'l1' })];
  it('counts a receipt against what was loaded, by line', () => expect(countLines(items, 'received').map((l) => [l.item, l.due])).toEqual([['l1', 58], ['l2', 10]]));
  it('lets a difference pass with a reason only', () => {
    const lines = countLines(items, 'received').map((l) => (l.item === 'l1' ? { ...l, count: '57' } : l));
    expect(readCounts(lines, 'received', '').wrong).toEqual(['l1']);
    expect(readCounts(lines, 'received', '雨淋一顶')).toEqual({ wrong: [], lines: [{ item: 'l1', received: 57 }, { item: 'l2', received: 10 }] });
    expect(readCounts(lines.map((l) => ({ ...l, why: l.item === 'l1' ? '破损' : '' })), 'received', '').lines[0]).toEqual({ item: 'l1', received: 57, why: '破损' });
  });
  it('asks for no reason when loading less than ordered', () => expect(readCounts(countLines(items, 'loaded').map((l) => ({ ...l, count: '1' })), 'loaded', '').wrong).toEqual([]));
  it('does not take a count that is no number', () => expect(readCounts(countLines(items, 'loaded').map((l) => ({ ...l, count: '' })), 'loaded', '').wrong).toHaveLength(2));
});

describe('paper', () => {
  it('draws a code with four quiet modules around it, neighbours in one stroke', () => expect(qrPath(['110', '001', '000'])).toEqual({ path: 'M4 4h2v1h-2zM6 5h1v1h-1z', size: 11 }));
  it('tells the minutes passed at the start of each step', () => expect(withMinutes([{ min: 3 }, { min: 4.5 }, { min: 0 }]).map((s) => s.until)).toEqual([0, 3, 7.5]));
});

describe('reach for a zoom', () => {
  const reach = (drawn_roads: NonNullable<Reach['drawn_roads']>): Reach => ({ budgets_min: [15, 30], drawn_roads, length_km: [], generated: true, attribution: '' });
  it('is unpacked from differences to lines, one shape per band', () => {
    const shapes = inked(reach({ origin: [112, 30], step: [0.01, 0.02], bands: [[[1, 1, 2, 0, 0, 3]], []] }));
    expect(shapes.features.map((f) => f.properties.ink)).toEqual(['quarter', 'half']);
    expect(shapes.features[0]!.geometry.coordinates).toEqual([[[112.01, 30.02], [112.03, 30.02], [112.03, 30.08]]]);
    expect(shapes.features[1]!.geometry.coordinates).toEqual([]);
  });
  it('asks nothing anew for a small move, and more when the map comes nearer', () => {
    const there = viewOf([112.5, 30.1], 9.2, 900, 600);
    expect(viewOf([112.51, 30.11], 9.2, 900, 600)).toEqual(there);
    expect(there.bbox[0]).toBeLessThan(112.5);
    expect(there.bbox[3]).toBeGreaterThan(30.1);
    expect(viewOf([112.5, 30.1], 11.2, 900, 600).zoom).toBe(11.5);
  });
});

describe('evacuation', () => {
  const e: Evacuation = {
    mode: 'road', villages: 3, people: 500, total_person_min: 5000, bound: 4900, gap_share: 0.02, split: 1, solver: 'GLPK', without_place: [], generated: true, attribution: '',
    assignments: [{ village: 'a', village_label: '甲村', village_at: [112, 30], shelter: 's', shelter_label: '学校', shelter_at: [112.1, 30], people: 200, min: 8, line: { type: 'LineString', coordinates: [[112, 30], [112.1, 30]] } }, { village: 'b', village_label: '乙村', village_at: [112.2, 30], shelter: 's', shelter_label: '学校', shelter_at: [112.1, 30], people: 300, min: 12 }],
    unplaced: [{ village: 'b', label: '乙村', at: [112.2, 30], people: 50, why: 'no_room' }, { village: 'c', label: '丙村', at: [112.3, 30], people: null, why: 'people_unknown' }],
    shelters: [{ shelter: 's', label: '学校', at: [112.1, 30], room: 500, people: 500 }],
  };
  it('shows each village once and who has no place', () => {
    expect(villages(e).features.map((f) => [f.properties.text, f.properties.look])).toEqual([['甲村 200', 'in'], ['乙村 350', 'out'], ['丙村', 'out']]);
    expect(withoutPlace(e)).toEqual({ people: 50, unknown: 1 });
    expect(meanMinutes(e)).toBe(10);
    expect(byWay(e).map((a) => a.village)).toEqual(['b', 'a']);
  });
  it('draws only real ways, the chosen one apart', () => {
    expect(ways(e, 'a').features.map((f) => f.properties)).toEqual([{ id: 'a', on: true }]);
  });
});

describe('a call binds', () => {
  it.each([
    ['while it rings', { state: 'sent' }, true], ['after it was missed, until it is recalled', { state: 'missed' }, true], ['when they come', { state: 'answered', answer: 'coming' }, true],
    ['not when they cannot', { state: 'answered', answer: 'cannot' }, false], ['not when taken back', { state: 'withdrawn' }, false], ['not when recalled', { state: 'answered', answer: 'coming', recalled_at: '2026-08-20T10:00:00+08:00' }, false], ['not the recall itself', { state: 'sent', recalls: 'x' }, false],
  ])('%s', (_, call, expected) => expect(binds({ id: 'c', ...call })).toBe(expected));
});
