// 此处谁负责: who answers for a work or for the works at a spot, on a day that may be chosen.
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { callState } from '../../../api/client.ts';
import { cityNow } from '../../../api/clock.ts';
import { fullDate } from '../../../format/index.ts';
import { DateInput } from '../../generic/Typed.tsx';
import { Asked } from '../../kit/index.tsx';
import '../net/net.css';
import { netApi } from '../net/net.ts';
import { WorksHere } from '../net/Overview.tsx';

export type Spot = [number, number];

/** @param at  the hour that the map shows, null for now; @param day  chosen, and then it counts instead */
function Asking({ query, at, day, setDay }: { query: { work: string } | { lon: number; lat: number }; at: number | null; day: string | null; setDay: (day: string | null) => void }) {
  const { t } = useTranslation();
  const when = day ?? (at === null ? undefined : new Date(at).toISOString());
  const here = useQuery({ queryKey: ['netHere', query, when, callState().ledger], queryFn: () => netApi.here({ ...query, ...(when ? { at: when } : {}) }) });
  return (
    <div className="herewho" data-testid="card-net">
      <h3 className="h3">{t('net.here')}</h3>
      <div className="row"><label htmlFor="here-day" className="sm mut nw">{t('resp.day')}</label>
        <DateInput id="here-day" value={day ?? fullDate(at ?? cityNow())} onChange={(v) => { if (v) setDay(v === fullDate(cityNow()) && at === null ? null : String(v)); }} /></div>
      <Asked query={here}>{(h) => <WorksHere here={h} />}</Asked>
    </div>
  );
}

export const WorkWho = ({ work, ...rest }: { work: string; at: number | null; day: string | null; setDay: (day: string | null) => void }) => <Asking query={{ work }} {...rest} />;

/** The card of a spot where no thing was pressed. */
export function SpotCard({ spot, ...rest }: { spot: Spot; at: number | null; day: string | null; setDay: (day: string | null) => void }) {
  const { t } = useTranslation();
  return (
    <div className="col" style={{ gap: 8 }} data-testid="spot-card">
      <div className="row"><svg width="22" height="22" aria-hidden="true"><circle cx="11" cy="11" r="5" fill="var(--accent)" stroke="var(--surface)" strokeWidth="2" /></svg><div><b>{t('map.spot')}</b><div className="xs dim n">{spot[0].toFixed(5)}, {spot[1].toFixed(5)}</div></div></div>
      <Asking query={{ lon: spot[0], lat: spot[1] }} {...rest} />
    </div>
  );
}
