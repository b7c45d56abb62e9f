// The page of all registers: every group in use has a title, every register is found by its words; what a form asks for.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { FieldInfo, TypeInfo } from '../../src/api/types.ts';
import { missing } from '../../src/desk/generic/expr.ts';
import { groupTypes, typeMatches } from '../../src/desk/generic/groups.ts';
import { columnsOf } from '../../src/desk/generic/ListPage.tsx';
import { defaults } from '../../src/desk/generic/NewPage.tsx';
import { files } from './files.ts';

const model = new URL('../../../model', import.meta.url).pathname;
const field = (name: string, more: Partial<FieldInfo> = {}): FieldInfo => ({ name, kind: 'text', title: { zh: name, en: name }, ...more });
const type = (name: string, more: Partial<TypeInfo> = {}): TypeInfo => ({
  name, title: { zh: name, en: name }, group: 'firm', place: 'none', fields: [], label: '', list: [], states: [], moves: [], clocks: [], ...more });

/** The choices of the dictionary `menu_group`, as the model's file states them: value → has both titles. */
function menuGroups(): Map<string, boolean> {
  const text = readFileSync(join(model, 'dictionaries/organisation.yaml'), 'utf8');
  const part = text.split(/^---$/m).find((x) => x.includes('dictionary: menu_group')) ?? '';
  return new Map([...part.matchAll(/^ {2}(\w+):\s*\{(.*)\}/gm)].map((m) => [m[1]!, /zh:\s*\S/.test(m[2]!) && /en:\s*\S/.test(m[2]!)]));
}

describe('groups of the menu', () => {
  const used = files(join(model, 'types'), /\.yaml$/).map((f) => /^group:\s*(\w+)/m.exec(readFileSync(f, 'utf8'))?.[1] ?? `none in ${f}`);
  it('has a title in both languages for every group that a type uses', () => {
    const known = menuGroups();
    expect(used.length).toBeGreaterThan(100);
    expect([...new Set(used)].filter((g) => !known.get(g))).toEqual([]);
  });
  const dictionary = { title: { zh: '', en: '' }, choices: [{ value: 'incident', title: { zh: '险情', en: 'Incidents' } }, { value: 'firm', title: { zh: '企业监管', en: 'Enterprises' } }] };
  it('follows the dictionary, and keeps a group that it does not know', () => {
    const groups = groupTypes([type('a'), type('b', { group: 'new_one' }), type('c', { group: 'incident' }), type('d')], dictionary);
    expect(groups.map((g) => [g.title.zh, g.types.map((x) => x.name).join()])).toEqual([['险情', 'c'], ['企业监管', 'a,d'], ['new_one', 'b']]);
  });
  it.each([['烟花', true], ['firework retail', true], ['FIREWORK', true], ['retail 许可', true], ['gauge', false]])('finds a register by “%s”: %s', (words, found) =>
    expect(typeMatches(type('firework_shop', { title: { zh: '烟花爆竹零售点', en: 'Fireworks retail shop' }, help: { zh: '领有许可的', en: '' } }), words)).toBe(found));
});

describe('columns of a list', () => {
  it('shows the place of the record where the list names it', () => {
    const [own] = columnsOf(type('x', { list: ['jurisdiction'] }), null);
    expect([own?.kind, own?.title.zh]).toEqual(['jurisdiction', '属地']);
  });
  it('prefers a field of that name', () => {
    const theirs = field('jurisdiction', { title: { zh: '任职区划', en: 'Where' } });
    expect(columnsOf(type('x', { list: ['jurisdiction'], fields: [theirs] }), null)).toEqual([theirs]);
  });
  it('leaves a retired field out unless it was chosen', () => {
    const x = type('x', { list: ['a', 'old'], fields: [field('a'), field('old', { retired: true })] });
    expect(columnsOf(x, null).map((c) => c.name)).toEqual(['a']);
    expect(columnsOf(x, ['old']).map((c) => c.name)).toEqual(['old']);
  });
});

describe('a retired field', () => {
  const old = field('old', { retired: true, required: true, otherwise: 'x' });
  it('is never missing and has no default', () => { expect(missing([old], {})).toEqual([]); expect(defaults(type('x', { fields: [old] }))).toEqual({}); });
});
