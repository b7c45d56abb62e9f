// Beside the matrix while no cell is chosen: how far each county is, who answers for a stake, whose telephone must be tried.
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { callState } from '../../../api/client.ts';
import { dayTime, num, parseStake, stake } from '../../../format/index.ts';
import { NamePlate } from '../../../parts/index.ts';
import { useModel } from '../../app/session.tsx';
import { Asked, Nothing, Sheet } from '../../kit/index.tsx';
import { Unread } from '../../generic/Typed.tsx';
import { coverage, netApi, type Here, type Net } from './net.ts';

export function Overview({ net, at, county, onCounty, stakeText }: { net: Net; at: string | undefined; county: string; onCounty: (id: string) => void; stakeText: string | null }) {
  const { t } = useTranslation();
  return (
    <div className="rt netside">
      <Sheet title={t('net.coverage')} sub={t('net.goal')} testid="net-coverage">
        <ul className="plainlist">{net.by_county.map((c) => { const share = coverage(c) ?? 0; return (
          <li key={c.id}><button type="button" className={`plain netcov${county === c.id ? ' on' : ''}`} aria-pressed={county === c.id} onClick={() => onCounty(county === c.id ? '' : c.id)}>
            <span className="ell">{c.name}</span><span className="bar"><i style={{ width: `${share}%` }} /></span><span className="n sm">{num(c.held)}/{num(c.due)}</span><b className={`n sm ${c.holes ? 'our' : 'dim'}`}>{c.holes ? t('net.holes_n', { n: c.holes }) : '✓'}</b></button></li>); })}</ul>
      </Sheet>
      <Lookup at={at} day={net.day} stakeText={stakeText} />
      <ToAskList net={net} />
    </div>
  );
}

function ToAskList({ net }: { net: Net }) {
  const { t } = useTranslation();
  const ask = useQuery({ queryKey: ['netAsk', callState().ledger], queryFn: netApi.ask });
  const place = (id: string) => net.by_county.find((c) => c.id === id)?.name ?? '';
  return (
    <Sheet title={t('net.ask')} sub={t('net.ask_sub')} className="growsheet" testid="net-ask">
      <Asked query={ask}>{({ people }) => people.length === 0 ? <Nothing>{t('net.ask_none')}</Nothing> : (
        <div className="scroll grow"><ul className="plainlist">{people.map((p) => <li key={p.person} className="row sm netask"><b>{p.name}</b><span className="ell mut">{place(p.county)} {p.job}</span><span className="our">{t(`net.why_${p.contact}`, { n: p.fails })}</span><span className="xs dim">{p.asked_at ? t('net.tried', { at: dayTime(p.asked_at) }) : t('net.holds', { n: p.works })}</span></li>)}</ul></div>)}</Asked>
    </Sheet>
  );
}

/** Who answers for this stake, on this day. */
function Lookup({ at, day, stakeText }: { at: string | undefined; day: string; stakeText: string | null }) {
  const { t } = useTranslation();
  const [text, setText] = useState(stakeText ? stake(Number(stakeText)) : '');
  const metres = parseStake(text);
  const here = useQuery({ queryKey: ['netHere', metres, at, callState().ledger], queryFn: () => netApi.here({ stake: metres!, ...(at ? { at } : {}) }), enabled: metres !== undefined });
  return (
    <Sheet title={t('resp.who')} sub={day} testid="lookup">
      <div className="form pad"><div className="fc2"><label htmlFor="r-stake">{t('resp.stake')}</label><div className="unitfield"><input id="r-stake" className="field" value={text} placeholder="718+350" aria-invalid={(text !== '' && metres === undefined) || undefined} onChange={(e) => setText(e.target.value)} data-filter data-testid="lookup-stake" /><Unread when={text !== '' && metres === undefined} kind="stake" /></div></div></div>
      {metres !== undefined && <Asked query={here}>{(h) => <WorksHere here={h} />}</Asked>}
    </Sheet>
  );
}

/** Works of a place with their people; the map's card shows it too. */
export function WorksHere({ here }: { here: Here }) {
  const { t } = useTranslation();
  const m = useModel();
  if (here.works.length === 0) return <Nothing>{t('net.no_work')}</Nothing>;
  return <ul className="plainlist nethere">{here.works.map((w) => <li key={w.id} data-work={w.id}><div className="sm ell"><Link className="ink" to={`/r/${w.type}/${w.id}`}>{w.label}</Link></div><Near work={w} />{w.cells.filter((c) => c.due || c.people.length > 0).map((c) => (
    <div key={c.role} data-testid="lookup-row"><NamePlate post={m.choice('responsibility_role', c.role)} person={c.people.map((p) => p.person_name).join(t('list_comma'))} gap={c.people.length === 0} proxy={c.people[0]?.liaison_name ? t('resp.liaison', { name: c.people[0].liaison_name }) : null} /></div>))}</li>)}</ul>;
}

/** Where the spot lies on a section, and how far the work is from it. */
function Near({ work }: { work: Here['works'][number] }) {
  const { t } = useTranslation();
  if (work.distance_m <= 0) return null;  // asked for by itself, by its stake, or from within its area
  return <div className="xs dim">{work.stake !== undefined && `${t('net.near_stake', { s: stake(work.stake) })}${t('shell.dot')}`}{t('net.near_m', { n: num(work.distance_m) })}</div>;
}
