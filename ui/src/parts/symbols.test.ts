import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { kSymbols } from './symbolPaths.ts';

it('the symbols are drawn as their svg files draw them', () => {
  for (const [name, [outline, inner]] of Object.entries(kSymbols)) {
    const file = readFileSync(new URL(`../symbols/${name}.svg`, import.meta.url), 'utf8');
    expect(file, name).toContain(`d="${outline}"`);
    expect(file, name).toContain(`d="${inner}"`);
  }
});
