// What the responsibility net's screen computes before it draws.
import { describe, expect, it } from 'vitest';
import { rowsPage } from '../../src/desk/screens/figures/figures.ts';
import { barsOf, countOf, coverage, dayBefore, daysBetween, itemsOf, kHeadHeight, kRowHeight, ofPlace, seasonDay, seasonShare, visible, type Gap, type NetCell, type NetRow, type NetState } from '../../src/desk/screens/net/net.ts';

const cell = (state: NetState, due = true): NetCell => ({ role: 'technical', due, state, people: [], why: null });
const row = (id: string, cls: string, county: string, ...cells: NetCell[]): NetRow => ({ id, type: cls.split(':')[0]!, class: cls, label: id, jurisdiction_id: county, county, cells });
const rows = [row('a', 'dike_section:jingjiang', 'x', cell('held'), cell('gap')), row('b', 'dike_section:jingjiang', 'y', cell('held'), cell('none', false)), row('c', 'sluice', 'x', cell('duplicate'), cell('held', false))];

describe('counts of the net', () => {
  it('are of what is due', () => expect(countOf(rows)).toEqual({ works: 3, due: 4, held: 2, gap: 1, expired: 0, duplicate: 1, unreachable: 0, holes: 2 }));
  it('never round up to full coverage', () => expect(coverage({ due: 3000, held: 2999 })).toBe(99.9));
  it('are full only without a hole', () => expect(coverage({ due: 3, held: 3 })).toBe(100));
  it('have no coverage where nothing is due', () => expect(coverage({ due: 0, held: 0 })).toBeNull());
  it('follow the place and kind', () => { expect(ofPlace(rows, { county: 'x', type: '' }).map((r) => r.id)).toEqual(['a', 'c']); expect(ofPlace(rows, { county: 'x', type: 'sluice' }).map((r) => r.id)).toEqual(['c']); });
});

describe('rows of the net', () => {
  it('stand under the heads of their classes', () => expect(itemsOf(rows, '').map((i) => i.key)).toEqual(['dike_section:jingjiang', 'a', 'b', 'sluice', 'c']));
  it('tell how many and how many holes in the head', () => expect(itemsOf(rows, '')[0]).toMatchObject({ n: 2, holes: 1 }));
  it.each([['hole', ['a', 'c']], ['gap', ['a']], ['duplicate', ['c']], ['expired', []]] as const)('with %s only', (state, ids) => expect(itemsOf(rows, state).flatMap((i) => (i.kind === 'row' ? [i.key] : []))).toEqual(ids));
  it('not due do not count as such a state', () => expect(itemsOf([row('d', 'lake', 'x', cell('held', false))], 'held')).toEqual([]));
});

describe('the rows on the screen', () => {
  const many = itemsOf(Array.from({ length: 5000 }, (_, i) => row(`w${i}`, 'sluice', 'x', cell('held'))), '');
  it('are few of many', () => { const v = visible(many, 100_000, 800); expect(v.to - v.from).toBeLessThan(70); expect(v.total).toBe(kHeadHeight + 5000 * kRowHeight); });
  it('begin above what is seen and reach below it', () => { const v = visible(many, 100_000, 800); expect(v.above).toBeLessThanOrEqual(100_000); expect(v.above + (v.to - v.from) * kRowHeight).toBeGreaterThan(100_800); });
  it('are the first at the top', () => expect(visible(many, 0, 800)).toMatchObject({ from: 0, above: 0 }));
  it('reach the last at the end', () => expect(visible(many, kHeadHeight + 5000 * kRowHeight - 800, 800).to).toBe(5001));
  it('are none of none', () => expect(visible([], 0, 800)).toEqual({ from: 0, to: 0, above: 0, total: 0 }));
  it('are none where the list has become shorter than the scroll', () => expect(visible(many.slice(0, 3), 90_000, 800)).toMatchObject({ from: 0, to: 0 }));
});

describe('bars of the season', () => {
  const gap = (from: string, to: string, work = 'w'): Gap => ({ work, label: work, role: 'technical', from, to });
  const of = (gaps: Gap[], lanes?: number) => barsOf(gaps, '2026-03-01', '2026-10-31', '2026-08-20', lanes);
  it('end today', () => expect(of([gap('2026-08-01', '2026-12-31')]).bars[0]!.width).toBeCloseTo(20 / 245, 6));
  it('leave out what lies ahead', () => expect(of([gap('2026-09-01', '2026-12-31')]).bars).toEqual([]));
  it('begin with the season', () => expect(of([gap('2026-01-01', '2026-03-01')]).bars[0]).toMatchObject({ x: 0 }));
  it('that overlap stand in lanes', () => expect(of([gap('2026-07-01', '2026-07-31', 'a'), gap('2026-07-10', '2026-08-10', 'b'), gap('2026-08-01', '2026-08-05', 'c')]).bars.map((b) => b.lane)).toEqual([0, 1, 0]));
  it('that find no lane are counted', () => expect(of([gap('2026-07-01', '2026-07-31', 'a'), gap('2026-07-02', '2026-07-31', 'b')], 1)).toMatchObject({ more: 1 }));
  it('and days answer each other', () => { for (const d of ['2026-03-01', '2026-07-15', '2026-10-31']) expect(seasonDay(seasonShare(d, '2026-03-01', '2026-10-31') + 1e-6, '2026-03-01', '2026-10-31')).toBe(d); });
});

describe('days', () => {
  it('step over months', () => { expect(dayBefore('2026-03-01')).toBe('2026-02-28'); expect(dayBefore('2026-01-01')).toBe('2025-12-31'); });
  it('are counted', () => expect(daysBetween('2026-07-31', '2026-08-20')).toBe(20));
});

describe('the figure of holes', () => {
  const url = '/api/v1/net?ledger=real&only=hole&at=2026-08-20&jurisdiction=x';
  it('opens the net', () => expect(rowsPage(url)).toBe('/responsibility?state=hole&at=2026-08-20&county=x'));
  it('opens a county of it', () => expect(rowsPage(url, 'county', 'y')).toBe('/responsibility?state=hole&at=2026-08-20&county=y'));
  it('opens a state of it', () => expect(rowsPage(url, 'state', 'gap')).toBe('/responsibility?state=gap&at=2026-08-20&county=x'));
});
