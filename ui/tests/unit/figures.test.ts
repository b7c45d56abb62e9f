// Figures: what may be compared, and that a number opens the rows that it counts.
import { describe, expect, it } from 'vitest';
import { comparable, figureCsv, isPeriod, rowsPage, yearBefore, type Figure } from '../../src/desk/screens/figures/figures.ts';

const figure = (more: Partial<Figure>): Figure => ({ name: 'x', title: { zh: '', en: '' }, value: 1, unit: { zh: '', en: '' }, calibre: { id: 'a', valid_from: '2025-01-01' }, period: '2026-08', jurisdiction: null, rows_url: '', by: [], ...more });
const url = '/api/v1/records/dike_incident?ledger=scenario:flood&filter=found_at:ge:2026-08-01T00:00:00%2B08:00&filter=state:ne:excluded';

describe('a change on last year', () => {
  it('is the same period', () => { expect(yearBefore('2026')).toBe('2025'); expect(yearBefore('2026-08')).toBe('2025-08'); expect(yearBefore('2024-02-29')).toBe('2023-02-28'); });
  it('is given within one calibre', () => expect(comparable(figure({}), figure({ period: '2025-08' }))).toBe(true));
  it('is not given across calibres', () => expect(comparable(figure({}), figure({ period: '2025-08', calibre: { id: 'b' } }))).toBe(false));
  it('is not given for a time before the calibre', () => expect(comparable(figure({ calibre: { id: 'a', valid_from: '2026-01-01' } }), figure({ period: '2025-08', calibre: { id: 'a', valid_from: '2026-01-01' } }))).toBe(false));
  it('is not given where a value is unknown', () => expect(comparable(figure({}), figure({ value: null }))).toBe(false));
});

describe('the rows of a figure', () => {
  it('are a page of the desk with the same filters; the ledger is that of the desk', () => expect(rowsPage(url)).toBe('/r/dike_incident?filter=found_at%3Age%3A2026-08-01T00%3A00%3A00%2B08%3A00&filter=state%3Ane%3Aexcluded'));
  it('of a part carry the part', () => expect(new URLSearchParams(rowsPage(url, 'kind', 'seepage')!.split('?')[1]).getAll('filter')).toContain('kind:eq:seepage'));
  it('of a county are those of its place', () => expect(rowsPage(url, 'jurisdiction', 'J')).toContain('jurisdiction=J'));
  it('of what is not given are those without it', () => expect(new URLSearchParams(rowsPage(url, 'unit', '')!.split('?')[1]).getAll('filter')).toContain('unit:null:'));
});

describe('periods', () => {
  it.each(['2026', '2026-08', '2026-08-20'])('%s is one', (p) => expect(isPeriod(p)).toBe(true));
  it.each(['', '26', '2026-13', '2026-08-32'])('"%s" is none', (p) => expect(isPeriod(p)).toBe(false));
});

it('the export holds head, columns and lines, and defuses what a spreadsheet would run', () => {
  const text = figureCsv([['指标', '险情']], ['月份', '处'], [{ key: 'a', label: '=1+1', value: 2, to: null }]);
  expect(text).toContain('"月份","处"');
  expect(text).toContain(`"'=1+1","2"`);
});
