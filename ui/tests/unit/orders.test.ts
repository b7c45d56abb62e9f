// Transfer orders on the phone: whose they are, what can be done next with what waits, codes, counts.
import { describe, expect, it } from 'vitest';
import type { Model, MoveInfo, Rec } from '../../src/api/types.ts';
import type { OutboxItem } from '../../src/phone/outbox/store.ts';
import { countIn, countRows, lacking, linesOf, loadedHere, orderOf, stepsOf } from '../../src/phone/orders.ts';
import { mine, type OrderRow } from '../../src/phone/mine.ts';

const id = '0198f2aa-1111-7222-8333-444455556666';
const rec = (fields: Record<string, unknown>, more: Partial<Rec> = {}): Rec => ({ id, type: 'transfer_order', version: 1, ledger: 'real', owner_node: '', jurisdiction_id: null, state: 'ordered', number: 'DB2026-0007', label: 'x', occurred_at: null, recorded_at: '', changed_at: '', created_by: '', model_version: '', fields, geometry: null, ...more });
const move = (name: string, from: string[], to: string, by: string[]): MoveInfo => ({ name, title: { zh: name, en: name }, from, to, by });
const model = { types: { transfer_order: { moves: [
  move('order', ['proposal'], 'ordered', ['leader']), move('accept', ['ordered'], '', ['keeper']), move('load', ['ordered'], 'loading', ['keeper', 'driver']), move('depart', ['loading'], 'on_road', ['keeper', 'driver']),
  move('arrive', ['on_road'], '', ['driver']), move('receive', ['on_road'], 'received', ['driver', 'clerk']), move('cancel', ['ordered', 'loading'], 'cancelled', ['keeper']),
] } } } as unknown as Model;
const waits = (name: string, state: OutboxItem['state'] = 'waiting', fields: Record<string, unknown> = {}): OutboxItem => ({ chain: id, state, path: `/api/v1/records/transfer_order/${id}/moves/${name}`, body: { fields } }) as unknown as OutboxItem;
const names = (row: OrderRow, items: OutboxItem[], roles = ['keeper']) => stepsOf(row, items, model, roles).map((m) => m.name);

describe('the steps of an order', () => {
  const row: OrderRow = { record: rec({}), items: [], moves: ['accept', 'load', 'cancel'] };
  it('are those of the goods, in the order of the work', () => expect(names(row, [])).toEqual(['accept', 'load']));
  it('are the server’s while nothing waits, whatever the roles say', () => expect(names({ ...row, moves: ['load'] }, [], [])).toEqual(['load']));
  it('go on without signal: after a waiting load comes the departure', () => expect(names(row, [waits('accept'), waits('load')])).toEqual(['depart']));
  it('lead to the receipt on the same phone', () => expect(names(row, [waits('load'), waits('depart')], ['driver'])).toEqual(['arrive', 'receive']));
  it('are not offered twice', () => expect(names(row, [waits('accept')])).toEqual(['load']));
  it('do not take an order again that was accepted', () => expect(names({ record: rec({ accepted_at: 'x' }), items: [], moves: ['accept', 'load'] }, [])).toEqual(['load']));
  it('stop behind a refused one', () => expect(names(row, [waits('load', 'refused')])).toEqual([]));
  it('are not for a role that may not', () => expect(names(row, [waits('load'), waits('depart')], ['keeper'])).toEqual([]));
});

describe('my orders', () => {
  it('are those I keep, drive, receive, or may take a step on', () => {
    const rows: OrderRow[] = [{ record: rec({ keeper: 'me' }), items: [] }, { record: rec({ driver: 'me' }), items: [] }, { record: rec({}), items: [], moves: ['receive'] }, { record: rec({ keeper: 'you' }), items: [], moves: ['order', 'cancel'] }, { record: rec({ keeper: 'me' }, { state: 'proposal' }), items: [] }];
    expect(mine(rows, 'me')).toHaveLength(3);
  });
});

describe('a code', () => {
  const rows: OrderRow[] = [{ record: rec({ order_no: '荆应急调〔2026〕7号' }), items: [] }];
  it.each([[`MUSTER:transfer_order:${id}`], [`muster:transfer_order:${id.toUpperCase()}`], [`https://city.example/r/transfer_order/${id}`], ['0198f2aa'], [' DB2026-0007 '], ['2026-0007'], ['荆应急调〔2026〕7号']])('%s names the order', (text) => expect(orderOf(text, rows)?.row?.record.id).toBe(id));
  it('of an order that is not here is known as a code all the same', () => expect(orderOf('MUSTER:transfer_order:0198f2aa-0000-7222-8333-444455556666', rows)).toEqual({ id: '0198f2aa-0000-7222-8333-444455556666', row: undefined }));
  it.each([['018'], ['https://other.example/x'], ['MUSTER:person:0198f2aa']])('%s names none', (text) => expect(orderOf(text, rows)).toBeNull());
});

describe('counting', () => {
  const item = (line: string, n: number, fields: Record<string, unknown>) => rec({ line_no: n, goods: 'tent', unit_name: '顶', ...fields }, { id: line, type: 'transfer_item' });
  const items = [item('b', 2, { ordered: 10 }), item('a', 1, { ordered: 60, loaded: 58 })];
  it('loads against the order, receives against the load', () => {
    expect(countRows(items, 'loaded').map((r) => [r.item, r.due])).toEqual([['a', 60], ['b', 10]]);
    expect(countRows(items, 'received').map((r) => r.due)).toEqual([58, 10]);
  });
  it('receives without signal against what this phone has loaded and not yet sent', () => {
    const loaded = loadedHere(id, [waits('load', 'waiting', { lines: [{ item: 'b', loaded: 9 }] })]);
    expect(countRows(items, 'received', loaded).map((r) => r.due)).toEqual([58, 9]);
  });
  it('asks for a reason on receipt only', () => {
    const less = (rows: ReturnType<typeof countRows>) => rows.map((r) => ({ ...r, text: '5' }));
    expect(lacking(less(countRows(items, 'loaded')), 'loaded')).toEqual({});
    expect(lacking(less(countRows(items, 'received')), 'received')).toEqual({ a: 'reason', b: 'reason' });
    expect(lacking(countRows(items, 'received').map((r) => ({ ...r, text: '' })), 'received')).toEqual({ a: 'number', b: 'number' });
  });
  it('goes as the step takes it', () => expect(linesOf([{ item: 'a', goods: 'tent', unit: '', batch: '', due: 60, text: '59', why: ' 破一顶 ' }], 'received')).toEqual([{ item: 'a', received: 59, why: '破一顶' }]));
  it.each([['12', 12], ['1,200', 1200], ['1，200', 1200], ['2.5', 2.5], ['2，5', 2.5], ['', undefined], ['-1', undefined], ['一', undefined]])('“%s” is %s', (text, n) => expect(countIn(text)).toBe(n));
});
