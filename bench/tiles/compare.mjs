// node compare.mjs FOLDER: tiles that `muster bench tiles --save FOLDER` wrote, of each way, against those of PostGIS, read by
// @mapbox/vector-tile: ids that only one has, and the farthest that a corner lies from the other's outline, in units of the tile.
import { readFileSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const require = createRequire(new URL('../../ui/package.json', import.meta.url));
const load = async (name) => import(require.resolve(name));
const { VectorTile } = await load('@mapbox/vector-tile');
const pbf = await load('pbf');
const Reader = pbf.PbfReader ?? pbf.default;

const folder = process.argv[2];
const features = (name) => {
  const tile = new VectorTile(new Reader(readFileSync(join(folder, name))));
  const out = new Map();
  for (const [layer, content] of Object.entries(tile.layers)) {
    if (layer.endsWith('_label')) continue; // PostGIS is not asked for labels
    for (let i = 0; i < content.length; ++i) {
      const feature = content.feature(i);
      out.set(feature.id ?? `cluster ${i}`, feature.loadGeometry());
    }
  }
  return out;
};

const toSegment = (p, a, b) => {
  const dx = b.x - a.x;
  const dy = b.y - a.y;
  const square = dx * dx + dy * dy;
  const t = square === 0 ? 0 : Math.min(1, Math.max(0, ((p.x - a.x) * dx + (p.y - a.y) * dy) / square));
  return Math.hypot(p.x - a.x - t * dx, p.y - a.y - t * dy);
};
const apart = (one, two) => {
  let most = 0;
  for (const p of one.flat()) {
    let least = Infinity;
    for (const ring of two) for (let i = 0; i < ring.length; ++i) least = Math.min(least, toSegment(p, ring[i], ring[Math.min(i + 1, ring.length - 1)]));
    most = Math.max(most, least);
  }
  return most;
};

const names = readdirSync(folder).filter((name) => name.endsWith('.postgis.mvt')).map((name) => name.slice(0, -'.postgis.mvt'.length));
for (const way of ['memory', 'database']) {
  const levels = new Map();
  for (const name of names) {
    const [reader, z] = name.split('-');
    const key = `${reader} z${z}`;
    const sum = levels.get(key) ?? { tiles: 0, both: 0, ours: 0, theirs: 0, apart: 0, beyond: 0 };
    levels.set(key, sum);
    let own;
    try {
      own = features(`${name}.${way}.mvt`);
    } catch {
      continue; // a way that was not measured
    }
    const peer = features(`${name}.postgis.mvt`);
    ++sum.tiles;
    for (const [id, geometry] of own) {
      if (!peer.has(id)) {
        ++sum.ours;
        continue;
      }
      ++sum.both;
      const far = Math.max(apart(geometry, peer.get(id)), apart(peer.get(id), geometry));
      sum.apart = Math.max(sum.apart, far);
      if (far > 1) ++sum.beyond;
    }
    for (const id of peer.keys()) if (!own.has(id)) ++sum.theirs;
  }
  for (const [key, s] of levels) {
    console.log(`${way} ${key}: ${s.tiles} tiles, ${s.both} features in both, ${s.ours} only ours, ${s.theirs} only PostGIS, at most ${s.apart.toFixed(2)} units apart, ${s.beyond} beyond one unit`);
  }
}
