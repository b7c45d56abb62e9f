// Where one to five further stores would help most, how sure that is, and what each would gain.
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { supply, type Circle, type Drawn, type Siting } from '../../../api/supply.ts';
import { num } from '../../../format/index.ts';
import { ErrorBox, Nothing, Sheet } from '../../kit/index.tsx';
import type { XY } from './reckon.ts';

/** Places, or stores that stand and have none of these goods: stock moved there makes them count. */
type Candidates = 'townships' | 'villages' | 'stores';

export function SitingPanel({ budget_min, profile, night, kind, level, drawn, circle, siting, setSiting, show, weather }: { weather: { roads_at?: string; speed_factor?: number }; budget_min: number; profile: string; night: boolean; kind: 'relief' | 'flood' | 'any'; level: 'township' | 'village'; drawn: Drawn[]; circle: Circle | undefined; siting: Siting | null; setSiting: (s: Siting | null) => void; show: (at: XY) => void }) {
  const { t } = useTranslation();
  const [k, setK] = useState(1);
  const [candidates, setCandidates] = useState<Candidates>('townships');
  const find = useMutation({ mutationFn: () => supply.siting({ k, budget_min, profile, night, kind, level, candidates, ...weather, ...(drawn.length ? { drawn } : {}) }), onSuccess: setSiting });
  const gained = siting && circle ? siting.chosen.reduce((s, c) => s + c.gain_people, 0) : 0;
  return (
    <Sheet className="growing" title={t('circle.siting')} sub={t('circle.siting_sub')} testid="siting">
      <div className="pad col" style={{ gap: 10 }}>
        <div className="row" style={{ flexWrap: 'wrap' }}><span className="sm mut">{t('circle.how_many')}</span><div className="segs">{[1, 2, 3, 4, 5].map((n) => <button key={n} type="button" className={n === k ? 'on' : ''} aria-pressed={n === k} onClick={() => setK(n)} data-testid={`k-${n}`}>{n}</button>)}</div>
          <select className="field short" value={candidates} onChange={(e) => setCandidates(e.target.value as Candidates)} aria-label={t('circle.candidates')}><option value="townships">{t('circle.at_townships')}</option><option value="villages">{t('circle.at_villages')}</option><option value="stores">{t('circle.at_stores')}</option></select>
          <button type="button" className="btn p" disabled={find.isPending} onClick={() => find.mutate()} data-testid="find-sites">{find.isPending ? t('circle.busy') : t('circle.find_sites')}</button></div>
        <ErrorBox error={find.error} />
        {!siting ? <Nothing>{t('circle.siting_note')}</Nothing> : siting.chosen.length === 0 ? <Nothing>{t('circle.no_gain')}</Nothing> : (
          <>
            <ol className="sites">{siting.chosen.map((c, i) => (
              <li key={c.place} data-testid="site"><span className="sitenum">{i + 1}</span><button type="button" className="plain" onClick={() => show(c.at)}><b>{c.label}</b></button><b className="r">{c.gain_people > 0 ? t('circle.gain', { n: num(c.gain_people) }) : t('circle.gain_places', { n: c.gain_places ?? 0 })}</b>
                <span className="sm mut" style={{ gridColumn: '2/-1' }}>{t(i === 0 ? 'circle.gain_first' : 'circle.gain_next', { n: i })}</span></li>))}</ol>
            <div className="sitesum"><b>{gained > 0 ? t('circle.with_sites', { n: num(siting.covered_people), gain: num(gained) }) : t('circle.with_sites_places', { n: siting.chosen.reduce((s, c) => s + (c.gain_places ?? 0), 0) })}</b>
              <span className="sm mut">{siting.optimal ? t('circle.optimal') : t('circle.gap', { n: (siting.gap_share * 100).toFixed(1) })}{t('shell.dot')}{t('circle.solver', { name: siting.solver, n: Math.round(siting.took_ms) })}</span></div>
            <button type="button" className="btn g" onClick={() => setSiting(null)}>{t('circle.clear_sites')}</button>
          </>
        )}
      </div>
    </Sheet>
  );
}
