// Writes src/gen/indicators.ts: names, counted types and dimensions of model/indicators/*.yaml, which the figures screen lists.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = new URL('..', import.meta.url);

/** @returns {{name: string, of: string, by: string[]}[]} */
export function readIndicators(yaml) {
  return yaml.split(/^---\s*$/m).flatMap((part) => {
    const line = (key) => new RegExp(`^${key}:\\s*(.+?)\\s*$`, 'm').exec(part)?.[1];
    const name = line('indicator');
    if (!name) return [];
    const of = line('of');
    if (!of) throw new Error(`model/indicators: ${name} counts no type`);
    const by = /^\[(.*)\]$/.exec(line('by') ?? '[]');
    if (!by) throw new Error(`model/indicators: by of ${name} is not one list`);
    return [{ name, of, by: by[1].split(',').map((x) => x.trim()).filter(Boolean) }];
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const folder = new URL('../model/indicators/', root);
  const all = readdirSync(folder).filter((f) => f.endsWith('.yaml')).sort().flatMap((f) => readIndicators(readFileSync(new URL(f, folder), 'utf8')));
  mkdirSync(new URL('src/gen/', root), { recursive: true });
  writeFileSync(new URL('src/gen/indicators.ts', root),
    `// Generated from model/indicators by tools/indicators.mjs.\nexport interface Indicator { name: string; of: string; by: string[] }\nexport const kIndicators: Indicator[] = ${JSON.stringify(all, null, 2)};\n`);
}
