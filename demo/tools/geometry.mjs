// Geometry shared by the converters of the demonstration's inputs. Coordinates are [longitude, latitude] in degrees.

const EARTH_A = 6378245.0; // semi-major axis that GCJ-02 uses (Krasovsky 1940), metres
const EARTH_EE = 0.00669342162296594323; // its squared eccentricity

function shift(lon, lat) {
  const x = lon - 105;
  const y = lat - 35;
  const root = Math.sqrt(Math.abs(x));
  const wave = (t, amplitudes) => amplitudes.reduce((sum, [a, f]) => sum + a * Math.sin(t * f * Math.PI), 0);
  const ripple = ((20 * Math.sin(6 * x * Math.PI) + 20 * Math.sin(2 * x * Math.PI)) * 2) / 3;
  const dLat = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root + ripple +
    (wave(y, [[20, 1], [40, 1 / 3]]) * 2) / 3 + (wave(y, [[160, 1 / 12], [320, 1 / 30]]) * 2) / 3;
  const dLon = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root + ripple +
    (wave(x, [[20, 1], [40, 1 / 3]]) * 2) / 3 + (wave(x, [[150, 1 / 12], [300, 1 / 30]]) * 2) / 3;
  const phi = (lat * Math.PI) / 180;
  const magic = 1 - EARTH_EE * Math.sin(phi) ** 2;
  return [
    (dLon * 180) / ((EARTH_A / Math.sqrt(magic)) * Math.cos(phi) * Math.PI),
    (dLat * 180) / (((EARTH_A * (1 - EARTH_EE)) / (magic * Math.sqrt(magic))) * Math.PI),
  ];
}

/** GCJ-02 to WGS 84 by fixed-point iteration; the residual is below 1e-9 degree after ten rounds. */
export function toWgs84([lon, lat]) {
  let guess = [lon, lat];
  for (let round = 0; round < 10; ++round) {
    const [dLon, dLat] = shift(guess[0], guess[1]);
    guess = [lon - dLon, lat - dLat];
  }
  return guess;
}

/** Douglas–Peucker on an open line; distances in a plane where a degree of longitude is shortened for 30° N. */
export function simplify(points, tolerance) {
  const scale = Math.cos((30 * Math.PI) / 180);
  const keep = new Array(points.length).fill(false);
  keep[0] = keep[points.length - 1] = true;
  const work = [[0, points.length - 1]];
  while (work.length > 0) {
    const [first, last] = work.pop();
    let worst = tolerance;
    let split = -1;
    for (let i = first + 1; i < last; ++i) {
      const d = distance(points[i], points[first], points[last], scale);
      if (d > worst) [worst, split] = [d, i];
    }
    if (split > 0) {
      keep[split] = true;
      work.push([first, split], [split, last]);
    }
  }
  return points.filter((_, i) => keep[i]);
}

function distance(p, a, b, scale) {
  const [px, py] = [(p[0] - a[0]) * scale, p[1] - a[1]];
  const [bx, by] = [(b[0] - a[0]) * scale, b[1] - a[1]];
  const length2 = bx * bx + by * by;
  const t = length2 === 0 ? 0 : Math.max(0, Math.min(1, (px * bx + py * by) / length2));
  return Math.hypot(px - t * bx, py - t * by);
}

/** A closed ring: split at the vertex farthest from the first, so that both halves have two ends. */
export function simplifyRing(ring, tolerance) {
  let far = 0;
  ring.forEach((p, i) => {
    if (Math.hypot(p[0] - ring[0][0], p[1] - ring[0][1]) > Math.hypot(ring[far][0] - ring[0][0], ring[far][1] - ring[0][1])) far = i;
  });
  return [...simplify(ring.slice(0, far + 1), tolerance), ...simplify(ring.slice(far), tolerance).slice(1)];
}

export function ringArea(ring) {
  let sum = 0;
  for (let i = 0; i + 1 < ring.length; ++i) sum += ring[i][0] * ring[i + 1][1] - ring[i + 1][0] * ring[i][1];
  return sum / 2;
}

export const rounded = (points, digits = 5) => points.map((p) => p.map((v) => Number(v.toFixed(digits))));

/** One feature a line, so that a change of one shows as one line. */
export function writeFeatures(features) {
  return `{"type":"FeatureCollection","features":[\n${features.map((f) => JSON.stringify(f)).join(',\n')}\n]}\n`;
}
