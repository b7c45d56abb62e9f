import type { Nearest } from '../../api/types.ts';

type Words = (key: string, values?: Record<string, unknown>) => string;

const byRoad = (n: Nearest): n is Nearest & { min: number } => !n.straight && typeof n.min === 'number';

/** Minutes by road; where there are none, the straight distance, which says so. */
export function howFar(n: Nearest, t: Words): string {
  if (byRoad(n)) return n.min.toFixed(0);
  return n.distance_km === null ? '—' : t('incident.straight_km', { n: n.distance_km.toFixed(1) });
}

/** What arrives first comes first; places without a road follow by their distance. */
export function nearer(a: Nearest, b: Nearest): number {
  if (byRoad(a) !== byRoad(b)) return byRoad(a) ? -1 : 1;
  return byRoad(a) && byRoad(b) ? a.min - b.min : (a.distance_km ?? Infinity) - (b.distance_km ?? Infinity);
}
