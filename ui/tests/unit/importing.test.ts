// Files in and out: what the pages compute before they draw.
import { describe, expect, it } from 'vitest';
import { fileNameOf, type Batch, type BatchState, type ImportColumn, type ImportOptions } from '../../src/api/exchange.ts';
import type { FieldInfo, TypeInfo } from '../../src/api/types.ts';
import { changed, choicesOf, keyOf, rowsPath, stepOf, targetsOf } from '../../src/desk/exchange/importing.ts';
import { filterText } from '../../src/desk/generic/ListPage.tsx';

const field = (name: string, more: Partial<FieldInfo> = {}): FieldInfo => ({ name, kind: 'text', title: { zh: name, en: name }, ...more });
const type = (more: Partial<TypeInfo> = {}): TypeInfo => ({
  name: 'store', title: { zh: '仓库', en: 'Store' }, group: 'supply', place: 'none', fields: [], label: '', list: [], states: [], moves: [], clocks: [], ...more });
const options: ImportOptions = { type: 'store', ledger: 'real', sheet: '', crs: '', on_duplicate: 'refuse', jurisdiction: '', columns: { 备注: 'address' } };
const column = (letters: string, title: string): ImportColumn => ({ column: letters, title, target: '', by: '', field_title: null });

describe('the steps', () => {
  it.each<[BatchState | null, string]>([[null, 'choose'], ['checking', 'check'], ['failed', 'check'], ['running', 'write'], ['stopped', 'result'], ['undone', 'result']])('a batch that is %s stands at %s', (state, step) => expect(stepOf(state)).toBe(step));
});

describe('a column', () => {
  const all = [column('A', '名称'), column('B', '电话'), column('C', '电话'), column('D', ' ')];
  it('is named by its title, and by its letters where the title does not tell it apart', () => expect(all.map((c) => keyOf(c, all))).toEqual(['名称', 'B', 'C', 'D']));
  it('can fill what a form would ask for, and what stands in the record itself', () => {
    const x = type({ place: 'point', fields: [field('name'), field('old', { retired: true }), field('sum', { computed: { add: [] } }), field('file', { kind: 'attachment' })] });
    expect(targetsOf(x)).toEqual({ fields: ['name'], own: ['@lon', '@lat', '@geometry', '@jurisdiction', '@id'] });
    expect(targetsOf(type({ place: 'line', fields: [field('jurisdiction')] })).own).toEqual(['@geometry', '@id']);
  });
});

describe('what is chosen', () => {
  it('is as checked at first', () => expect(changed(choicesOf(options), options)).toBe(false));
  it.each([[{ crs: 'gcj02' }], [{ on_duplicate: 'skip' as const }], [{ sheet: '二' }], [{ columns: { 备注: '' } }], [{ columns: { 备注: 'address', 电话: 'phone' } }]])('differs after %o', (change) =>
    expect(changed({ ...choicesOf(options), ...change }, options)).toBe(true));
});

describe('the way to the rows', () => {
  const batch = { type: 'store', options, created_at: '2026-11-25T12:50:33.409+08:00', changed_at: '2026-11-25T12:51:00.000+08:00' } as Batch;
  it('is bounded by the time of the batch', () => expect(new URLSearchParams(rowsPath(batch).split('?')[1]).getAll('filter')).toEqual([`changed_at:ge:${batch.created_at}`, `changed_at:le:${batch.changed_at}`]));
  it('is only ordered in a scenario, whose clock is another', () => expect(rowsPath({ ...batch, options: { ...options, ledger: 'scenario:flood' } })).toBe('/r/store?sort=-changed_at'));
  it('says in words what it filters by', () => {
    expect(filterText(type(), `changed_at:ge:${batch.created_at}`)).toBe('更新 ≥ 11-25 12:50');
    expect(filterText(type({ fields: [field('area', { title: { zh: '面积', en: 'Area' } })] }), 'area:lt:30')).toBe('面积 < 30');
    expect(filterText(type(), 'x:null')).toBe('x 未填');
  });
});

describe('the name of a file', () => {
  it('is the one stated, in any script', () => expect(fileNameOf("attachment; filename*=UTF-8''%E4%BB%93%E5%BA%93.xlsx", '/a/store')).toBe('仓库.xlsx'));
  it('is the end of the address else', () => { expect(fileNameOf(null, '/a/errors.csv')).toBe('errors.csv'); expect(fileNameOf("attachment; filename*=UTF-8''%E4%B", '/a/x.csv')).toBe('x.csv'); });
});
