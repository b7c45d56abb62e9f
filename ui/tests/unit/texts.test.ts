// Every text stands in both languages, every key that a screen asks for exists.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { common as en } from '../../src/text/en/common.ts';
import { desk } from '../../src/text/desk.ts';
import { flat, side, type Pairs } from '../../src/text/pairs.ts';
import { common as zh } from '../../src/text/zh/common.ts';
import { files } from './files.ts';

const root = new URL('../..', import.meta.url).pathname;
const pairs = flat(desk as Pairs);
const keys = new Set([...pairs.map(([k]) => k), ...Object.keys(zh)]);

test('common texts have the same keys in both languages', () => {
  expect(Object.keys(en).sort()).toEqual(Object.keys(zh).sort());
});

test('placeholders are the same in both languages', () => {
  const holes = (s: string) => [...s.matchAll(/\{\{(\w+)\}\}/g)].map((m) => m[1]).sort();
  for (const [key, [a, b]] of pairs) expect(holes(b), key).toEqual(holes(a));
});

test('no English text holds Chinese characters, save the name of the other language', () => {
  expect(pairs.filter(([k, [, b]]) => /[\u4e00-\u9fff]/.test(b) && k !== 'shell.other_lang').map(([k]) => k)).toEqual([]);
});

test('no text is empty in Chinese', () => {
  expect(pairs.filter(([, [a]]) => a.trim() === '').map(([k]) => k)).toEqual([]);
});

test('each fixed key that a desk screen asks for exists', () => {
  const asked = files(join(root, 'src/desk'), /\.tsx?$/).flatMap((f) => [...readFileSync(f, 'utf8').matchAll(/\bt\('([\w.]+)'/g)].map((m) => m[1]!));
  expect(asked.length).toBeGreaterThan(200);
  expect([...new Set(asked)].filter((k) => !keys.has(k))).toEqual([]);
});

test('a side of pairs keeps the tree', () => {
  const two = { a: { b: ['甲', 'A'] } } as const;
  expect(side(two, 0)).toEqual({ a: { b: '甲' } });
  expect(side(two, 1)).toEqual({ a: { b: 'A' } });
});
