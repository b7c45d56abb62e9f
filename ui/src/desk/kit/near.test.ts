import { expect, test } from 'vitest';
import type { Nearest } from '../../api/types.ts';
import { howFar, nearer } from './near.ts';

const t = (key: string, values?: Record<string, unknown>) => `${key} ${String(values?.n)}`;
const road: Nearest = { id: 'a', distance_km: 9, min: 12.4, straight: false };
const slower: Nearest = { id: 'b', distance_km: 2, min: 31, straight: false };
const cut: Nearest = { id: 'c', distance_km: 1.25, min: null, straight: true };
const unknown: Nearest = { id: 'd', distance_km: null, straight: true };

test('minutes by road are shown bare, a straight distance says what it is', () => {
  expect([road, cut, unknown].map((n) => howFar(n, t))).toEqual(['12', 'incident.straight_km 1.3', '—']);
});

test('what arrives first comes first, whatever the straight distance', () => {
  expect([unknown, cut, slower, road].sort(nearer).map((n) => n.id)).toEqual(['a', 'b', 'c', 'd']);
});
