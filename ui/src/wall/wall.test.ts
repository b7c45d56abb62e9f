import { describe, expect, it } from 'vitest';
import { frameOf, middleOf, pathOf, projector, type Point } from './map.ts';
import { untilMinute } from './reload.ts';

const square = { type: 'Polygon' as const, coordinates: [[[112, 30], [113, 30], [113, 31], [112, 31], [112, 30]]] };

describe('the sketch map', () => {
  it('holds every position on the sheet, north up', () => {
    const frame = frameOf([{ geometry: square }])!;
    const at = projector(frame, 800, 600);
    for (const p of square.coordinates[0]! as Point[]) {
      const [x, y] = at(p);
      expect(x).toBeGreaterThanOrEqual(0); expect(x).toBeLessThanOrEqual(800);
      expect(y).toBeGreaterThanOrEqual(0); expect(y).toBeLessThanOrEqual(600);
    }
    expect(at([112.5, 31])[1]).toBeLessThan(at([112.5, 30])[1]);
  });
  it('keeps the shape: a degree of longitude is shorter than one of latitude by the cosine', () => {
    const at = projector({ west: 112, east: 113, south: 30, north: 31 }, 1000, 1000);
    const [x0] = at([112, 30.5]);
    const [x1] = at([113, 30.5]);
    const y = at([112, 30])[1] - at([112, 31])[1];
    expect((x1 - x0) / y).toBeCloseTo(Math.cos((30.5 * Math.PI) / 180), 5);
  });
  it('closes areas and leaves lines open', () => {
    const at = (p: Point) => p;
    expect(pathOf(square, at)).toMatch(/^M112\.0 30\.0L.*Z$/);
    expect(pathOf({ type: 'LineString', coordinates: [[1, 2], [3, 4]] }, at)).toBe('M1.0 2.0L3.0 4.0');
  });
  it('writes a name in the middle', () => {
    const [x, y] = middleOf(square);
    expect(x).toBeCloseTo(112.5);
    expect(y).toBeCloseTo(30.5);
  });
});

describe('the nightly reload', () => {
  const now = new Date(2026, 7, 20, 2, 41);
  it('waits for its minute today or tomorrow', () => {
    expect(untilMinute('04:10', now)).toBe(89 * 60_000);
    expect(untilMinute('02:41', now)).toBe(24 * 3_600_000);
    expect(untilMinute('00:30', now)).toBe((24 * 60 - 131) * 60_000);
  });
  it('takes 04:10 when the setting is none', () => {
    for (const bad of [null, '', '25:00', 'nachts']) expect(untilMinute(bad, now)).toBe(89 * 60_000);
  });
});
