import { useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { DeskRow, GaugeNow, Rec } from '../api/types.ts';
import {
  buildDike, Clock, clockFacts, DikeRuler, fmt, GaugeGlyph, HonestData, LevelBadge, noticeWords, readLevel, SceneFrame, SceneMark, stageWords, Symbol, symbolOf, Unknown, useNow,
  type DikeFacts, type Thresholds,
} from '../parts/index.ts';
import { lang, tx } from '../text/index.ts';
import { CityMap } from './CityMap.tsx';
import { useWall, type WallState } from './data.ts';

const kHigh = 1080;

/** The sheet is always 1080 high and as wide as the screen is; a 4K screen shows it twice as large. */
function useSheet(): { width: number; scale: number } {
  const read = () => ({ width: Math.round((innerWidth / innerHeight) * kHigh), scale: innerHeight / kHigh });
  const [sheet, setSheet] = useState(read);
  useEffect(() => {
    const on = () => setSheet(read());
    addEventListener('resize', on);
    return () => removeEventListener('resize', on);
  }, []);
  return sheet;
}

export function App() {
  const { t } = useTranslation('wall');
  const known = useWall();
  const wall = useMemo(() => withQueued(inLanguage(known)), [known, lang()]);
  const { width, scale } = useSheet();
  const shape = width >= 3000 ? 'wide' : 'narrow';
  return (
    <SceneFrame kind={wall.ledger?.kind ?? 'real'}>
      <div className={`sheetw ${shape}`} style={{ width, height: kHigh, transform: `scale(${scale})` }}>
        {wall.state === 'on' && wall.desk ? <Flood wall={wall} wide={shape === 'wide'} width={width} /> : (
          <div className="quiet"><b>{wall.state === 'guest' ? t('no_session') : t('no_server')}</b>{wall.state === 'guest' && <p>{t('no_session_text')}</p>}</div>
        )}
      </div>
    </SceneFrame>
  );
}

/** Names of places in the language of the wall, where the register has them. */
function inLanguage(wall: WallState): WallState {
  const { ground } = wall;
  if (!ground || lang() !== 'en') return wall;
  const english = (r: Rec): Rec => (typeof r.fields.name_en === 'string' && r.fields.name_en ? { ...r, fields: { ...r.fields, name: r.fields.name_en } } : r);
  const names = new Map(ground.gauges.map((g) => [g.id, String(english(g).fields.name ?? '')]));
  return { ...wall, gauges: wall.gauges.map((g) => ({ ...g, name: names.get(g.id) || g.name })), ground: { ...ground, dikes: ground.dikes.map(english) } };
}

/** The incidents of the queue and of the register, each once. */
function withQueued(wall: WallState): WallState {
  const queued = (wall.desk?.rows ?? []).map((r) => r.record).filter((r) => r.type === 'dike_incident');
  const known = new Set(queued.map((r) => r.id));
  return queued.length ? { ...wall, incidents: [...queued, ...wall.incidents.filter((r) => !known.has(r.id))] } : wall;
}

function Flood({ wall, wide, width }: { wall: WallState; wide: boolean; width: number }) {
  const middle = wide ? width - 730 - 950 : width - 560 - 660;
  return (
    <>
      <Status wall={wall} />
      <div className="midw">
        <Gauges wall={wall} wide={wide} room={wide ? Math.min(1090, middle / 2) : middle} />
        <section className="b map"><MapHead /><CityMap ground={wall.ground} incidents={wall.incidents} gauges={wall.gauges} kindOf={kindOf(wall)} /></section>
      </div>
      <Incidents wall={wall} most={wide ? 4 : 4} />
      <Dike wall={wall} />
    </>
  );
}

const kindOf = (wall: WallState) => (kind: string) => {
  const choice = wall.model?.dictionaries.incident_kind?.choices.find((c) => c.value === kind);
  return choice ? tx(choice.title) : kind;
};

/** Body, time, duty, level, and the four figures. */
function Status({ wall }: { wall: WallState }) {
  const { t } = useTranslation('wall');
  const now = useNow();
  const { desk, totals } = wall;
  const strip = desk!.strip as typeof desk extends null ? never : NonNullable<typeof desk>['strip'] & { km_over_warning?: number | null };
  const notice = strip.level_notice;
  const level = readLevel(notice?.fields.level);
  const people = ['leader', 'main'].map((role) => {
    const holder = desk!.duty[role];
    return holder?.person ? `${t(role as 'leader')} ${holder.person}` : '';
  }).filter(Boolean);
  const warning = strip.km_over_warning ?? totals.km_over_warning ?? null;
  const met = notice?.fields.receipts_met;
  const due = notice?.fields.receipts_due;
  const title = notice ? noticeWords(notice.fields, lang()) : '';
  return (
    <section className="b status">
      <div className="row" style={{ justifyContent: 'space-between', gap: 16 }}>
        <span className="l ell">{wall.session?.posts[0]?.body_name}</span><SceneMark kind={wall.ledger?.kind ?? 'real'} />
      </div>
      <div className="tm n">{fmt.hm(now)}</div>
      <div className="l duty">{[fmt.dayWords(now, lang()), ...people].map((x) => <span key={x}>{x}</span>)}</div>
      <div className="lvl">
        {level && <LevelBadge level={level} size={104} text={null} />}
        <div style={{ minWidth: 0 }}>
          <b className={title.length > 9 ? 'long' : ''}>{title || t('no_level')}</b>
          {notice && <span className="l">{[notice.fields.document_no, met != null && due != null ? t('received', { n: `${String(met)}/${String(due)}` }) : ''].filter(Boolean).join(lang() === 'zh' ? '，' : ', ')}</span>}
        </div>
      </div>
      <div className="two">
        <Figure label={t('on_dike')} value={fmt.figure(strip.on_dike ?? totals.people_present)} />
        {warning ? <Figure label={t('km_warning')} value={fmt.figure(warning, 1)} unit="km" /> : <Figure label={t('km_defence')} value={fmt.figure(strip.km_over_defence ?? totals.km_over_defence, 1)} unit="km" />}
        <Figure label={t('clocks')} value={fmt.figure(strip.clocks_running)} />
        <Figure label={t('late')} value={fmt.figure(strip.late)} ours={strip.late > 0} />
      </div>
    </section>
  );
}

function Figure({ label, value, unit, ours }: { label: string; value: string | null; unit?: string; ours?: boolean }) {
  return <div><span className="l ell">{label}</span><b className={`n ${ours ? 'our' : ''}`}>{value ?? <Unknown />}{value && unit && <small> {unit}</small>}</b></div>;
}

export function thresholdsOf(gauge: GaugeNow): Thresholds {
  const of = (kind: string) => gauge.thresholds.find((x) => x.kind === kind)?.value_m ?? null;
  return { defence: of('defence'), warning: of('warning'), guarantee: of('guarantee') };
}

/** `91 分` up to two hours, then `4 h 53`: the column is narrow. */
function silence(ms: number): string {
  return ms < 2 * fmt.kHour ? fmt.span(ms, lang()) : fmt.countdown(ms, lang());
}

/** Key stations first, along the river; on a narrow wall those that matter most. */
function Gauges({ wall, wide, room }: { wall: WallState; wide: boolean; room: number }) {
  const { t } = useTranslation('wall');
  const now = useNow();
  const order = new Map((wall.ground?.gauges ?? []).map((g) => [g.id, { key: g.fields.is_key === true, order: Number(g.fields.order ?? 1000) }]));
  const rank = { record: 4, guarantee: 3, warning: 2, defence: 1 } as const;
  const weight = (g: GaugeNow) => (g.stage_kind ? rank[g.stage_kind] : 0) + (order.get(g.id)?.key ? 10 : 0) + (g.silent ? 0.5 : 0);
  const stages = wall.gauges.filter((g) => g.property === 'stage_m' || g.property === undefined);
  const most = Math.max(3, Math.min(6, Math.floor(room / (lang() === 'en' ? 208 : wide ? 168 : 172))));
  const shown = [...stages].sort((a, b) => weight(b) - weight(a)).slice(0, most).sort((a, b) => (order.get(a.id)?.order ?? 0) - (order.get(b.id)?.order ?? 0));
  const newest = Math.max(0, ...shown.map((g) => fmt.instantMs(g.at) ?? 0));
  const forecast = shown.find((g) => g.next_forecast && (g.stage_kind === 'warning' || g.name === '沙市')) ?? shown.find((g) => g.next_forecast);
  return (
    <section className="b gauges">
      <h2>{t('gauges')} <span>{newest ? t('gauges_at', { t: fmt.shortTime(newest, now) }) : ''}</span></h2>
      <div className="gg" style={{ gridTemplateColumns: `repeat(${shown.length || 1},1fr)` }}>
        {shown.map((g) => {
          const over = g.stage_kind === 'warning' || g.stage_kind === 'guarantee' || g.stage_kind === 'record';
          const unknown = g.silent || g.value === null;
          return (
            <div key={g.id} className={over ? 'w' : ''}>
              <span className="nm ell">{g.name} {unknown ? '' : fmt.trend(g.rate_m_h)}</span>
              <GaugeGlyph value={g.value} silent={g.silent} thresholds={thresholdsOf(g)} size="wall" height={wide ? 390 : 118} name={g.name} />
              {unknown ? <span className="unkrow"><Unknown /></span> : <b className="n">{fmt.stage(g.value)}</b>}
              <em className={unknown ? 'our' : ''}>{unknown ? t('silent', { t: g.at ? silence(now - (fmt.instantMs(g.at) ?? now)) : '' }) : stageWords(g.stage_kind, g.over_m, g.value, lang())}</em>
            </div>
          );
        })}
      </div>
      {forecast?.next_forecast && wide && (
        <div className="fc">{t('forecast', { name: forecast.name, t: fmt.shortTime(forecast.next_forecast.valid_at, now), value: fmt.stage(forecast.next_forecast.value), issuer: forecast.next_forecast.issuer ?? '' })}</div>
      )}
    </section>
  );
}

function MapHead() {
  const { t } = useTranslation('wall');
  return <h2>{t('city')} <span>{t('sketch')}</span></h2>;
}

/** Open incidents in the order of the desk, then what is late, then the warnings. */
function Incidents({ wall, most }: { wall: WallState; most: number }) {
  const { t } = useTranslation('wall');
  const now = useNow();
  const rows = wall.desk!.rows;
  const queued = rows.filter((r) => r.record.type === 'dike_incident');
  const known = new Set(queued.map((r) => r.record.id));
  const rest = wall.incidents.filter((r) => !known.has(r.id)).map((record): DeskRow => ({ record, kind: 'incident', clock: null, holder: null, next: null, level: null, band: 'today' }));
  const all = [...queued, ...rest];
  const late = rows.filter((r) => r.record.type !== 'dike_incident' && r.clock && (r.clock.state === 'late' || (fmt.instantMs(r.clock.fields.due_at as string) ?? Infinity) < now - fmt.kMinute)).slice(0, 1);
  const warnings = rows.filter((r) => r.record.type === 'warning').slice(0, late.length ? 1 : 2);
  return (
    <section className="b inc">
      <h2>{t('incidents')} {all.length || ''}</h2>
      {all.length === 0 && <p className="l">{t('no_incident')}</p>}
      {all.slice(0, most).map((r, i) => <IncidentRow key={r.record.id} row={r} wall={wall} first={i === 0} />)}
      {all.length > most && <div className="l more">{t('more', { n: all.length - most })}</div>}
      <div className="foots">
        {late.map((r) => <div key={r.record.id} className="our ell">{r.clock && <Clock {...clockFacts(r.clock)} show="words" />} {fmt.shortName(r.record.label)} {r.holder?.person ?? r.holder?.post ?? ''}</div>)}
        {warnings.map((r) => <Warning key={r.record.id} row={r} />)}
      </div>
    </section>
  );
}

function IncidentRow({ row, wall, first }: { row: DeskRow; wall: WallState; first: boolean }) {
  const { t } = useTranslation('wall');
  const now = useNow();
  const { record } = row;
  const section = wall.ground?.sections.find((s) => s.id === record.fields.section);
  const dike = wall.ground?.dikes.find((d) => d.id === section?.fields.dike);
  const state = wall.model?.types.dike_incident?.states.find((s) => s.name === record.state);
  const who = [row.holder?.person ?? row.holder?.post].filter(Boolean).join(' ');
  return (
    <div className="ir">
      <Symbol name={symbolOf(record.type)} size={60} solid={first} />
      <div className="grow">
        <div className="t"><b>{kindOf(wall)(String(record.fields.kind))}</b><span className="ell">{dike ? String(dike.fields.name) : ''} {fmt.stake(record.fields.stake as number)}</span></div>
        <div className="s"><span className="ell">{[state ? tx(state.title) : '', who].filter(Boolean).join(lang() === 'zh' ? '，' : ', ')}</span>{row.clock ? <Clock {...clockFacts(row.clock)} /> : <span>{t('found', { t: fmt.shortTime(record.fields.found_at as string, now) })}</span>}</div>
      </div>
    </div>
  );
}

function Warning({ row }: { row: DeskRow }) {
  const level = row.level ?? readLevel(row.record.fields.colour);
  return (
    <div className="row ell" style={{ gap: 12 }}>
      {(level === 1 || level === 2 || level === 3 || level === 4) && <LevelBadge level={level} size={30} text={null} />}
      <span className="ell">{fmt.shortName(row.record.label)}　{tx(row.next?.title)}</span>
    </div>
  );
}

/** The dike that is drawn: the one asked for, else the one in most trouble, else the first of the highest class. */
function dikeShown(wall: WallState): Rec | null {
  const dikes = wall.ground?.dikes ?? [];
  const code = new URLSearchParams(location.search).get('dike');
  const asked = dikes.find((d) => d.fields.code === code);
  if (asked) return asked;
  const sections = new Map((wall.ground?.sections ?? []).map((s) => [s.id, String(s.fields.dike)]));
  const trouble = new Map<string, number>();
  for (const i of wall.incidents) {
    const dike = sections.get(String(i.fields.section));
    if (dike) trouble.set(dike, (trouble.get(dike) ?? 0) + 1);
  }
  const rank = (d: Rec) => (trouble.get(d.id) ?? 0) * 10 + (d.fields.class === 'jingjiang' ? 5 : d.fields.class === 'yangtze_main' ? 3 : 0);
  return [...dikes].sort((a, b) => rank(b) - rank(a))[0] ?? null;
}

function placesOf(gauges: Rec[]): Record<string, [number, number]> {
  return Object.fromEntries(gauges.filter((g) => g.geometry?.type === 'Point').map((g) => [g.id, g.geometry!.coordinates as [number, number]]));
}

function Dike({ wall }: { wall: WallState }) {
  const { t } = useTranslation('wall');
  const now = useNow();
  const dike = dikeShown(wall);
  const minute = Math.floor(now / fmt.kMinute);
  const facts = useMemo((): DikeFacts | null => {
    if (!dike || !wall.ground) return null;
    const ground = wall.ground;
    return buildDike({
      dike, sections: ground.sections, gauges: wall.gauges, incidents: wall.incidents, huts: ground.huts, shifts: wall.shifts, refs: ground.refs,
      county: (id) => (id ? tx(ground.counties_of[id] ?? ground.refs[id]?.label) : ''), kindWord: kindOf(wall), places: placesOf(ground.gauges), now: minute * fmt.kMinute,
    });
  }, [dike, wall.ground, wall.gauges, wall.incidents, wall.shifts, wall.model, minute]);
  const owed = facts?.huts.filter((h) => !h.reported).length ?? 0;
  const bank = dike?.fields.bank === 'left' ? t('left') : dike?.fields.bank === 'right' ? t('right') : '';
  const first = wall.incidents.find((i) => facts?.incidents.some((f) => f.id === i.id))?.id ?? null;
  const old = Date.now() - wall.heard > 30_000;
  return (
    <section className="bt">
      <div className="h">
        <b>{facts?.name ?? ''}</b>
        {facts && <span>{t('dike', { km: fmt.figure(Math.abs(facts.upstream - facts.downstream) / 1000, 2), bank })}</span>}
        <span className="waters">{t('waters')}</span><span className="grow" />
        {facts && facts.huts.length > 0 && <span>{t('huts')} <i>{t('reported', { n: facts.huts.length - owed })}</i>　{owed > 0 && <span className="our">{t('owed', { n: owed })}</span>}</span>}
        <HonestData freshness={old ? 'stale' : 'fresh'} text={old ? t('stale', { t: wall.asOf ? fmt.shortTime(wall.asOf, now) : '—' }) : t('data', { t: fmt.age(wall.heard, Date.now(), lang()) })} />
      </div>
      {facts && <DikeRuler dike={facts} selected={first} scale={2.3} still />}
    </section>
  );
}
