// The sketch of the city: longitude and latitude onto a sheet, no tiles, no projection library.
import type { Geometry } from '../api/types.ts';

export interface Shape { type: 'Feature'; properties: Record<string, unknown> | null; geometry: Geometry }
export interface Frame { west: number; south: number; east: number; north: number }
export type Point = [number, number];

/** All positions of a geometry, whatever its depth. */
export function positions(coordinates: unknown, into: Point[] = []): Point[] {
  if (!Array.isArray(coordinates)) return into;
  if (typeof coordinates[0] === 'number' && typeof coordinates[1] === 'number') into.push([coordinates[0], coordinates[1]]);
  else for (const c of coordinates) positions(c, into);
  return into;
}

export function frameOf(shapes: { geometry: Geometry | null }[], margin = 0.03): Frame | null {
  const all = shapes.flatMap((s) => (s.geometry ? positions(s.geometry.coordinates) : []));
  if (all.length === 0) return null;
  let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const [lon, lat] of all) {
    west = Math.min(west, lon); east = Math.max(east, lon); south = Math.min(south, lat); north = Math.max(north, lat);
  }
  const room = Math.max(east - west, north - south) * margin;
  return { west: west - room, south: south - room, east: east + room, north: north + room };
}

/** A position on a sheet of width × height, true in shape at the middle latitude, centred. */
export function projector(frame: Frame, width: number, height: number): (p: Point) => Point {
  const squeeze = Math.cos((((frame.south + frame.north) / 2) * Math.PI) / 180);
  const [w, h] = [(frame.east - frame.west) * squeeze, frame.north - frame.south];
  const scale = Math.min(width / w, height / h);
  const [left, top] = [(width - w * scale) / 2, (height - h * scale) / 2];
  return ([lon, lat]) => [left + (lon - frame.west) * squeeze * scale, top + (frame.north - lat) * scale];
}

type Lines = Point[][];
function linesOf(g: Geometry): Lines {
  const c = g.coordinates as never;
  switch (g.type) {
    case 'LineString': return [c as Point[]];
    case 'MultiLineString': case 'Polygon': return c as Lines;
    case 'MultiPolygon': return (c as Lines[]).flat();
    default: return [];
  }
}

/** Path of a line or area; areas are closed. */
export function pathOf(g: Geometry, at: (p: Point) => Point): string {
  const closed = g.type.endsWith('Polygon');
  return linesOf(g).filter((l) => l.length > 1)
    .map((l) => `M${l.map((p) => at(p).map((v) => v.toFixed(1)).join(' ')).join('L')}${closed ? 'Z' : ''}`).join('');
}

/** Middle of the largest ring, where a name is written. */
export function middleOf(g: Geometry): Point {
  const rings = linesOf(g);
  const ring = rings.reduce((a, b) => (Math.abs(area(b)) > Math.abs(area(a)) ? b : a), rings[0] ?? []);
  const twice = area(ring) * 2;
  if (!twice) return positions(g.coordinates)[0] ?? [0, 0];
  let [x, y] = [0, 0];
  for (let i = 0; i < ring.length; i++) {
    const [x0, y0] = ring[i]!;
    const [x1, y1] = ring[(i + 1) % ring.length]!;
    const cross = x0 * y1 - x1 * y0;
    x += (x0 + x1) * cross;
    y += (y0 + y1) * cross;
  }
  return [x / (3 * twice), y / (3 * twice)];
}
function area(ring: Point[]): number {
  let sum = 0;
  for (let i = 0; i < ring.length; i++) {
    const [x0, y0] = ring[i]!;
    const [x1, y1] = ring[(i + 1) % ring.length]!;
    sum += x0 * y1 - x1 * y0;
  }
  return sum / 2;
}
