// node decode_tile.mjs FILE…: vector tiles as MapLibre's own reader sees them, as JSON [{layer: {version, extent, features}}].
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const require = createRequire(new URL('../../ui/package.json', import.meta.url));
const load = async (name) => import(require.resolve(name));
const { VectorTile } = await load('@mapbox/vector-tile');
const pbf = await load('pbf');
const Reader = pbf.PbfReader ?? pbf.default;

const decoded = (file) => {
  const tile = new VectorTile(new Reader(readFileSync(file)));
  const out = {};
  for (const [name, layer] of Object.entries(tile.layers)) {
    out[name] = { version: layer.version, extent: layer.extent, features: [] };
    for (let i = 0; i < layer.length; ++i) {
      const feature = layer.feature(i);
      const geometry = feature.loadGeometry().map((ring) => ring.map((p) => [p.x, p.y]));
      out[name].features.push({ id: feature.id ?? null, type: feature.type, properties: feature.properties, geometry });
    }
  }
  return out;
};
process.stdout.write(JSON.stringify(process.argv.slice(2).map(decoded)));
