// Conditions and computations of the model, as src/model/model.h states them.
import { describe, expect, it } from 'vitest';
import type { FieldInfo } from '../../src/api/types.ts';
import { compute, holds, isRequired, isUnreadable, isVisible, missing } from '../../src/desk/generic/expr.ts';

const both = { zh: '', en: '' };
describe('conditions', () => {
  it.each([
    ['in, held', { field: 'kind', in: ['liaison'] }, true], ['in, not held', { field: 'kind', in: ['holder'] }, false],
    ['eq of a boolean', { field: 'nothing', eq: false }, true], ['ne', { field: 'kind', ne: 'holder' }, true],
    ['all', { all: [{ field: 'kind', eq: 'liaison' }, { field: 'n', ge: 3 }] }, true], ['any', { any: [{ field: 'n', lt: 3 }, { field: 'n', gt: 2 }] }, true],
    ['not', { not: { field: 'kind', in: ['liaison'] } }, false], ['an unknown field reads as null', { field: 'absent', eq: 1 }, false],
    ['in over several choices', { field: 'many', in: ['b'] }, true], ['an unknown operator holds for nothing', { field: 'kind', like: 'x' }, false],
  ])('%s', (_, condition, expected) => expect(holds(condition, { kind: 'liaison', nothing: false, n: 3, many: ['a', 'b'] })).toBe(expected));
  it('none always holds', () => expect(holds(null, {})).toBe(true));
});

describe('computations', () => {
  const length = { div: [{ sub: [{ max: ['from_stake', 'to_stake'] }, { min: ['from_stake', 'to_stake'] }] }, 1000] };
  it('length of a section in km, stakes falling', () => expect(compute(length, { from_stake: 745000, to_stake: 675500 })).toBe(69.5));
  it('null when an operand is unknown', () => expect(compute(length, { from_stake: 745000 })).toBeNull());
  it('first takes the first known', () => expect(compute({ first: ['a', 'b'] }, { b: 2 })).toBe(2));
  it('concat joins fields and texts', () => expect(compute({ concat: ['a', { text: '号' }] }, { a: 14 })).toBe('14号'));
  it('division by zero is null', () => expect(compute({ div: [1, 'n'] }, { n: 0 })).toBeNull());
});

describe('what a form still asks for', () => {
  const f = (name: string, more: Partial<FieldInfo>): FieldInfo => ({ name, kind: 'text', title: both, ...more });
  const list = [f('a', { required: true }), f('b', { required_when: { field: 'a', eq: 'x' } }), f('c', { required: true, visible_when: { field: 'a', eq: 'y' } }), f('d', { required: true, otherwise: 1 }), f('e', { required: true, computed: { add: [1, 2] } })];
  it('names required fields that are empty, seen, neither computed nor defaulted', () => expect(missing(list, {})).toEqual(['a']));
  it('follows required_when', () => expect(missing(list, { a: 'x' })).toEqual(['b']));
  it('follows visible_when', () => expect(missing(list, { a: 'y' })).toEqual(['c']));
  it('asks for what a move needs too', () => expect(missing(list, { a: 'z' }, ['b'])).toEqual(['b']));
  it('tells both apart', () => { expect(isVisible(list[2]!, {})).toBe(false); expect(isRequired(list[1]!, { a: 'x' })).toBe(true); });
});

describe('what cannot be read', () => {
  it('is neither empty nor a value, and counts for nothing', () => {
    const typed = { unreadable: '三米' };
    expect(isUnreadable(typed)).toBe(true);
    expect(isUnreadable({ type: 'Point', coordinates: [1, 2] })).toBe(false);
    expect(compute({ sub: ['a', 'b'] }, { a: typed, b: 1 })).toBeNull();
    expect(holds({ field: 'a', gt: 1 }, { a: typed })).toBe(false);
  });
});
