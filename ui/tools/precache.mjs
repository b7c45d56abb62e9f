// Writes dist/m/sw.js: the service worker of the phone page with the list of files its first view needs and a version made of their content.
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';

const dist = new URL(process.argv[2] ?? '../dist/', import.meta.url);
const manifest = JSON.parse(readFileSync(new URL('.vite/manifest.json', dist), 'utf8'));
const files = new Set(['m/index.html', 'm/manifest.webmanifest', 'm/icon-192.png', 'favicon.svg']);

function add(key, seen = new Set()) {
  if (seen.has(key) || !manifest[key]) return;
  seen.add(key);
  files.add(manifest[key].file);
  for (const css of manifest[key].css ?? []) files.add(css);
  for (const asset of manifest[key].assets ?? []) files.add(asset);
  for (const next of manifest[key].imports ?? []) add(next, seen);
  for (const next of manifest[key].dynamicImports ?? []) add(next, seen);
}
add('m/index.html');

const hash = createHash('sha256');
for (const file of [...files].sort()) hash.update(file).update(readFileSync(new URL(file, dist)));
const version = hash.digest('hex').slice(0, 12);
const worker = readFileSync(new URL('../src/phone/sw.js', import.meta.url), 'utf8')
  .replace('__VERSION__', version).replace('__SHELL__', JSON.stringify([...files].sort().map((f) => `/${f}`), null, 2));
writeFileSync(new URL('m/sw.js', dist), worker);
console.log(`m/sw.js: version ${version}, ${files.size} files`);
