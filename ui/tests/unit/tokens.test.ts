// The colours: contrast by WCAG 2.x out of tokens.css, one source of colour, levels only where levels are meant.
import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, it, test } from 'vitest';
import { files } from './files.ts';
// @ts-expect-error plain module of the build
import { readTokens } from '../../tools/tokens.mjs';
// @ts-expect-error plain module of the build
import { themeText } from '../../tools/theme.mjs';

const root = new URL('../..', import.meta.url).pathname;
const tokens = readTokens(join(root, 'src/theme/tokens.css')) as Record<'light' | 'dark' | 'common', Record<string, string>>;

function luminance(hex: string): number {
  const part = (i: number) => { const c = parseInt(hex.slice(i, i + 2), 16) / 255; return c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4; };
  return 0.2126 * part(1) + 0.7152 * part(3) + 0.0722 * part(5);
}
function contrast(a: string, b: string): number {
  const [x, y] = [luminance(a), luminance(b)].sort((m, n) => n - m) as [number, number];
  return (x + 0.05) / (y + 0.05);
}

const kText: [ink: string, ground: string][] = [
  ...['ink', 'ink-2', 'ink-3', 'accent', 'ours', 'water', 'l1-ink', 'l2-ink', 'l3-ink', 'l4-ink'].map((t): [string, string] => [t, 'surface']),
  ...['ink', 'ink-2', 'ink-3', 'accent', 'ours'].map((t): [string, string] => [t, 'bg']),
  ['on-accent', 'accent'], ['on-ours', 'ours'], ['on-ink', 'ink'], ['accent', 'accent-soft'], ['ink', 'accent-soft'], ['ink-2', 'surface-2'],
  ...[1, 2, 3, 4].flatMap((n): [string, string][] => [[`l${n}-on`, `l${n}`], [`l${n}-ink`, `l${n}-soft`]]),
];

describe.each(['light', 'dark'] as const)('theme %s (WCAG 1.4.3)', (mode) => {
  it.each(kText)('%s on %s is at least 4.5 to 1', (ink, ground) => {
    expect(contrast(tokens[mode][ink]!, tokens[mode][ground]!)).toBeGreaterThanOrEqual(4.5);
  });
  it('has a border of inputs of at least 3 to 1 (WCAG 1.4.11)', () => {
    expect(contrast(tokens[mode].control!, tokens[mode].surface!)).toBeGreaterThanOrEqual(3);
  });
});

test('both themes name the same colours', () => {
  expect(Object.keys(tokens.dark).sort()).toEqual(Object.keys(tokens.light).filter((k) => k in tokens.dark).sort());
  for (const name of Object.keys(tokens.dark)) expect(tokens.light[name], name).toBeDefined();
});

test('src/gen/theme.ts is what tokens.css makes', () => {
  expect(readFileSync(join(root, 'src/gen/theme.ts'), 'utf8')).toBe(themeText());
});

const sources = files(join(root, 'src'), /\.(tsx?|css)$/).filter((f) => !/src\/gen\/|\.test\.|tokens\.css$/.test(f));

test('no colour is written outside tokens.css', () => {
  const found = sources.flatMap((f) => [...readFileSync(f, 'utf8').matchAll(/['"\s:(](#[0-9a-fA-F]{6}|#[0-9a-fA-F]{3})\b(?!-)/g)].map((m) => `${relative(root, f)} ${m[1]}`));
  expect(found).toEqual([]);
});

test('level colours are used by badges and the printed sheet only', () => {
  const allowed = /src\/parts\/small\.tsx$|src\/theme\/muster\.css$|symbols/;
  const found = sources.filter((f) => !allowed.test(f) && /--l[1-4]\b/.test(readFileSync(f, 'utf8'))).map((f) => relative(root, f));
  expect(found).toEqual([]);
});
