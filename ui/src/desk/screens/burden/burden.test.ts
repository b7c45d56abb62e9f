import { expect, it } from 'vitest';
import { byKind, grouped, type PlaceSum } from './burden.ts';

const place = (name: string, county?: string): PlaceSum => ({ id: name, name, level: 'township', ...(county ? { county } : {}), types: [], forms: 1, asked: 1, filled: 1, unread: 0 });

it('townships stand under their county, the county itself heads them', () => {
  const groups = grouped([place('荆州市'), place('江陵县'), place('郝穴镇', '江陵县'), place('朱河镇', '监利市')]);
  expect(groups.map((g) => [g.county, g.places.map((p) => p.name)])).toEqual([['荆州市', ['荆州市']], ['江陵县', ['江陵县', '郝穴镇']], ['监利市', ['朱河镇']]]);
});
it('readers of one kind share a line', () => {
  expect(byKind([{ kind: 'figure', name: 'a' }, { kind: 'figure', name: 'b' }, { kind: 'list' }])).toEqual([['figure', ['a', 'b']], ['list', []]]);
});
