// 会商: five facts → judgement → signed notice → receipts, on one screen.
import { lazy, Suspense, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate, useParams } from 'react-router';
import { citySpeed, useCityNow } from '../../../api/clock.ts';
import { useFacts, useList, useOne, useSeries } from '../../../api/hooks.ts';
import type { ConsultationFacts, GaugeNow, Rec, Refs, Series } from '../../../api/types.ts';
import { dayTime, hourMinute, num } from '../../../format/index.ts';
import { Delivery, DikeRuler, GaugeGlyph, HonestData, LevelBadge, NamePlate, readLevel, type Level } from '../../../parts/index.ts';
import { lang } from '../../../text/index.ts';
import { useModel, useSession } from '../../app/session.tsx';
import { useKeyGauges } from '../../kit/gauges.ts';
import { useDike } from '../../kit/dike.ts';
import { Asked, Loading, Nothing, pickText, RecordClock, recordPath, refLabel, Sheet, StateTag } from '../../kit/index.tsx';
import { PrintLink } from '../../kit/PrintLink.tsx';
import { MoveButtons } from '../../generic/MoveDialog.tsx';
import { deliveryOf } from '../incident/rungs.ts';
import { thresholdsOf } from '../duty/Strip.tsx';
import { incidentsOf, lossesOf, pageOfRows, rainOf, statesOf, worksOf } from './facts.ts';

const Hydrograph = lazy(async () => ({ default: (await import('./Hydrograph.tsx')).Hydrograph }));

export function Consultation() {
  const { id } = useParams();
  const list = useList('consultation', { limit: 30, sort: '-recorded_at' });
  const { t } = useTranslation();
  const { may } = useSession();
  const facts = useFacts();
  return (
    <Asked query={list}>{(page) => {
      const open = page.items.find((r) => r.id === id) ?? page.items.find((r) => ['convened', 'decided'].includes(r.state ?? '')) ?? page.items.find((r) => r.state === 'signed') ?? page.items[0];
      const asked = id && !page.items.some((r) => r.id === id) ? id : open?.id;
      return (
        <div className="consult" data-testid="consultation">
          {asked ? <Head id={asked} all={page.items} /> : <div className="hdr"><div><h1>{t('consult.none')}</h1><div className="sm mut">{t('consult.none_text')}</div></div><span className="grow" />{may('consultation', 'create') && <Link className="btn p" to="/r/consultation/new">{t('consult.begin')}</Link>}</div>}
          <div className="L"><Asked query={facts}>{(f) => <><Five facts={f} /><div className="low"><Water /><Guard facts={f} /></div></>}</Asked></div>
          <div className="R">{asked ? <Decision id={asked} /> : null}</div>
        </div>
      );
    }}</Asked>
  );
}

function Head({ id, all }: { id: string; all: Rec[] }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const one = useOne('consultation', id);
  const c = one.data?.record;
  const notice = useOne('level_notice', String(c?.fields.notice ?? ''), { enabled: typeof c?.fields.notice === 'string' });
  if (!c) return <div className="hdr"><Loading /></div>;
  const refs = one.data!.refs;
  const n = notice.data?.record;
  const people = Array.isArray(c.fields.attendees) ? (c.fields.attendees as Record<string, unknown>[]) : [];
  const step = (title: string, text: string, done: boolean) => <div className={done ? '' : 'td'}><b>{title}</b>{text || '—'}</div>;
  return (
    <div className="hdr">
      <div style={{ minWidth: 0 }}><h1 className="ell">{c.label}</h1><div className="sm mut ell">{[dayTime(pickText(c, 'convened_at', 'proposed_at')), c.fields.decided_at ? `– ${hourMinute(pickText(c, 'decided_at'))}` : '', pickText(c, 'place_name')].filter(Boolean).join(' ')} <StateTag type="consultation" state={c.state} /></div></div>
      {all.length > 1 && <select className="field" style={{ width: 160 }} aria-label={t('consult.title')} value={id} onChange={(e) => navigate(`/consultation/${e.target.value}`)}>{all.map((r) => <option key={r.id} value={r.id}>{r.label}</option>)}</select>}
      <div className="row wide" style={{ overflow: 'hidden' }}>
        {refLabel(refs, c.fields.chair) && <NamePlate on post={refLabel(refs, c.fields.chair_post)} person={refLabel(refs, c.fields.chair)} proxy={t('consult.chair')} />}
        {people.slice(0, 6).map((p, i) => <NamePlate key={i} post={String(p.post ?? p.body ?? p.unit ?? '')} person={String(p.name ?? p.person ?? (typeof p === 'string' ? p : ''))} />)}
      </div>
      <div className="flow">
        {step(t('consult.proposed'), dayTime(pickText(c, 'proposed_at') || c.recorded_at), true)}
        {step(t('consult.met'), c.fields.decided_at ? dayTime(pickText(c, 'decided_at')) : c.state === 'convened' ? t('consult.open') : '', Boolean(c.fields.convened_at))}
        {step(t('consult.signed'), c.fields.signed_at ? `${hourMinute(pickText(c, 'signed_at'))} ${refLabel(refs, c.fields.signed_by)}` : '', Boolean(c.fields.signed_at))}
        {step(t('consult.received'), n ? `${String(n.fields.receipts_met ?? 0)} / ${String(n.fields.receipts_due ?? '—')}` : '', n?.state === 'signed')}
      </div>
    </div>
  );
}

function Fact({ n, name, at, source, children, note }: { n: number; name: string; at?: string | null; source?: string; children: ReactNode; note?: ReactNode }) {
  const { t } = useTranslation();
  const now = useCityNow();
  const numeral = lang() === 'en' ? String(n) : '一二三四五'[n - 1];
  return (
    <Sheet title={<span className="row"><span className="no">{numeral}</span>{t(`consult.${name}`)}</span>}
      actions={at ? <HonestData at={at} {...(source ? { source } : {})} freshness={now - Date.parse(at) > 2 * 3600_000 ? 'ageing' : 'fresh'} /> : undefined}>
      <div className="fb">{children}<p>{note}</p></div>
    </Sheet>
  );
}
function Big({ value, words, url, digits }: { value: number | null | undefined; words: string; url?: string | null; digits?: number }) {
  const { t } = useTranslation();
  const to = pageOfRows(url);
  const text = value === null || value === undefined ? <span className="unk">{t('unknown')}</span> : num(value, digits);
  return <div className="big">{to ? <Link className="fig ink" to={to}>{text}</Link> : text}<small>{words}</small></div>;
}

function Five({ facts }: { facts: ConsultationFacts }) {
  const { t } = useTranslation();
  const m = useModel();
  const { gauges } = useKeyGauges();
  const key = gauges.slice(0, 5);
  const lead = worst(key);
  const [rain, incidents, losses, works] = [rainOf(facts.rain), incidentsOf(facts.incidents), lossesOf(facts.losses), worksOf(facts.works)];
  const most = Math.max(1, ...(rain?.by ?? []).map((b) => b.mm));
  const next = lead?.next_forecast;
  return (
    <div className="five" data-testid="five-facts">
      <Fact n={1} name="rain" at={rain?.at ?? null}>
        <Big value={rain?.areal_mm} words={t('consult.areal', { h: rain?.hours ?? 24 })} />
        <div className="rb">{[...(rain?.by ?? [])].sort((x, y) => y.mm - x.mm).slice(0, 8).map((b) => <div key={b.jurisdiction}><span className="ell">{b.name}</span><i style={{ width: `${(b.mm / most) * 100}%` }} /><b>{num(b.mm)}</b></div>)}</div>
      </Fact>
      <Fact n={2} name="water" at={lead?.at ?? null} note={next ? t('consult.next', { who: next.issuer, at: dayTime(next.valid_at), v: next.value.toFixed(2) }) : t('consult.no_forecast')}>
        <div className="big">{lead?.value != null ? lead.value.toFixed(2) : <span className="unk">{t('unknown')}</span>}<small>m {lead?.name}</small></div>
        <div className="gr">{key.map((g) => <div key={g.id}><GaugeGlyph value={g.value} thresholds={thresholdsOf(g)} silent={g.silent} name={g.name} />{g.name}<b>{g.silent || g.value === null ? '—' : g.value.toFixed(2)}</b></div>)}</div>
      </Fact>
      <Fact n={3} name="incidents" at={null} note={incidents?.total === 0 ? t('incident.none') : ''}>
        <Big value={incidents?.total} words={t('consult.change', { n: `${(incidents?.change_day ?? 0) >= 0 ? '+' : ''}${incidents?.change_day ?? 0}` })} url={incidents?.rows_url ?? null} />
        <table className="mini"><tbody>{(incidents?.by_kind ?? []).slice(0, 5).map((r) => <tr key={r.kind}><td>{m.choice('incident_kind', r.kind)}</td><td className="r"><Link className="fig ink" to={pageOfRows(r.rows_url) ?? '/incidents'}>{r.total}</Link></td><td>{t('consult.still_open', { n: r.open })}</td></tr>)}</tbody></table>
      </Fact>
      <Fact n={4} name="losses" at={losses?.at ?? null} note={losses?.unknown.length ? <>{t('consult.not_reported', { list: losses.unknown.slice(0, 4).join(t('list_comma')) + (losses.unknown.length > 4 ? '…' : ''), n: losses.unknown.length })}</> : ''}>
        <Big value={losses?.sums.relocated} words={t('consult.f.relocated')} url={losses?.rows_url ?? null} />
        <table className="mini"><tbody>{['in_shelters', 'crops_ha', 'houses_collapsed', 'deaths', 'missing'].map((k) => <tr key={k}><td>{t(`consult.f.${k}`)}</td><td className="r">{losses?.sums[k] === null || losses?.sums[k] === undefined ? <span className="unk">{t('unknown')}</span> : num(losses.sums[k])}</td><td /></tr>)}</tbody></table>
      </Fact>
      <Fact n={5} name="works" at={null}>
        <Big value={works?.sluice?.total} words={m.typeTitle('sluice')} url={works?.sluice?.rows_url ?? null} />
        <table className="mini"><tbody>
          {(['sluice', 'pump_station'] as const).flatMap((type) => statesOf(works?.[type]).map(([state, n]) => <tr key={`${type}${state}`}><td>{m.typeTitle(type)}</td><td className="r">{n}</td><td>{m.stateTitle(type, state)}</td></tr>)).slice(0, 4)}
          {(['weak_reach', 'reservoir'] as const).map((type) => works?.[type] && <tr key={type}><td>{m.typeTitle(type)}</td><td className="r"><Link className="fig ink" to={pageOfRows(works[type].rows_url) ?? `/r/${type}`}>{works[type].total}</Link></td><td /></tr>)}
        </tbody></table>
      </Fact>
    </div>
  );
}
/** The gauge most over its lines, else the second (the city's own) or first. */
export function worst(gauges: GaugeNow[]): GaugeNow | undefined {
  const rank = { record: 4, guarantee: 3, warning: 2, defence: 1 } as const;
  const of = (g: GaugeNow) => (g.stage_kind && !g.silent ? rank[g.stage_kind] : 0);
  return [...gauges].filter((g) => g.value !== null).sort((a, b) => of(b) - of(a))[0] ?? gauges[0];
}

function Water() {
  const { t } = useTranslation();
  const m = useModel();
  const { gauges } = useKeyGauges();
  const now = useCityNow();
  const [chosen, setChosen] = useState('');
  const [table, setTable] = useState(false);
  const g = gauges.find((x) => x.id === chosen) ?? worst(gauges.slice(0, 6));
  // In steps of an hour or, on a sped-up clock, of about half a minute of the reader's: a question a second would never be answered.
  const step = Math.max(1, Math.ceil((citySpeed() * 30) / 3600)) * 3600_000;
  const hour = Math.ceil(now / step) * step;
  const series = useSeries({ station: g?.id ?? '', property: g?.property ?? 'stage_m', from: new Date(hour - 72 * 3600_000).toISOString(), to: new Date(hour + 96 * 3600_000).toISOString(), max_points: 600 }, { enabled: Boolean(g), placeholderData: (x) => x });
  const names = (kind: string) => m.choice('stage_kind', kind);
  return (
    <Sheet title={t('consult.stage', { name: g?.name ?? '' })} sub={[t('consult.stage_sub'), series.data?.forecast?.issuer ? t('consult.issued', { who: series.data.forecast.issuer, at: dayTime(series.data.forecast.issued_at) }) : ''].filter(Boolean).join(t('shell.dot'))}
      actions={<><select className="field" style={{ width: 110 }} value={g?.id ?? ''} aria-label={t('consult.water')} onChange={(e) => setChosen(e.target.value)}>{gauges.map((x) => <option key={x.id} value={x.id}>{x.name}</option>)}</select>
        <button type="button" className="btn g" onClick={() => setTable(!table)}>{t(table ? 'consult.chart' : 'consult.table')}</button></>}>
      {!series.data ? <Loading /> : table ? <SeriesTable s={series.data} /> : series.data.points.length === 0 ? <Nothing>{t('consult.no_data')}</Nothing>
        : <Suspense fallback={<Loading />}><Hydrograph series={series.data} thresholdName={names} /></Suspense>}
      <Governs />
    </Sheet>
  );
}
/** Only the sections that the gauge governs are tasked: the dike shows which. */
function Governs() {
  const { t } = useTranslation();
  const m = useModel();
  const navigate = useNavigate();
  const dike = useDike(null, (field, v) => m.choice(field === 'stage_kind' ? 'stage_kind' : 'incident_kind', v));
  if (!dike.facts) return null;
  return (
    <div style={{ borderTop: '1px solid var(--line)', padding: '6px 12px 0', flex: 'none' }}>
      <div className="bh" style={{ justifyContent: 'flex-start', marginBottom: 0 }}><b>{t('consult.governs')}</b><span className="xs dim">{t('consult.governs_sub')}</span></div>
      <DikeRuler dike={dike.facts} onSelect={(mark) => { if (mark.kind === 'incident') navigate(`/incidents/${mark.id}`); }} />
    </div>
  );
}

function SeriesTable({ s }: { s: Series }) {
  const { t } = useTranslation();
  return (
    <div className="scroll"><table><thead><tr><th>{t('consult.at')}</th><th className="r">{t('consult.value')}</th><th className="r">{t('consult.error')}</th><th /></tr></thead>
      <tbody>{(s.forecast?.points ?? []).map(([at, v, e]) => <tr key={`f${at}`}><td>{dayTime(at)}</td><td className="r">{v.toFixed(2)}</td><td className="r">{e ?? '—'}</td><td>{t('consult.forecast')}</td></tr>)}
        {[...s.points].reverse().slice(0, 120).map(([at, v, q]) => <tr key={at}><td>{dayTime(at)}</td><td className="r">{v.toFixed(2)}</td><td className="r">—</td><td className="dim">{q}</td></tr>)}</tbody></table></div>
  );
}

export function Guard({ facts }: { facts: ConsultationFacts }) {
  const { t } = useTranslation();
  const areas = useList('jurisdiction', { limit: 200 }, { staleTime: Infinity });
  const label = (r: ConsultationFacts['deployment'][number]) => String(r.name ?? areas.data?.items.find((a) => a.id === r.jurisdiction)?.label ?? '');
  const rows = facts.deployment ?? [];
  const short = (r: { people_due?: number | null; people_present?: number | null }) => (r.people_due == null || r.people_present == null ? null : Math.max(0, r.people_due - r.people_present));
  const cell = (v: number | null | undefined, digits = 0) => (v === null || v === undefined ? '—' : v === 0 ? '—' : num(v, digits));
  const total = facts.totals ?? {};
  return (
    <Sheet title={t('consult.deployment')} sub={t('consult.dep_sub')} actions={<Link className="sm" to="/deployment">{t('duty.open')} ›</Link>} testid="guard">
      <div className="scroll dep"><table><thead><tr><th>{t('consult.county')}</th><th className="r">{t('consult.km_d')}</th><th className="r">{t('consult.km_w')}</th><th className="r">{t('consult.km_f')}</th><th className="r">{t('consult.present')}</th><th className="r">{t('consult.due')}</th><th className="r">{t('consult.gap')}</th></tr></thead>
        <tbody>{rows.map((r) => <tr key={r.jurisdiction}><td>{label(r)}</td><td className="r">{cell(r.km_over_defence, 1)}</td><td className="r">{cell(r.km_over_warning, 1)}</td><td className="r">{cell(r.km_forecast, 1)}</td><td className="r">{r.people_present ? <Link className="fig ink" to={pageOfRows(r.rows_url as string) ?? '/deployment'}>{cell(r.people_present)}</Link> : '—'}</td><td className="r">{cell(r.people_due)}</td><td className="r">{cell(short(r))}</td></tr>)}
          <tr className="sum"><td>{t('consult.total')}</td><td className="r">{num(total.km_over_defence, 1)}</td><td className="r">{num(total.km_over_warning, 1)}</td><td className="r">{num(total.km_forecast, 1)}</td><td className="r">{num(total.people_present)}</td><td className="r">{num(total.people_due)}</td><td className="r">{num(short(total))}</td></tr></tbody></table></div>
      {rows.length === 0 && <Nothing>{t('deploy.none')}</Nothing>}
    </Sheet>
  );
}

function Decision({ id }: { id: string }) {
  const { t } = useTranslation();
  const facts = useFacts();
  const one = useOne('consultation', id);
  const notices = useList('level_notice', { filter: [`consultation:eq:${id}`], limit: 5 });
  const c = one.data?.record;
  if (!c) return <Loading />;
  const notice = notices.data?.items[0];
  const [from, to] = [readLevel(pickText(c, 'current_level')), readLevel(pickText(c, 'decided_level', 'proposed_level'))];
  const badge = (l: Level | null) => (l ? <LevelBadge level={l} text={t('level_short', { r: ['I', 'II', 'III', 'IV'][l - 1] })} /> : null);
  return (
    <>
      <Sheet title={t('consult.judgement')} actions={<>{badge(from)}{from && to && <span className="dim">→</span>}{badge(to)}</>} testid="judgement">
        <div className="jd">
          {[pickText(c, 'proposal'), pickText(c, 'judgement')].filter(Boolean).map((x, i) => <p key={i} className="pre">{x}</p>)}
          {pickText(c, 'decision') && <p className="pre"><b>{t('consult.decision')}</b> {pickText(c, 'decision')}</p>}
          <div className="row" style={{ marginTop: 8, flexWrap: 'wrap' }}><MoveButtons record={c} moves={one.data!.moves} refs={one.data!.refs} {...(facts.data ? { start: { facts: facts.data } } : {})} /><span className="grow" /><Link className="sm" to={`/plans/${pickText(c, 'plan')}`}>{t('consult.lint')}</Link></div>
        </div>
      </Sheet>
      {notice ? <Notice notice={notice} refs={notices.data!.refs} /> : <Sheet title={t('consult.notice')}><Nothing>{t('consult.no_notice')}</Nothing></Sheet>}
      {notice ? <Receipts notice={notice} /> : <Sheet title={t('consult.receipts')}><Nothing>{t('consult.no_receipts')}</Nothing></Sheet>}
    </>
  );
}

function Notice({ notice, refs }: { notice: Rec; refs: Refs }) {
  const { t } = useTranslation();
  const one = useOne('level_notice', notice.id);
  const n = one.data?.record ?? notice;
  const r = { ...refs, ...one.data?.refs };
  const body = useOne('body', String(n.fields.body ?? ''), { enabled: typeof n.fields.body === 'string', staleTime: Infinity });
  return (
    <section className="sheet" data-testid="notice" data-theme="light" style={{ color: 'var(--ink)' }}>
      <article className="pad" style={{ font: '400 14px/1.9 var(--font-paper)' }}>
        <div className="redhead">{body.data ? pickText(body.data.record, 'name') : refLabel(r, n.fields.body)}</div><div className="c">{pickText(n, 'document_no')}</div><div className="c" style={{ fontWeight: 700, fontSize: 16 }}>{pickText(n, 'title')}</div>
        {pickText(n, 'text').split('\n').filter(Boolean).map((p, i) => <p key={i} style={{ textIndent: i ? '2em' : 0 }}>{p}</p>)}
        <div className="psg"><span>{t('consult.drafted')} {refLabel(r, n.fields.drafted_by)}　{n.fields.checked_by ? `${t('consult.checked')} ${refLabel(r, n.fields.checked_by)}` : ''}</span><span>{t('consult.signer')} <b>{refLabel(r, n.fields.signed_by)}</b> {dayTime(pickText(n, 'signed_at'))}</span></div>
        <div className="row noprint" style={{ marginTop: 10, fontFamily: 'var(--font)' }}><MoveButtons record={n} moves={one.data?.moves ?? []} refs={r} /><PrintLink type="level_notice" id={n.id} /></div>
      </article>
    </section>
  );
}

function Receipts({ notice }: { notice: Rec }) {
  const { t } = useTranslation();
  const list = useList('receipt', { filter: [`notice:eq:${notice.id}`], limit: 100 });
  const clocks = useList('clock', { filter: ['about_type:eq:receipt', 'state:in:running,warned,due,late'], limit: 1, sort: 'due_at' });
  const rows = list.data?.items ?? [];
  return (
    <Sheet title={t('consult.receipts')} sub={`${rows.filter((r) => r.state === 'accepted').length} / ${rows.length}`} actions={<RecordClock clock={clocks.data?.items[0]} />} className="growsheet" testid="receipts">
      <div className="rcpt scroll">{rows.map((r) => <div key={r.id} data-testid="receipt"><Link className="ink ell" to={recordPath('receipt', r.id)}>{refLabel(list.data?.refs, r.fields.unit)}</Link><span className="row"><Delivery state={deliveryOf(r)} bare /><span className="mut" style={{ width: 44, textAlign: 'right' }}>{hourMinute(pickText(r, 'accepted_at')) || <StateWord r={r} />}</span></span></div>)}</div>
      <div className="ma xs dim">{t('consult.squares')}</div>
    </Sheet>
  );
}
function StateWord({ r }: { r: Rec }) { const m = useModel(); return <>{m.stateTitle(r.type, r.state)}</>; }
