// The season as a ruler: bars are days on which nobody held a role; a press shows the net of that day.
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { callState } from '../../../api/client.ts';
import { barsOf, netApi, seasonDay, seasonShare } from './net.ts';

export function SeasonRuler({ day, today, onDay }: { day: string; today: string; onDay: (day: string) => void }) {
  const { t } = useTranslation();
  const year = day.slice(0, 4);
  const [from, to] = [`${year}-03-01`, `${year}-10-31`];
  const gaps = useQuery({ queryKey: ['netGaps', from, to, callState().ledger], queryFn: () => netApi.gaps(from, to) });
  const { bars, more } = barsOf(gaps.data?.gaps ?? [], from, to, today);
  const pc = (share: number) => `${(Math.min(1, Math.max(0, share)) * 100).toFixed(2)}%`;
  const months = ['03', '04', '05', '06', '07', '08', '09', '10'].map((m) => `${year}-${m}-01`);
  const inside = (d: string) => d >= from && d <= to;
  return (
    <div className="season" data-testid="season">
      <div className="track" role="presentation" onClick={(e) => { const r = e.currentTarget.getBoundingClientRect(); onDay(seasonDay((e.clientX - r.left) / r.width, from, to)); }}>
        {bars.map((b) => <span key={b.key} className="bar" style={{ left: pc(b.x), width: pc(b.width), bottom: 17 + b.lane * 5 }} title={`${b.gap.label} ${b.gap.from} – ${b.gap.to}`} />)}
        {months.map((m) => <span key={m} className="month" style={{ left: pc(seasonShare(m, from, to)) }}>{m.slice(5)}</span>)}
        {inside(today) && <span className="today" style={{ left: pc(seasonShare(today, from, to)) }} title={t('net.today', { d: today.slice(5) })} />}
        {inside(day) && <span className="pick" style={{ left: pc(seasonShare(day, from, to)) }}><b>{day.slice(5)}</b></span>}
      </div>
      <span className="xs dim">{t('net.bars')}{more > 0 ? ` ${t('net.more', { n: more })}` : ''}</span>
    </div>
  );
}
