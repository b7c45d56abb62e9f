// The city's key gauges in the order of the river, then those that need a look.
import { useGauges, useList } from '../../api/hooks.ts';
import type { GaugeNow } from '../../api/types.ts';

/** Key gauges first in their order; silent ones follow, then the rest. Gauges without stages (flow, rain) are left out. */
export function orderGauges(gauges: GaugeNow[], keyOrder: string[]): GaugeNow[] {
  const rank = (g: GaugeNow) => {
    const i = keyOrder.indexOf(g.id);
    return i >= 0 ? i : g.silent ? 1000 : 2000;
  };
  return gauges.map((g, i) => ({ g, i })).filter(({ g }) => g.property === 'stage_m')
    .sort((a, b) => rank(a.g) - rank(b.g) || a.i - b.i).map(({ g }) => g);
}

export function useKeyGauges(): { gauges: GaugeNow[]; keys: number; loaded: boolean } {
  const now = useGauges();
  const key = useList('gauge', { filter: ['is_key:eq:true'], sort: 'order', limit: 20 }, { staleTime: 600_000 });
  const ids = (key.data?.items ?? []).map((r) => r.id);
  return { gauges: orderGauges(now.data ?? [], ids), keys: ids.length, loaded: now.data !== undefined };
}
