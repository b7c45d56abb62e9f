import type { Series } from '../../../api/types.ts';

/** Rows of the chart: observed points, and the forecast joined to the last of them, with its band. */
export function chartRows(s: Series) {
  const observed = s.points.filter(([, v]) => typeof v === 'number').map(([at, v]) => [Date.parse(at), v] as [number, number]);
  const last = observed[observed.length - 1];
  const ahead = (s.forecast?.points ?? []).map(([at, v, e]) => [Date.parse(at), v, e ?? 0] as [number, number, number]).filter(([at]) => !last || at >= last[0]);
  const joined = last && ahead.length ? [[last[0], last[1], 0] as [number, number, number], ...ahead] : ahead;
  return { observed, forecast: joined, last, peak: [...ahead].sort((a, b) => b[1] - a[1])[0] };
}
