// 物资与一小时圈: where the stores reach by road within the budget, whom not, what a flood or a closed road costs, where a store would help.
import { useQueries } from '@tanstack/react-query';
import { useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { api, callState } from '../../../api/client.ts';
import { cityNow, useCityNow } from '../../../api/clock.ts';
import { useCircle, useClosures, useReach, useRoads, type Drawn, type Siting } from '../../../api/supply.ts';
import { cityParts, hourMinute, num } from '../../../format/index.ts';
import { lang, tx } from '../../../text/index.ts';
import { useSession } from '../../app/session.tsx';
import { ErrorBox, Loading, Nothing, useKeys } from '../../kit/index.tsx';
import { CompareMap, type Picture } from './CompareMap.tsx';
import { Coverage } from './Coverage.tsx';
import { DrawnList } from './DrawnList.tsx';
import { Costs } from './Costs.tsx';
import { bandsOf, coverRows, drawnOf, inked, lossOf, people, placePoints, sourcesOf, type Tool, type View, type XY } from './reckon.ts';
import { Shortfall } from './Shortfall.tsx';
import { SitingPanel } from './SitingPanel.tsx';
import './supply.css';

type Kind = 'relief' | 'flood' | 'any';
const kBudgets = [30, 60, 90, 120];
const kPaces = [1.2, 1, 0.8, 0.6, 0.4];
const kHours = [0, 3, 6, 8, 10, 12, 15, 18, 20, 22];
/** The next time that the city's clock shows this hour. */
function atHour(hour: number): string {
  const now = cityNow();
  const ahead = (hour - Number(cityParts(now).hour) + 24) % 24;
  return new Date(Math.floor((now + ahead * 3_600_000) / 3_600_000) * 3_600_000).toISOString();
}
const isNight = (at: number) => { const h = Number(cityParts(at).hour); return h >= 20 || h < 6; };

export function Circle() {
  const { t } = useTranslation();
  const { ledger } = useSession();
  const roads = useRoads();
  const [budget_min, setBudget] = useState(60);
  const [profile, setProfile] = useState('lorry');
  const [night, setNight] = useState(() => isNight(cityNow()));
  const [level, setLevel] = useState<'township' | 'village'>('township');
  const [kind, setKind] = useState<'relief' | 'flood' | 'any'>('relief');
  const [only, setOnly] = useState<Set<string> | null>(null);
  const [drawn, setDrawn] = useState<Drawn[]>([]);
  const [tool, setTool] = useState<Tool | null>(null);
  const [path, setPath] = useState<XY[]>([]);
  const [siting, setSiting] = useState<Siting | null>(null);
  const [picked, setPicked] = useState<string | null>(null);
  const [tab, setTab] = useState<'cover' | 'siting' | 'costs' | 'enough'>('cover');
  const [pace, setPace] = useState(1);
  const [hour, setHour] = useState('');
  const [view, setView] = useState<View | null>(null);
  const go = useRef<(at: XY) => void>(() => {});
  const serial = useRef(0);
  const ready = roads.data?.ready === true;

  // Rain slows every road; the hour brings the rush hours and closures of that time.
  const weather = { ...(pace !== 1 ? { speed_factor: pace } : {}), ...(hour !== '' ? { roads_at: atHour(Number(hour)) } : {}) };
  const base = { budget_min, profile, night, kind, level, ...weather, ...(only ? { stores: [...only] } : {}) };
  const before = useCircle(base, ready);
  const after = useCircle({ ...base, drawn }, ready && drawn.length > 0);
  // The stores to choose from stay, whichever are chosen.
  const whole = useCircle({ budget_min, profile, night, kind, level, ...weather }, ready);
  const now = drawn.length > 0 ? after.data ?? before.data : before.data;
  const sources = useMemo(() => sourcesOf(before.data, night), [before.data, night]);
  // The ink comes first; the area under it, which takes the longer reckoning, follows.
  const ask = { sources, budgets_min: bandsOf(budget_min), profile, areas: false, ...weather, ...(view ?? { zoom: 9 }) };
  const askArea = { sources, budgets_min: [budget_min], profile, areas: true, roads: false, ...weather };
  const canInk = ready && before.data !== undefined && sources.length > 0;
  const inkBefore = useReach(ask, canInk);
  const inkAfter = useReach({ ...ask, drawn }, canInk && drawn.length > 0);
  const areaBefore = useReach(askArea, canInk && inkBefore.data !== undefined);
  const areaAfter = useReach({ ...askArea, drawn }, canInk && drawn.length > 0 && inkAfter.data !== undefined);
  const closures = useClosures();
  const storeLayer = useQueries({ queries: [{ queryKey: ['list', 'store', 'map', ledger.id, callState().lang], queryFn: async () => (await fetch(api.mapLayerUrl('store'), { credentials: 'same-origin' })).json() as Promise<object>, staleTime: 60_000 }] })[0]!.data ?? null;

  const rows = useMemo(() => (now ? coverRows(now, drawn.length ? before.data : undefined) : []), [now, before.data, drawn.length]);
  const rowsBefore = useMemo(() => (before.data ? coverRows(before.data, undefined) : []), [before.data]);
  const pictures = usePictures({ rows, rowsBefore, drawn, closures: closures.data ?? null, siting, stores: storeLayer, areaBefore: areaBefore.data?.areas ?? null, areaAfter: (drawn.length ? areaAfter.data?.areas : null) ?? areaBefore.data?.areas ?? null, inkBefore: inkBefore.data, inkAfter: drawn.length ? inkAfter.data ?? inkBefore.data : inkBefore.data });

  const resting = useRef<ReturnType<typeof setTimeout>>(undefined);
  const rest = (v: View) => { clearTimeout(resting.current); resting.current = setTimeout(() => setView((old) => (JSON.stringify(old) === JSON.stringify(v) ? old : v)), 250); };
  const finish = () => {
    if (!tool) return;
    const made = drawnOf(tool, path, `drawn-${serial.current + 1}`);
    if (made) { serial.current += 1; setDrawn([...drawn, made]); setSiting(null); }
    setTool(null); setPath([]);
  };
  const start = (next: Tool) => { setPath([]); setTool(tool === next ? null : next); };
  useKeys({ Enter: (e) => { e.preventDefault(); finish(); }, Escape: (e) => { e.preventDefault(); setTool(null); setPath([]); }, Backspace: () => setPath(path.slice(0, -1)) }, tool !== null);

  if (roads.error) return <div className="pad"><ErrorBox error={roads.error} again={() => void roads.refetch()} /></div>;
  if (!roads.data) return <Loading />;
  const busy = before.isFetching || after.isFetching || inkBefore.isFetching || inkAfter.isFetching;
  const error = before.error ?? (drawn.length ? after.error : null) ?? inkBefore.error ?? (drawn.length ? inkAfter.error : null);
  return (
    <div className="circle" data-testid="circle" data-busy={busy}>
      <div className="hdr circlehead">
        <h1>{t('circle.title', { n: budget_min })}</h1>
        <Controls {...{ budget_min, setBudget, profile, setProfile, night, setNight }} kind={kind} setKind={(k) => { setKind(k); setOnly(null); setSiting(null); }} profiles={roads.data.profiles ?? []} />
        <span className="grow" />
        {roads.data.generated && <span className="tag our" data-testid="generated">{t('circle.generated')}</span>}
        <button type="button" className="btn noprint" onClick={() => window.print()}>{t('circle.print')}</button>
        <Link className="btn noprint" to="/stores">{t('nav.stores')}</Link><Link className="btn noprint" to="/ways">{t('circle.route')}</Link><Link className="btn noprint" to="/evacuation">{t('evac.title')}</Link>
        <Link className="btn p noprint" to="/dispatch?new=1">{t('circle.dispatch')}</Link>
      </div>
      {!ready ? <div className="pad"><Nothing>{t('circle.no_roads')}</Nothing></div> : (
        <>
          <section className="sheet circlemap">
            <Head now={now} before={before.data} rows={rows} changed={drawn.length > 0} />
            <div className="drawbar noprint">
              <button type="button" className={`btn ${tool === 'flood' ? 'sel' : ''}`} aria-pressed={tool === 'flood'} onClick={() => start('flood')} data-testid="draw-flood">{t('circle.draw_flood')}</button>
              <button type="button" className={`btn ${tool === 'close' ? 'sel' : ''}`} aria-pressed={tool === 'close'} onClick={() => start('close')} data-testid="draw-close">{t('circle.draw_close')}</button>
              {tool ? (
                <><button type="button" className="btn p" disabled={!drawnOf(tool, path, 'x')} onClick={finish} data-testid="draw-done">{t('circle.draw_done')} <kbd>↵</kbd></button>
                  <button type="button" className="btn" disabled={path.length === 0} onClick={() => setPath(path.slice(0, -1))}>{t('map.undo')}</button>
                  <span className="sm mut ell">{t(tool === 'flood' ? 'circle.hint_flood' : 'circle.hint_close')}</span></>
              ) : <DrawnList drawn={drawn} change={(d) => { setDrawn(d); setSiting(null); }} />}
              <span className="grow" />{!tool && <Weather {...{ pace, setPace, hour, setHour }} />}<span className="xs dim nw" role="status">{busy ? t('circle.busy') : ''}</span>
            </div>
            <CompareMap now={pictures.now} before={drawn.length ? pictures.before : null} path={tool ? { at: path, closed: tool === 'flood' } : null}
              press={(at) => { if (tool) setPath([...path, at]); }} drag={(i, at) => setPath(path.map((x, n) => (n === i ? at : x)))} pick={(id) => { if (!tool) { setPicked(id); setTab('cover'); } }} bind={(f) => { go.current = f; }} rested={rest} />
            {error && <ErrorBox error={error} again={() => { void before.refetch(); void inkBefore.refetch(); }} />}
            <Legend budget_min={budget_min} attribution={roads.data.attribution} generated={roads.data.generated} took={(drawn.length ? inkAfter : inkBefore).data?.took_ms} />
          </section>
          <div className="circleside">
            <div className="tabsline" role="tablist">{(['cover', 'siting', 'costs', 'enough'] as const).map((k) => <button type="button" role="tab" key={k} aria-selected={tab === k} className={tab === k ? 'on' : ''} onClick={() => setTab(k)} data-testid={`circle-tab-${k}`}>{t(`circle.tab_${k}`)}</button>)}</div>
            {tab === 'cover' ? <Coverage {...{ rows, budget_min, level, setLevel, picked, changed: drawn.length > 0, only, setOnly, night }} circle={now} all={whole.data?.stores ?? []} pick={(p) => { setPicked(p.id); if (p.at) go.current(p.at); }} />
              : tab === 'costs' ? <Costs ask={base} known={now?.total_people !== null} show={(at) => go.current(at)} closures={closures.data ?? null} />
              : tab === 'siting' ? <SitingPanel {...{ budget_min, profile, night, kind, level, drawn, siting, setSiting, weather }} circle={now} show={(at) => go.current(at)} />
              : <Shortfall circle={now} picked={picked} />}
          </div>
        </>
      )}
    </div>
  );
}

function Controls({ budget_min, setBudget, profile, setProfile, night, setNight, kind, setKind, profiles }: {
  budget_min: number; setBudget: (n: number) => void; profile: string; setProfile: (p: string) => void; night: boolean; setNight: (n: boolean) => void; kind: Kind; setKind: (k: Kind) => void; profiles: { name: string; title: { zh: string; en: string } }[];
}) {
  const { t } = useTranslation();
  return (
    <div className="row noprint" style={{ gap: 10 }}>
      <div className="segs" role="group" aria-label={t('circle.budget')}>{kBudgets.map((n) => <button key={n} type="button" className={n === budget_min ? 'on' : ''} aria-pressed={n === budget_min} onClick={() => setBudget(n)} data-testid={`budget-${n}`}>{t('circle.minutes', { n })}</button>)}</div>
      <select className="field short" value={profile} onChange={(e) => setProfile(e.target.value)} aria-label={t('circle.profile')} data-testid="profile">{profiles.map((p) => <option key={p.name} value={p.name}>{tx(p.title) || p.name}</option>)}</select>
      <select className="field short" value={kind} onChange={(e) => setKind(e.target.value as Kind)} aria-label={t('circle.kind')} data-testid="kind">{(['relief', 'flood', 'any'] as const).map((k) => <option key={k} value={k}>{t(`circle.kind_${k}`)}</option>)}</select>
      <div className="segs" role="group" aria-label={t('circle.departure')}>{[false, true].map((n) => <button key={String(n)} type="button" className={n === night ? 'on' : ''} aria-pressed={n === night} onClick={() => setNight(n)} data-testid={n ? 'night' : 'day'}>{t(n ? 'circle.night' : 'circle.day')}</button>)}</div>
    </div>
  );
}

/** What if: roads of another hour, and every road slower, as in rain. */
function Weather({ pace, setPace, hour, setHour }: { pace: number; setPace: (n: number) => void; hour: string; setHour: (h: string) => void }) {
  const { t } = useTranslation();
  return (
    <span className="row noprint xs mut" style={{ gap: 6, flex: 'none' }}>
      {t('circle.when')}<select className="field short" style={{ width: 92 }} value={hour} onChange={(e) => setHour(e.target.value)} aria-label={t('circle.when')} title={t('circle.when')} data-testid="roads-hour"><option value="">{t('circle.when_now')}</option>{kHours.map((h) => <option key={h} value={h}>{`${String(h).padStart(2, '0')}:00`}</option>)}</select>
      {t('circle.pace')}<select className="field short" style={{ width: 78 }} value={String(pace)} onChange={(e) => setPace(Number(e.target.value))} aria-label={t('circle.pace')} title={t('circle.pace')} data-testid="pace">{kPaces.map((p) => <option key={p} value={p}>{t('circle.pace_n', { n: Math.round(p * 100) })}</option>)}</select>
    </span>
  );
}

function Head({ now, before, rows, changed }: { now: Parameters<typeof coverRows>[0] | undefined; before: Parameters<typeof coverRows>[0] | undefined; rows: ReturnType<typeof coverRows>; changed: boolean }) {
  const { t } = useTranslation();
  const clock = useCityNow();
  if (!now || !before) return <div className="reachhead"><Loading /></div>;
  const loss = lossOf(rows);
  const zh = lang() === 'zh';
  // Without people on record, places are counted instead.
  const known = now.total_people !== null && before.total_people !== null;
  const whole = Math.max(1, known ? now.total_people! : now.places.length);
  const got = (c: typeof now) => (known ? c.covered_people ?? 0 : c.places.filter((p) => p.covered).length);
  const fewer = Math.max(0, got(before) - got(now));
  const figure = (n: number, our: boolean) => { const p = people(n, zh && known); return <b className={`bigfig ${our ? 'our' : ''}`}>{p.figure}<small>{p.unit}{t(known ? 'circle.people_reached' : 'circle.places_reached')}</small></b>; };
  const share = (n: number) => `${Math.max(0, Math.min(100, (n / whole) * 100))}%`;
  return (
    <div className={`reachhead ${changed ? 'changed' : ''}`} data-testid="reach-head">
      {changed && <div><span className="sm mut">{t('circle.before')}</span><div>{figure(got(before), false)}</div><div className="reachbar"><i style={{ width: share(got(before)) }} /></div></div>}
      <div data-testid="covered-now" data-people={got(now)}><span className="sm mut">{changed ? t('circle.after') : t('circle.as_of', { t: hourMinute(clock) })}</span>
        <div>{figure(got(now), changed && loss.places > 0)}</div><div className="reachbar"><i style={{ width: share(got(now)) }} />{changed && <em style={{ width: share(fewer) }} />}</div></div>
      <div className="reachfacts sm"><span>{known ? t('circle.of', { n: num(now.total_people) }) : t('circle.of_unknown')}</span>
        {changed ? <b className="our" data-testid="loss">{known ? t('circle.less', { n: num(fewer), places: loss.places }) : t('circle.less_places', { n: fewer })}</b> : <span>{t('circle.share', { n: ((got(now) / whole) * 100).toFixed(1) })}</span>}
        {known && <span className="mut">{t('circle.doubly', { n: num(now.doubly_people) })}</span>}</div>
    </div>
  );
}

function Legend({ budget_min, attribution, generated, took }: { budget_min: number; attribution: string; generated: boolean; took?: number | undefined }) {
  const { t } = useTranslation();
  const [q, h] = bandsOf(budget_min);
  return (
    <div className="reachlegend xs">
      <span><i className="lq" />{t('circle.minutes', { n: q })}</span><span><i className="lh" />{t('circle.minutes', { n: h })}</span><span><i className="lf" />{t('circle.minutes', { n: budget_min })}</span><span className="our"><i className="lb" />{t('circle.beyond')}</span>
      <span className="mut">{t('circle.ink_note')}</span><span className="grow" />
      <span className="dim" data-testid="attribution">{generated && !attribution.includes(t('circle.generated')) ? t('circle.generated') + t('shell.dot') : ''}{attribution}{took !== undefined ? t('shell.dot') + t('circle.took', { n: Math.round(took) }) : ''}</span>
    </div>
  );
}

/** The two pictures of the map; each part keeps its identity until it changes, so that the map is not fed twice. */
function usePictures(p: { rows: ReturnType<typeof coverRows>; rowsBefore: ReturnType<typeof coverRows>; drawn: Drawn[]; closures: object | null; siting: Siting | null; stores: object | null; areaBefore: object | null; areaAfter: object | null; inkBefore: Parameters<typeof inked>[0] | undefined; inkAfter: Parameters<typeof inked>[0] | undefined }): { now: Picture; before: Picture } {
  const roadsBefore = useMemo(() => (p.inkBefore ? inked(p.inkBefore) : null), [p.inkBefore]);
  const roadsNow = useMemo(() => (p.inkAfter ? inked(p.inkAfter) : null), [p.inkAfter]);
  const placesBefore = useMemo(() => placePoints(p.rowsBefore), [p.rowsBefore]);
  const placesNow = useMemo(() => placePoints(p.rows), [p.rows]);
  const closuresNow = useMemo(() => ({ type: 'FeatureCollection', features: [...((p.closures as { features?: object[] } | null)?.features ?? []), ...p.drawn] }), [p.closures, p.drawn]);
  const sites = useMemo(() => (p.siting ? { type: 'FeatureCollection', features: p.siting.chosen.map((c, i) => ({ type: 'Feature', geometry: { type: 'Point', coordinates: c.at }, properties: { number: String(i + 1), text: `+${num(c.gain_people || c.gain_places)}` } })) } : null), [p.siting]);
  return {
    now: { areas: p.areaAfter, roads: roadsNow, places: placesNow, closures: closuresNow, sites, stores: p.stores },
    before: { areas: p.areaBefore, roads: roadsBefore, places: placesBefore, closures: p.closures, sites: null, stores: p.stores },
  };
}
