// The queue's groups and what may be done to many rows at once.
import { describe, expect, it } from 'vitest';
import type { DeskRow, MoveInfo, Rec } from '../../src/api/types.ts';
import { canTake, movesFor } from '../../src/desk/generic/Bulk.tsx';
import { entriesOf, entryOf, stepsOf } from '../../src/desk/screens/duty/groups.ts';

const rec = (id: string, type: string, fields: Record<string, unknown>, state = 'sent'): Rec => ({ id, type, version: 1, ledger: '', owner_node: '', jurisdiction_id: null, state, number: null, label: id, occurred_at: null, recorded_at: '', changed_at: '', created_by: '', model_version: '', fields, geometry: null });
const row = (id: string, type: string, about?: string): DeskRow => ({ record: rec(id, type, about ? { about } : {}), kind: type, clock: null, holder: null, next: null, level: null, band: 'now' });

describe('the queue', () => {
  const rows = [row('t1', 'task', 'notice'), row('alarm', 'alarm'), row('t2', 'task', 'notice'), row('c1', 'callout', 'warning'), row('t3', 'task', 'notice'), row('t4', 'task', 'other')];
  it('folds the tasks of one notice where the first of them stands', () => expect(entriesOf(rows).map((e) => e.id)).toEqual(['group:task:about:notice', 'alarm', 'c1', 't4']));
  it('keeps every row', () => expect(entriesOf(rows).flatMap((e) => e.rows.map((r) => r.record.id)).sort()).toEqual(rows.map((r) => r.record.id).sort()));
  it('shows the limit that comes first', () => expect(entriesOf(rows)[0]!.first.record.id).toBe('t1'));
  it('never folds two', () => expect(entriesOf(rows.slice(0, 3)).map((e) => e.id)).toEqual(['t1', 'alarm', 't2']));
  it('never folds what it cannot count', () => expect(entriesOf([row('a', 'alarm', 'x'), row('b', 'alarm', 'x'), row('c', 'alarm', 'x')])).toHaveLength(3));
  it('folds the calls to one person about many matters', () => expect(entriesOf(['a', 'b', 'c'].map((id) => ({ ...row(id, 'callout'), record: rec(id, 'callout', { about: id, person: 'p' }) }))).map((e) => e.id)).toEqual(['group:callout:person:p']));
  it('never mixes a task and a call of one matter', () => expect(entriesOf([row('a', 'task', 'x'), row('b', 'callout', 'x'), row('c', 'task', 'x'), row('d', 'callout', 'x')])).toHaveLength(4));
  it('is stepped through row by row where a group is open', () => {
    const entries = entriesOf(rows);
    expect(stepsOf(entries, new Set())).toEqual(['group:task:about:notice', 'alarm', 'c1', 't4']);
    expect(stepsOf(entries, new Set(['group:task:about:notice']))).toEqual(['group:task:about:notice', 't1', 't2', 't3', 'alarm', 'c1', 't4']);
  });
  it('finds the group that a row stands in', () => expect(entryOf(entriesOf(rows), 't3')?.id).toBe('group:task:about:notice'));
});

describe('many at once', () => {
  const move = (name: string, more: Partial<MoveInfo> = {}): MoveInfo => ({ name, title: { zh: name, en: name }, from: ['sent'], to: 'read', ...more });
  it('takes only rows whose state allows the move', () => expect([rec('a', 'task', {}), rec('b', 'task', {}, 'done')].filter((r) => canTake(move('read'), r)).map((r) => r.id)).toEqual(['a']));
  it('offers what the role may do', () => expect(movesFor([move('read', { by: ['county_duty'] }), move('accept')], [rec('a', 'task', {})], ['duty_officer']).map((m) => m.name)).toEqual(['accept']));
  it('never offers what cannot be undone, nor what two persons must do', () => expect(movesFor([move('issue', { once: true }), move('sign', { two_person: true })], [rec('a', 'task', {})], ['duty_officer'])).toEqual([]));
});
