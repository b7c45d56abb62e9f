// 人员转移: drawn water, or a registered polder, becomes villages with a shelter each, by road or on foot; kept as a plan it prints per village.
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';
import { useList, useOne, useWrite } from '../../../api/hooks.ts';
import { supply, useEvacuation, useRoads, type Evacuation, type EvacuationAsk } from '../../../api/supply.ts';
import type { Geometry } from '../../../api/types.ts';
import { num } from '../../../format/index.ts';
import { useSession } from '../../app/session.tsx';
import { ErrorBox, Loading, Nothing, recordPath, Sheet, useKeys } from '../../kit/index.tsx';
import { byWay, meanMinutes, shelters, villages, ways, withoutPlace } from './evacuate.ts';
import { closureLayers, movedLayers, placeLayers } from './ink.ts';
import type { XY } from './reckon.ts';
import { RoadMap } from './RoadMap.tsx';
import './supply.css';

export function Evacuate() {
  const { t } = useTranslation();
  const [address] = useSearchParams();
  const incident = address.get('incident') ?? '';
  const about = useOne('dike_incident', incident, { enabled: incident !== '' });
  const roads = useRoads();
  const [mode, setMode] = useState<'road' | 'foot'>('road');
  const [water, setWater] = useState(false);
  const [split, setSplit] = useState(false);
  const [area, setArea] = useState('');
  const [flood, setFlood] = useState<XY[] | null>(null);
  const [path, setPath] = useState<XY[] | null>(null);
  const [chosen, setChosen] = useState<string | null>(null);
  const [go, setGo] = useState<{ at: XY; zoom?: number } | null>(null);
  const outline = useMemo<Geometry | null>(() => (flood ? { type: 'Polygon', coordinates: [[...flood, flood[0]]] } : null), [flood]);
  const ask: EvacuationAsk = { mode, water, split, ...(outline ? { flood: outline } : area ? { area } : {}) };
  const asked = outline !== null || area !== '';
  const worked = useEvacuation(ask, asked && roads.data?.ready === true);
  const e = asked ? worked.data : undefined;
  const site = about.data?.record.geometry?.type === 'Point' ? about.data.record.geometry.coordinates as XY : undefined;
  const finish = () => { if (path && path.length >= 3) { setFlood(path); setArea(''); setPath(null); setChosen(null); } };
  useKeys({ Enter: (k) => { k.preventDefault(); finish(); }, Escape: (k) => { k.preventDefault(); setPath(null); }, Backspace: () => setPath((p) => p && p.slice(0, -1)) }, path !== null);
  const shapes = useMemo(() => ({
    water: { type: 'FeatureCollection', features: [...(e?.flood ?? outline ? [{ type: 'Feature', geometry: e?.flood ?? outline, properties: {} }] : []), ...(site ? [{ type: 'Feature', geometry: { type: 'Point', coordinates: site }, properties: {} }] : [])] },
    ways: ways(e, chosen), villages: villages(e), shelters: shelters(e),
  }), [e, outline, site, chosen]);
  const fit = useMemo(() => (e ? [...e.assignments.flatMap((a) => [a.village_at, a.shelter_at]), ...e.unplaced.map((u) => u.at)] : null), [e]);
  if (roads.error) return <div className="pad"><ErrorBox error={roads.error} again={() => void roads.refetch()} /></div>;
  if (!roads.data || (incident !== '' && !about.data && !about.error)) return <Loading />;
  const pickVillage = (id: string) => { setChosen(id); const a = e?.assignments.find((x) => x.village === id); if (a) setGo({ at: a.village_at }); };
  return (
    <div className="circle" data-testid="evacuate" data-busy={worked.isFetching}>
      <div className="hdr circlehead">
        <h1>{t('evac.title')}</h1>
        <div className="row noprint" style={{ gap: 10 }}>
          <div className="segs" role="group" aria-label={t('evac.title')}>{(['road', 'foot'] as const).map((k) => <button key={k} type="button" className={mode === k ? 'on' : ''} aria-pressed={mode === k} onClick={() => setMode(k)} data-testid={`evac-${k}`}>{t(`evac.${k}`)}</button>)}</div>
          <div className="segs" role="group" aria-label={t('evac.water_hint')} title={t('evac.water_hint')}>{[false, true].map((w) => <button key={String(w)} type="button" className={water === w ? 'on' : ''} aria-pressed={water === w} onClick={() => setWater(w)} data-testid={w ? 'water-there' : 'water-before'}>{t(w ? 'evac.water_there' : 'evac.before_water')}</button>)}</div>
          <div className="segs" role="group" aria-label={t('evac.whole_hint')} title={t('evac.whole_hint')}>{[false, true].map((w) => <button key={String(w)} type="button" className={split === w ? 'on' : ''} aria-pressed={split === w} onClick={() => setSplit(w)} data-testid={w ? 'evac-split' : 'evac-whole'}>{t(w ? 'evac.may_split' : 'evac.whole')}</button>)}</div>
          <Areas area={area} choose={(id) => { setArea(id); setFlood(null); setChosen(null); }} />
        </div>
        {about.data && <span className="sm mut ell">{t('evac.from_incident')} <Link className="ink" to={recordPath('dike_incident', incident)}>{about.data.record.label}</Link></span>}
        <span className="grow" />
        {roads.data.generated && <span className="tag our">{t('circle.generated')}</span>}
        <Link className="btn noprint" to="/r/evacuation_plan">{t('evac.plans')}</Link>
      </div>
      {!roads.data.ready ? <div className="pad"><Nothing>{t('circle.no_roads')}</Nothing></div> : (
        <>
          <section className="sheet circlemap">
            {e && <Sum e={e} />}
            <div className="drawbar noprint">
              <button type="button" className={`btn ${path ? 'sel' : ''}`} aria-pressed={path !== null} onClick={() => setPath(path ? null : [])} data-testid="evac-draw">{t(flood ? 'evac.redraw' : 'evac.draw')}</button>
              {path && <><button type="button" className="btn p" disabled={path.length < 3} onClick={finish} data-testid="evac-done">{t('circle.draw_done')} <kbd>↵</kbd></button><button type="button" className="btn" disabled={path.length === 0} onClick={() => setPath(path.slice(0, -1))}>{t('map.undo')}</button><span className="sm mut ell">{t('circle.hint_flood')}</span></>}
              <span className="grow" /><span className="xs dim nw" role="status">{worked.isFetching ? t('circle.busy') : ''}</span>
            </div>
            <RoadMap testid="evac-map" at={site} fit={fit} go={go} path={path ? { at: path, closed: true } : null} press={(at) => { if (path) setPath([...path, at]); }} drag={(i, at) => setPath((p) => p && p.map((x, n) => (n === i ? at : x)))}
              own={['o-villages-dot', 'o-villages-name']} pick={(id) => { if (!path) pickVillage(id); }}
              shapes={[{ name: 'water', data: shapes.water, layers: closureLayers }, { name: 'ways', data: shapes.ways, layers: movedLayers }, { name: 'villages', data: shapes.villages, layers: placeLayers }]} symbols={[{ name: 'shelter', symbol: 'shelter', data: shapes.shelters }]} />
            <ErrorBox error={asked ? worked.error : null} again={() => void worked.refetch()} />
            <div className="reachlegend xs"><span className="mut">{t('evac.sub')}</span><span className="grow" /><span className="dim">{roads.data.attribution}{e ? t('shell.dot') + e.solver : ''}</span></div>
          </section>
          <div className="circleside">
            {!e ? <Sheet className="growing" title={t('evac.title')}><Nothing>{t('evac.none')}</Nothing></Sheet> : <><Keep ask={ask} about={incident} /><Rows e={e} chosen={chosen} pick={pickVillage} /></>}
          </div>
        </>
      )}
    </div>
  );
}

function Areas({ area, choose }: { area: string; choose: (id: string) => void }) {
  const { t } = useTranslation();
  const polders = useList('polder', { limit: 500, sort: 'name' });
  const storage = useList('flood_storage_area', { limit: 200, sort: 'name' });
  const rows = [...(storage.data?.items ?? []), ...(polders.data?.items ?? [])];
  return <select className="field short" style={{ width: 190 }} value={area} onChange={(x) => choose(x.target.value)} aria-label={t('evac.area')} data-testid="evac-area"><option value="">{t('evac.area')}</option>{rows.map((r) => <option key={r.id} value={r.id}>{r.label}</option>)}</select>;
}

function Sum({ e }: { e: Evacuation }) {
  const { t } = useTranslation();
  const out = withoutPlace(e);
  return (
    <div className="reachhead" data-testid="evac-sum">
      <div><b className="bigfig">{num(e.people)}<small>{t('evac.placed')}{t('shell.dot')}{t('evac.villages', { n: e.villages })}</small></b>
        <div className="reachbar"><i style={{ width: `${(e.people / Math.max(1, e.people + out.people)) * 100}%` }} />{out.people > 0 && <em style={{ width: `${(out.people / Math.max(1, e.people + out.people)) * 100}%` }} />}</div></div>
      <div className="reachfacts sm">{out.people > 0 && <b className="our" data-testid="evac-without">{t('evac.without', { n: num(out.people) })}</b>}{out.unknown > 0 && <b className="our">{t('evac.unknown', { n: out.unknown })}</b>}
        <span title={t('evac.gap_hint')} data-testid="evac-gap">{t('evac.gap', { n: (e.gap_share * 100).toFixed(1) })}</span><span className="mut">{t('evac.person_min', { n: meanMinutes(e).toFixed(0) })}{e.split > 0 ? t('shell.dot') + t('evac.split', { n: e.split }) : ''}</span></div>
    </div>
  );
}

function Rows({ e, chosen, pick }: { e: Evacuation; chosen: string | null; pick: (id: string) => void }) {
  const { t, i18n } = useTranslation();
  const [tab, setTab] = useState<'village' | 'shelter'>('village');
  const why = (w: string) => (i18n.exists(`evac.${w}`) ? t(`evac.${w}`) : w);
  return (
    <Sheet className="growing" title={<span className="tabsline" role="tablist">{(['village', 'shelter'] as const).map((k) => <button key={k} type="button" role="tab" aria-selected={tab === k} className={tab === k ? 'on' : ''} onClick={() => setTab(k)} data-testid={`evac-by-${k}`}>{t(`evac.by_${k}`)}</button>)}</span>} testid="evac-rows">
      <div className="scroll">{tab === 'village' ? (
        <table className="covertab"><thead><tr><th>{t('evac.village')}</th><th>{t('evac.to')}</th><th className="r">{t('evac.people')}</th><th className="r">{t('evac.min')}</th><th className="r">{t('evac.km')}</th></tr></thead>
          <tbody>{e.unplaced.map((u) => <tr key={`u${u.village}`} className="outof" data-testid="evac-unplaced"><td className="ell">{u.label}</td><td className="sm our" colSpan={u.people === null ? 4 : 1}>{why(u.why)}{u.nearest && <span className="mut"> {t('evac.nearest', { name: u.nearest.label, n: Math.round(u.nearest.min) })}</span>}</td>{u.people !== null && <><td className="r">{num(u.people)}</td><td className="r">—</td><td className="r">—</td></>}</tr>)}
            {byWay(e).map((a) => <tr key={a.village + a.shelter} className={chosen === a.village ? 'on' : ''} data-testid="evac-row"><td className="ell"><button type="button" className="plain" onClick={() => pick(a.village)}><b>{a.village_label}</b></button></td><td className="ell sm">{a.shelter_label}</td><td className="r">{num(a.people)}</td><td className="r">{Math.round(a.min)}</td><td className="r mut">{a.km === undefined ? '—' : num(a.km, 1)}</td></tr>)}</tbody></table>
      ) : (
        <table className="covertab"><thead><tr><th>{t('evac.to')}</th><th className="r">{t('evac.taken')}</th><th className="r">{t('evac.room')}</th><th /></tr></thead>
          <tbody>{[...e.shelters].sort((a, b) => b.people / b.room - a.people / a.room).map((s) => <tr key={s.shelter} data-testid="evac-shelter"><td className="ell"><Link className="ink" to={`/r/shelter/${s.shelter}`}>{s.label}</Link></td><td className="r"><b>{num(s.people)}</b></td><td className="r mut">{num(s.room)}</td><td><span className="stockbar" style={{ width: 90 }} aria-hidden="true"><i style={{ width: `${Math.min(100, (s.people / s.room) * 100)}%` }} /></span></td></tr>)}</tbody></table>)}
        {e.without_place.length > 0 && <p className="sm pad our">{t('evac.no_place')}{e.without_place.join(t('list_comma'))}</p>}</div>
    </Sheet>
  );
}

/** Kept, the plan is worked out once more by the server, so that it is never older than its paper. */
function Keep({ ask, about }: { ask: EvacuationAsk; about: string }) {
  const { t } = useTranslation();
  const { may, post } = useSession();
  const [title, setTitle] = useState('');
  const keep = useWrite((a: Parameters<typeof supply.keepEvacuation>[0], intent) => supply.keepEvacuation(a, intent));
  const record = keep.data?.record;
  if (!may('evacuation_plan', 'create')) return null;
  return (
    <Sheet testid="evac-keep">
      <form className="pad row" style={{ flexWrap: 'wrap' }} onSubmit={(x) => { x.preventDefault(); keep.mutate({ ...ask, title: title.trim(), ...(about ? { about } : { jurisdiction_id: post?.jurisdiction_id ?? null }) }); }}>
        <input className="field" style={{ flex: 1, minWidth: 150 }} value={title} placeholder={t('evac.keep_hint')} aria-label={t('evac.keep_title')} maxLength={150} onChange={(x) => { setTitle(x.target.value); keep.reset(); }} data-testid="evac-name" />
        <button className="btn p" disabled={title.trim() === '' || keep.isPending} data-testid="evac-save">{t('evac.keep')}</button>
        <ErrorBox error={keep.error} kept />
        {record && <div className="row" style={{ width: '100%' }} data-testid="evac-kept"><span className="sm mut grow">{t('evac.kept')}</span><Link className="btn" to={recordPath('evacuation_plan', record.id)}>{t('evac.open_plan')}</Link><a className="btn p" href={`/print/evacuation_plan/${record.id}`} target="_blank" rel="noreferrer" data-testid="evac-print">{t('evac.print')}</a></div>}
      </form>
    </Sheet>
  );
}
