// Writes src/gen/errors.ts, the codes of model/text/errors/*.yaml, for what the browser says without a server.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = new URL('..', import.meta.url);

/** @returns {Record<string, {status: number, zh: string, en: string}>} */
export function readErrors(yaml) {
  const codes = {};
  for (const line of yaml.split('\n')) {
    if (!/^\w+:/.test(line)) continue;
    const m = /^(\w+):\s*\{\s*status:\s*(\d+),\s*zh:\s*"((?:[^"\\]|\\.)*)",\s*en:\s*"((?:[^"\\]|\\.)*)"\s*\}/.exec(line);
    if (!m) throw new Error(`model/text/errors: not understood: ${line}`);
    codes[m[1]] = { status: Number(m[2]), zh: JSON.parse(`"${m[3]}"`), en: JSON.parse(`"${m[4]}"`) };
  }
  return codes;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const folder = new URL('../model/text/errors/', root);
  const yaml = readdirSync(folder).sort().map((file) => readFileSync(new URL(file, folder), 'utf8')).join('\n');
  const codes = readErrors(yaml);
  mkdirSync(new URL('src/gen/', root), { recursive: true });
  writeFileSync(new URL('src/gen/errors.ts', root),
    `// Generated from model/text/errors by tools/errors.mjs.\nexport const kErrorCodes = ${JSON.stringify(Object.keys(codes), null, 2)} as const;\n` +
    `export type ErrorCode = (typeof kErrorCodes)[number];\n`);
}
