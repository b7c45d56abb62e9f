// Fails when the scripts of an entry's first view weigh more than its budget (gzip). `--table` prints every file counted.
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

const dist = new URL('../dist/', import.meta.url);
const manifest = JSON.parse(readFileSync(new URL('.vite/manifest.json', dist), 'utf8'));
const budgets_kb = { 'index.html': 450, 'm/index.html': 120, 'wall/index.html': 800 };
// What the first view of an entry loads beside its static imports.
const first_views = { 'index.html': ['src/desk/screens/duty/DutyDesk.tsx'], 'm/index.html': [], 'wall/index.html': 'all' };

function closure(key, seen, dynamic) {
  if (seen.has(key) || !manifest[key]) return;
  seen.add(key);
  for (const i of manifest[key].imports ?? []) closure(i, seen, dynamic);
  if (dynamic) for (const i of manifest[key].dynamicImports ?? []) closure(i, seen, dynamic);
}

let failed = false;
for (const [entry, budget] of Object.entries(budgets_kb)) {
  const seen = new Set();
  closure(entry, seen, first_views[entry] === 'all');
  if (Array.isArray(first_views[entry])) for (const view of first_views[entry]) closure(view, seen, false);
  let bytes = 0;
  for (const key of seen) {
    const file = manifest[key].file;
    if (!file.endsWith('.js')) continue;
    const size = gzipSync(readFileSync(new URL(file, dist)), { level: 9 }).length;
    bytes += size;
    if (process.argv.includes('--table')) console.log(`  ${(size / 1024).toFixed(1).padStart(7)} KB  ${file}`);
  }
  const over = bytes > budget * 1024;
  failed ||= over;
  console.log(`${entry}: ${(bytes / 1024).toFixed(0)} KB gz of ${budget} KB${over ? '  TOO LARGE' : ''}`);
}
process.exit(failed ? 1 : 0);
