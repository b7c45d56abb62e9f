// Rivers and lakes of the demonstration city.
//   node convert_rivers.mjs wdbii_rivers.geojson natural_earth_lakes.geojson > ../inputs/waters.geojson
// WDBII lines carry no names: which pieces make which river is stated here, in downstream order.
import { readFileSync } from 'node:fs';
import { rounded, simplify, simplifyRing, writeFeatures } from './geometry.mjs';

const [rivers, lakes] = process.argv.slice(2).map((file) => JSON.parse(readFileSync(file, 'utf8')).features);

// Index of the WDBII piece in the source file; a minus sign turns it round (written as [index, true]).
const RIVERS = [
  { name: '长江', name_en: 'Yangtze', pieces: [0, 6, 29, 30, 42, 31, 43, 44, 12, 19, 13], tolerance: 0.0008, west: 111.25 },
  { name: '松滋河', name_en: 'Songzi river', pieces: [1, 8, 35], tolerance: 0.001, south: 29.45 },
  { name: '松滋河西支', name_en: 'Songzi river, west arm', pieces: [5], tolerance: 0.001 },
  { name: '虎渡河', name_en: 'Hudu river', pieces: [[11, true], [39, true]], tolerance: 0.001, south: 29.45 },
  { name: '藕池河', name_en: 'Ouchi river', pieces: [[38, true]], tolerance: 0.001, south: 29.3 },
  { name: '东荆河', name_en: 'Dongjing river', pieces: [9, 16], tolerance: 0.001 },
  { name: '沮漳河', name_en: 'Juzhang river', pieces: [3, 10], tolerance: 0.001, north: 30.75 },
];
const LAKES = new Map([['Hong Hu', { name: '洪湖', name_en: 'Hong lake' }]]);

function join(pieces) {
  const line = [];
  for (const piece of pieces) {
    const [index, turned] = Array.isArray(piece) ? piece : [piece, false];
    const points = [...rivers[index].geometry.coordinates];
    if (turned) points.reverse();
    if (line.length > 0) {
      const [a, b] = [line[line.length - 1], points[0]];
      if (Math.hypot(a[0] - b[0], a[1] - b[1]) > 0.01) throw new Error(`piece ${index} does not follow on`);
    }
    line.push(...points);
  }
  return line;
}

const features = RIVERS.map(({ name, name_en, pieces, tolerance, west = -180, south = -90, north = 90 }) => {
  const inside = join(pieces).filter(([lon, lat]) => lon >= west && lat >= south && lat <= north);
  return { type: 'Feature', properties: { kind: 'river', name, name_en },
    geometry: { type: 'LineString', coordinates: rounded(simplify(inside, tolerance)) } };
});
for (const { properties, geometry } of lakes) {
  const names = LAKES.get(properties?.name);
  if (!names || !geometry) continue;
  const ring = (geometry.type === 'Polygon' ? geometry.coordinates : geometry.coordinates[0])[0];
  features.push({ type: 'Feature', properties: { kind: 'lake', ...names },
    geometry: { type: 'Polygon', coordinates: [rounded(simplifyRing(ring, 0.0008))] } });
}
process.stdout.write(writeFeatures(features));
