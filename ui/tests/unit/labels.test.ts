// Names beside signs.
import { describe, expect, it } from 'vitest';
import { placeLabels, widthOf, type Sign } from '../../src/desk/kit/labels.ts';

const sign = (id: string, x: number, y: number, more: Partial<Sign> = {}): Sign => ({ id, x, y, size: 18, label: '郝穴防汛仓', bold: false, ...more });

describe('names on the sketch', () => {
  it('stand right of their sign', () => expect(placeLabels([sign('a', 50, 50)], 400)).toEqual([{ id: 'a', x: 63, y: 54, anchor: 'start' }]));
  it('stand left of it where the right is taken', () => expect(placeLabels([sign('a', 200, 50), sign('b', 240, 50)], 400).find((l) => l.id === 'a')?.anchor).toBe('end'));
  it('never leave the drawing', () => expect(placeLabels([sign('a', 380, 50)], 400)[0]?.anchor).toBe('end'));
  it('are left out where both sides are taken', () => expect(placeLabels([sign('a', 100, 50), sign('b', 100, 52), sign('c', 100, 54)], 400).map((l) => l.id)).toEqual(['a', 'b']));
  it('of what is chosen come first', () => expect(placeLabels([sign('a', 100, 50), sign('b', 100, 52), sign('c', 100, 54, { bold: true })], 400).map((l) => l.id)).toContain('c'));
  it('Chinese is square, Latin is not', () => expect(widthOf('沙市A')).toBe(31));
});
