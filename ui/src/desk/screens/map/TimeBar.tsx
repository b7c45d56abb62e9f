// The hours behind us: drag, or step with the arrow keys; "now" follows the clock again.
import { useQueries } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api, callState } from '../../../api/client.ts';
import { cityNow, useCityNow } from '../../../api/clock.ts';
import { dayTime } from '../../../format/index.ts';
import { useKeyGauges } from '../../kit/gauges.ts';
import { kHour_ms, valueAt } from './past.ts';

export const kHours = 72;
const iso = (at: number) => new Date(at).toISOString();

/** Stages of the key gauges at an hour; of now when `at` is null. One question a gauge for all hours of the bar. */
export function useStages(at: number | null): Map<string, number | null> {
  const { gauges, keys } = useKeyGauges();
  const key = gauges.slice(0, keys);
  const from = Math.floor(cityNow() / kHour_ms - kHours - 3) * kHour_ms;
  const past = useQueries({ queries: at === null ? [] : key.map((g) => ({
    queryKey: ['past', g.id, from, callState().ledger], staleTime: Infinity, queryFn: () => api.readings({ station: g.id, property: 'stage_m', from: iso(from), max_points: 600 }),
  })) });
  if (at === null) return new Map(key.map((g) => [g.id, g.silent ? null : g.value]));
  return new Map(key.flatMap((g, i) => (past[i]?.data ? [[g.id, valueAt(past[i].data.points, at)] as [string, number | null]] : [])));
}

export function TimeBar({ at, set }: { at: number | null; set: (at: number | null) => void }) {
  const { t } = useTranslation();
  const now = Math.floor(useCityNow() / kHour_ms) * kHour_ms;
  const hours = at === null ? 0 : Math.round((at - now) / kHour_ms);
  return (
    <div className={`timebar ${at === null ? '' : 'past'}`} data-testid="timebar">
      <b className="nw">{at === null ? t('timebar.now') : t('timebar.at', { at: dayTime(at) })}</b>
      <input type="range" min={-kHours} max={0} step={1} value={hours} aria-label={t('timebar.label')} aria-valuetext={at === null ? t('timebar.now') : dayTime(at)}
        onChange={(e) => { const h = Number(e.target.value); set(h === 0 ? null : now + h * kHour_ms); }} />
      <button type="button" className="btn" disabled={at === null} onClick={() => set(null)}>{t('timebar.back')}</button>
      <span className="xs dim nw">{t('timebar.note')}</span>
    </div>
  );
}
