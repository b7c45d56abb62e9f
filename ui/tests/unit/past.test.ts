// The map as it stood at an earlier hour.
import { describe, expect, it } from 'vitest';
import { until, valueAt, withStages, type Feature } from '../../src/desk/screens/map/past.ts';

const at = Date.parse('2026-08-20T02:00:00+08:00');
const feature = (id: string, more: Record<string, unknown> = {}): Feature => ({ geometry: null, properties: { id, type: 'x', label: id, ...more } });

describe('an earlier hour', () => {
  it('shows what had begun, and what has no beginning', () => expect(until({ features: [feature('early', { found_at: '2026-08-20T01:00:00+08:00' }), feature('late', { found_at: '2026-08-20T02:31:00+08:00' }), feature('store')] }, at).features.map((f) => f.properties.id)).toEqual(['early', 'store']));
  it('shows the last reading before it', () => expect(valueAt([['2026-08-20T00:00:00+08:00', 43.0, 0], ['2026-08-20T02:00:00+08:00', 43.02, 0], ['2026-08-20T03:00:00+08:00', 43.04, 0]], at)).toBe(43.02));
  it('shows none that is older than three hours', () => expect(valueAt([['2026-08-19T22:59:00+08:00', 43.0, 0]], at)).toBeNull());
  it('shows none before the first', () => expect(valueAt([['2026-08-20T02:01:00+08:00', 43.0, 0]], at)).toBeNull());
  it('writes the stage beside the gauge, and the name alone where it is not known', () => expect(withStages({ features: [feature('a'), feature('b'), feature('c')] }, new Map([['a', 43.1], ['b', null]])).features.map((f) => f.properties.text)).toEqual(['a 43.10', 'b', undefined]));
});
