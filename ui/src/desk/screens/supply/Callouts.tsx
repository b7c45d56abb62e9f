// 叫应力量: who could come soonest by road and what they can do; called on their phones, rung by rung until somebody answers, and recalled.
import { App } from 'antd';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';
import { cityNow } from '../../../api/clock.ts';
import { useOne, useWrite } from '../../../api/hooks.ts';
import { supply, useHelpers, useRoads, useRoute, type Helper, type HelperCall, type HelperType, type Helpers } from '../../../api/supply.ts';
import { num, shortTime } from '../../../format/index.ts';
import { Clock, Symbol } from '../../../parts/index.ts';
import { useModel, useSession } from '../../app/session.tsx';
import { ErrorBox, Loading, Nothing, recordPath, refLabel, Sheet } from '../../kit/index.tsx';
import { movedLayers, placeLayers } from './ink.ts';
import type { XY } from './reckon.ts';
import { RoadMap } from './RoadMap.tsx';
import { binds } from './calls.ts';
import './supply.css';

const kTypes: HelperType[] = ['rescue_team', 'expert', 'vehicle'];
const kSymbol = { rescue_team: 'team', expert: 'person', vehicle: 'vehicle' } as const;

export function Callouts() {
  const { t } = useTranslation();
  const m = useModel();
  const { may } = useSession();
  const { message, modal } = App.useApp();
  const [address] = useSearchParams();
  const incident = address.get('incident') ?? '';
  const about = useOne('dike_incident', incident, { enabled: incident !== '' });
  const roads = useRoads();
  const [at, setAt] = useState<XY | null>(null);
  const [text, setText] = useState('');
  const [only, setOnly] = useState<HelperType | ''>('rescue_team');
  const [can, setCan] = useState('');
  const [chosen, setChosen] = useState<string[]>([]);
  const [seen, setSeen] = useState<Helper | null>(null);
  const ask = { ...(incident ? { about: incident } : {}), ...(at ? { at } : {}), ...(only ? { of: [only] } : {}), ...(can ? { capabilities: [can], of: ['rescue_team' as const] } : {}) };
  const found = useHelpers(ask, roads.data?.ready === true && (incident !== '' || at !== null));
  const call = useWrite((a: Parameters<typeof supply.callOut>[0], intent) => supply.callOut(a, intent));
  const recall = useWrite((a: Parameters<typeof supply.recall>[0], intent) => supply.recall(a, intent));
  const rows = found.data?.helpers ?? [];
  const site = about.data?.record.geometry?.type === 'Point' ? about.data.record.geometry.coordinates as XY : undefined;
  const to = found.data?.at ?? at;
  const shapes = useMemo(() => ({
    place: { type: 'FeatureCollection', features: to ? [{ type: 'Feature', geometry: { type: 'Point', coordinates: to }, properties: { id: 'place', text: found.data?.label ?? '', look: 'out', rank: -1e7 } }] : [] },
    ...Object.fromEntries(kTypes.map((type) => [type, { type: 'FeatureCollection', features: (found.data?.helpers ?? []).flatMap((h) => (h.type === type && h.at ? [{ type: 'Feature', geometry: { type: 'Point', coordinates: h.at }, properties: { id: h.id, type, label: h.label, text: h.min === null ? h.label : `${h.label} ${Math.round(h.ready_min + h.min)}` } }] : [])) }])),
  }) as Record<HelperType | 'place', object>, [found.data, to]);
  // The way of the one looked at, inked on its roads.
  const way = useRoute({ from: seen?.at ?? [0, 0], to: to ?? [0, 0], profile: seen?.type === 'vehicle' ? 'lorry' : 'car' }, Boolean(seen?.at && to));
  const line = useMemo(() => (seen && way.data ? { type: 'FeatureCollection', features: [{ type: 'Feature', geometry: way.data.routes[0]!.line, properties: { id: seen.id, on: true } }] } : null), [seen, way.data]);
  const first = found.data?.helpers.slice(0, 6).map((h) => h.id).join();
  const fit = useMemo(() => (found.data ? [found.data.at, ...found.data.helpers.slice(0, 6).flatMap((h) => (h.at ? [h.at] : []))] : null),
    // eslint-disable-next-line react-hooks/exhaustive-deps
    [first]);
  if (roads.error) return <div className="pad"><ErrorBox error={roads.error} again={() => void roads.refetch()} /></div>;
  if (!roads.data || (incident !== '' && !about.data && !about.error)) return <Loading />;
  const words = text.trim();
  const send = () => call.mutate({ ...(incident ? { about: incident } : {}), ...(at ? { at } : {}), ...(words ? { text: words } : {}), helpers: chosen }, { onSuccess: () => setChosen([]) });
  const takeBack = (h: Helper) => {
    let why = '';
    modal.confirm({ title: t('calls.recall_title', { name: h.label }), content: <input className="field" style={{ width: '100%' }} aria-label={t('calls.why')} placeholder={t('calls.why')} maxLength={200} onChange={(e) => { why = e.target.value; }} data-testid="recall-why" />, okText: t('calls.recall'), cancelText: t('move.back'),
      onOk: async () => { if (why.trim() === '') { void message.warning(t('calls.why')); throw new Error('why'); } await recall.mutateAsync({ ...(incident ? { about: incident } : {}), helpers: [h.id], why: why.trim() }); } });
  };
  return (
    <div className="circle" data-testid="callouts" data-busy={found.isFetching}>
      <div className="hdr circlehead">
        <h1>{t('calls.title')}</h1>
        <div className="row noprint" style={{ gap: 10 }}>
          <div className="segs" role="group" aria-label={t('calls.who')}>{(['', ...kTypes] as const).map((k) => <button key={k} type="button" className={only === k && !can ? 'on' : ''} aria-pressed={only === k} onClick={() => { setOnly(k); setCan(''); }} data-testid={`of-${k || 'all'}`}>{t(`calls.${k || 'all'}`)}</button>)}</div>
          <select className="field short" value={can} onChange={(e) => { setCan(e.target.value); setOnly(''); }} aria-label={t('calls.can')} data-testid="capability"><option value="">{t('calls.any')}</option>{(m.dictionary('capability')?.choices ?? []).filter((c) => !c.retired).map((c) => <option key={c.value} value={c.value}>{m.choice('capability', c.value)}</option>)}</select>
        </div>
        <span className="sm mut ell">{about.data ? <Link className="ink" to={recordPath('dike_incident', incident)}>{about.data.record.label}</Link> : t('calls.sub')}</span>
        <span className="grow" />
        {roads.data.generated && <span className="tag our">{t('circle.generated')}</span>}
        {incident && <Link className="btn noprint" to={`/dispatch?incident=${incident}`}>{t('dispatch.go')}</Link>}
      </div>
      {!roads.data.ready ? <div className="pad"><Nothing>{t('circle.no_roads')}</Nothing></div> : (
        <>
          <section className="sheet circlemap">
            <RoadMap testid="calls-map" at={site} fit={fit} press={(x) => { if (!incident) setAt(x); }} pick={(id) => { const h = rows.find((r) => r.id === id); if (h && canCall(h)) setChosen((c) => (c.includes(id) ? c : [...c, id])); }}
              shapes={[{ name: 'way', data: line, layers: movedLayers }, { name: 'places', data: shapes.place, layers: placeLayers }]} symbols={kTypes.map((type) => ({ name: type, symbol: kSymbol[type], data: shapes[type] }))} />
            <div className="reachlegend xs"><span className="mut">{t('calls.arrived')}</span><span className="grow" /><span className="dim">{roads.data.attribution}</span></div>
          </section>
          <div className="circleside">
            <Sheet testid="call-form">
              <form className="pad col" style={{ gap: 8 }} onSubmit={(e) => { e.preventDefault(); send(); }}>
                {!incident && <span className="sm">{t('calls.where')}：{at ? <b>{at[0].toFixed(4)}, {at[1].toFixed(4)}</b> : <span className="mut">{t('calls.press')}</span>}</span>}
                <div className="row"><input className="field grow" value={text} maxLength={200} placeholder={incident ? about.data?.record.label ?? '' : t('calls.what_hint')} aria-label={t('calls.what')} onChange={(e) => setText(e.target.value)} data-testid="call-text" />
                  <button className="btn p nw" disabled={!may('callout', 'create') || chosen.length === 0 || (!incident && words === '') || call.isPending} data-testid="call-go">{t('calls.call', { n: chosen.length })}</button></div>
                <ErrorBox error={call.error} kept /><ErrorBox error={recall.error} kept />
              </form>
            </Sheet>
            <Sheet className="growing" title={t('calls.who')} sub={t('calls.sub')} testid="helpers">
              <ErrorBox error={found.error} again={() => void found.refetch()} />
              {!found.data ? <Nothing>{incident || at ? t('loading') : t('calls.press')}</Nothing> : (
                <div className="scroll">
                  {rows.length === 0 && <Nothing>{t('calls.none')}</Nothing>}
                  <table className="covertab"><thead><tr><th style={{ width: 26 }} /><th>{t('calls.who')}</th><th className="r">{t('calls.drive')}</th><th className="r">{t('calls.there')}</th></tr></thead>
                    <tbody>{rows.map((h) => <HelperRow key={h.id} h={h} refs={found.data.refs} on={chosen.includes(h.id)} flip={() => { setChosen(chosen.includes(h.id) ? chosen.filter((x) => x !== h.id) : [...chosen, h.id]); setSeen(h); }} recall={may('callout', 'create') ? () => takeBack(h) : null} />)}</tbody></table>
                  <Unavailable all={found.data} />
                </div>)}
            </Sheet>
          </div>
        </>
      )}
    </div>
  );
}

const canCall = (h: Helper) => !h.call || !binds(h.call) || h.call.state === 'missed';

function HelperRow({ h, refs, on, flip, recall }: { h: Helper; refs: Helpers['refs']; on: boolean; flip: () => void; recall: (() => void) | null }) {
  const { t } = useTranslation();
  const m = useModel();
  const can = [...(h.capabilities ?? []).map((c) => m.choice('capability', c)), ...(h.fields_of_work ?? []).map((c) => m.choice('expertise', c)), h.type === 'vehicle' ? m.choice('vehicle_kind', h.kind) : '', h.people ? t('calls.people', { n: h.people }) : '', h.load_t ? t('calls.load', { n: num(h.load_t, 1) }) : '', h.seats ? t('calls.seats', { n: h.seats }) : ''].filter(Boolean);
  return (
    <>
      <tr className={on ? 'on' : ''} data-testid="helper" data-id={h.id}>
        <td><input type="checkbox" checked={on} disabled={!canCall(h)} onChange={flip} aria-label={t('calls.choose', { name: h.label })} data-testid="helper-choose" /></td>
        <td className="ell"><span className="row" style={{ gap: 6, minWidth: 0 }}><Symbol name={kSymbol[h.type]} size={16} /><Link className="ink ell" to={recordPath(h.type, h.id)}><b>{h.label}</b></Link></span><div className="xs mut ell">{can.join(t('shell.dot'))}</div></td>
        <td className="r sm">{h.min === null ? '—' : t('calls.minutes', { n: Math.round(h.min) })}{h.ready_min > 0 && <div className="xs mut">{t('calls.muster')} {Math.round(h.ready_min)}</div>}</td><td className="r"><b>{h.arrive_at ? shortTime(h.arrive_at, cityNow()) : '—'}</b></td>
      </tr>
      {h.call && <tr data-testid="helper-call" data-state={h.call.state}><td /><td colSpan={2} className="sm"><CallWords call={h.call} refs={refs} phone={h.phone} /></td><td className="r">{recall && binds(h.call) && <button type="button" className="btn mini" onClick={recall} data-testid="recall">{t('calls.recall')}</button>}</td></tr>}
    </>
  );
}

/** Where the call stands, in words; while it rings, how long is left. */
function CallWords({ call, refs, phone }: { call: HelperCall; refs: Helpers['refs']; phone?: string | undefined }) {
  const { t } = useTranslation();
  const name = refLabel(refs, call.answered_by) || refLabel(refs, call.person);
  if (call.recalls) return <span className={call.state === 'answered' ? 'mut' : 'our'}>{t(call.state === 'answered' ? 'calls.recalled_ok' : 'calls.recalled', { name })}</span>;
  if (call.state === 'withdrawn') return <span className="mut">{t('calls.withdrawn')}</span>;
  if (call.state === 'answered') return call.answer === 'cannot' ? <span className="our">{t('calls.cannot', { name })}</span> : <b>{call.answer === 'coming' ? call.arrive_at ? t('calls.coming', { name, t: shortTime(call.arrive_at, cityNow()) }) : t('calls.coming_plain', { name }) : t('calls.noted', { name })}</b>;
  if (call.state === 'missed') return <b className="our">{t('calls.missed')}{phone ? t('shell.dot') + t('calls.telephone', { n: phone }) : ''}</b>;
  return <span className="row" style={{ gap: 8 }}><span className="ell">{call.person ? t('calls.ringing', { n: call.rung ?? 1, name }) : t('calls.by_phone')}{!call.person && phone ? ` ${phone}` : ''}</span>{call.due_at && <Clock dueAt={call.due_at} startedAt={null} show="words" />}</span>;
}

function Unavailable({ all }: { all: Helpers }) {
  const { t, i18n } = useTranslation();
  if (all.unavailable.length === 0) return null;
  const why = (w: string | undefined) => (i18n.exists(`calls.why_${w}`) ? t(`calls.why_${w}`) : w ?? '');
  return <details className="more pad"><summary>{t('calls.unavailable', { n: all.unavailable.length })}</summary><table data-testid="unavailable"><tbody>{all.unavailable.map((h) => <tr key={h.id}><td className="ell"><Link className="ink" to={recordPath(h.type, h.id)}>{h.label}</Link></td><td className="sm our">{why(h.why_not)}</td><td className="r sm mut">{h.min === null ? '' : t('calls.minutes', { n: Math.round(h.min) })}</td></tr>)}</tbody></table></details>;
}
