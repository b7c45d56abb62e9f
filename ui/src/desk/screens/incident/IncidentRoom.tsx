// 险情室: facts above the time ruler, limits below; site, log, tasks, ladder, reports; review after closing.
import { useQuery } from '@tanstack/react-query';
import { App } from 'antd';
import { useMemo, useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams, useNavigate } from 'react-router';
import { api } from '../../../api/client.ts';
import { cityNow, useCityNow } from '../../../api/clock.ts';
import { dropDraft, readDraft, writeDraft } from '../../../api/draft.ts';
import { useCreate, useIncidentRoom, useList, useOne } from '../../../api/hooks.ts';
import { howFar } from '../../kit/near.ts';
import type { IncidentRoom as Room, Rec, Refs } from '../../../api/types.ts';
import { fullTime, hourMinute, hourMinuteSecond } from '../../../format/index.ts';
import { Delivery, DikeSection, fmt, HonestData, Ladder, NamePlate, SitePlan, Symbol, TimeRuler, type RulerItem, type SiteFacts } from '../../../parts/index.ts';
import { tx } from '../../../text/index.ts';
import { useModel, useSession } from '../../app/session.tsx';
import { aboutState, Asked, Nothing, pickText, RecordClock, recordPath, refLabel, Sheet, StateTag, useKeys } from '../../kit/index.tsx';
import { MoveButtons } from '../../generic/MoveDialog.tsx';
import { Paper } from './Paper.tsx';
import { PrintLink } from '../../kit/PrintLink.tsx';
import { calloutRungs, deliveryOf, ownClock } from './rungs.ts';

const kTabs = ['room', 'papers', 'means', 'photos', 'review'] as const;
type Tab = (typeof kTabs)[number];

export function IncidentRoom() {
  const { id = '' } = useParams();
  const room = useIncidentRoom(id);
  return <Asked query={room}>{(r) => <RoomView key={id} room={r} />}</Asked>;
}

/** The incident's clocks and reports as marks of one ruler: when it was done, when it was due. */
export function rulerItems(room: Room, title: (r: Rec) => string): RulerItem[] {
  const f = room.record.fields;
  const clocks = room.clocks.filter((c) => c.state !== 'cancelled' && c.fields.about === room.record.id);
  const items: RulerItem[] = clocks.map((c) => ({ key: c.id, name: String(c.fields.title ?? c.label), at: c.fields.met_at as string, limit: c.fields.due_at as string, warnAt: c.fields.warn_at as string }));
  const known = new Set(clocks.map((c) => c.fields.name));
  if (f.found_at) items.unshift({ key: 'found', name: title(room.record), at: f.found_at as string });
  for (const r of room.tasks ?? []) if (r.fields.deadline && !known.has(r.id) && !['cancelled', 'declined'].includes(r.state ?? '')) items.push({ key: r.id, name: r.label, at: r.fields.done_at as string, limit: r.fields.deadline as string });
  return items.slice(0, 14);
}

function RoomView({ room }: { room: Room }) {
  const { t } = useTranslation();
  const { may } = useSession();
  const m = useModel();
  const one = useOne('dike_incident', room.record.id);
  const record = one.data?.record ?? room.record;
  const [tab, setTab] = useState<Tab>('room');
  const items = useMemo(() => rulerItems(room, () => m.stateTitle('dike_incident', 'found')), [room, m]);
  const g = room.gauge;
  return (
    <div className="room" data-testid="incident-room">
      <div className="hdr" style={{ minHeight: 0 }}>
        <Symbol name="incident" size={40} />
        <div style={{ minWidth: 0 }}><h1 className="ell" title={record.label}>{fmt.shortName(record.label)}</h1>
          <div className="sm mut ell">{[record.number, m.choiceOf(record.type, 'grade', record.fields.grade), g?.value != null ? t('incident.gauge', { name: g.name, v: g.value.toFixed(2) }) : ''].filter(Boolean).join(t('shell.dot'))} {g && <HonestData at={g.at} freshness={g.silent ? 'silent' : 'fresh'} />} <StateTag type={record.type} state={record.state} /></div></div>
        <div className="tabsline" role="tablist">{kTabs.map((k) => <button type="button" role="tab" aria-selected={tab === k} key={k} className={tab === k ? 'on' : ''} onClick={() => setTab(k)} data-testid={`tab-${k}`}>{t(`incident.tab_${k}`)}</button>)}</div>
        <span className="grow" />
        <div><div className="xs dim" style={{ textAlign: 'right' }}>{t('incident.responsible')}</div>
          <div className="three" data-testid="responsible">{(room.responsible ?? []).map((r, i) => <NamePlate key={i} post={m.choice('responsibility_role', r.role)} person={r.person_name ?? refLabel(room.refs, r.person)} gap={!r.person} proxy={r.liaison_name || refLabel(room.refs, r.liaison) ? t('incident.for', { name: r.liaison_name ?? refLabel(room.refs, r.liaison) }) : null} />)}</div></div>
        <div className="row noprint" data-testid="actions">{may('transfer_order', 'create') && record.state !== 'closed' && <Link className="btn" to={`/dispatch?incident=${record.id}`} data-testid="to-dispatch">{t('dispatch.go')}</Link>}{may('callout', 'create') && record.state !== 'closed' && <Link className="btn" to={`/callouts?incident=${record.id}`} data-testid="to-calls">{t('calls.gone')}</Link>}{may('evacuation_plan', 'create') && record.state !== 'closed' && <Link className="btn" to={`/evacuation?incident=${record.id}`} data-testid="to-evacuation">{t('evac.title')}</Link>}{one.data && <MoveButtons record={record} moves={one.data.moves} refs={one.data.refs} />}</div>
      </div>
      <div className="tl" data-testid="time-ruler"><TimeRuler items={items} /></div>
      {tab === 'room' ? <Work room={room} record={record} /> : (
        <div style={{ gridColumn: '1/-1', padding: 12, minHeight: 0, overflow: 'auto' }}>
          {tab === 'papers' ? <div style={{ maxWidth: 760 }}><Paper room={room} record={record} /><Papers room={room} /></div> : tab === 'means' ? <Means room={room} /> : tab === 'photos' ? <Photos room={room} /> : <Review record={record} />}
        </div>
      )}
    </div>
  );
}

function siteOf(room: Room, record: Rec): SiteFacts {
  const f = record.fields;
  const n = (x: unknown) => (typeof x === 'number' ? x : null);
  const bank = f.bank === 'left' || f.bank === 'right' ? f.bank : null;
  return {
    stake: n(f.stake) ?? 0, side: bank, river: refLabel(room.refs, (room.section?.fields as Record<string, unknown> | undefined)?.river) || refLabel(room.refs, room.gauge?.river) || (/^[0-9a-f-]{36}$/.test(room.gauge?.river ?? '') ? '' : room.gauge?.river ?? ''),
    distance_m: n(f.distance_m), ground_m: n(f.ground_m) ?? n(room.section?.fields.inner_m), outer_stage_m: n(f.outer_stage_m), crest_m: n(room.section?.fields.crest_m),
    ...(room.gauge ? { stage_note: room.gauge.name } : {}),
  };
}

function Work({ room, record }: { room: Room; record: Rec }) {
  const { t } = useTranslation();
  const site = siteOf(room, record);
  return (
    <>
      <div className="c1">
        <Sheet title={t('incident.plan')} sub={t('incident.plan_note')}><div className="fillbox" style={{ flex: 1 }}><SitePlan site={site} /></div></Sheet>
        <Sheet title={t('incident.section')} sub={room.section?.label}><div className="fillbox" style={{ flex: 1 }}><DikeSection site={site} /></div></Sheet>
      </div>
      <div className="c2"><LogSheet room={room} /></div>
      <div className="c3"><TaskSheet room={room} /><CallSheet room={room} /><ReportSheet room={room} /><Nearest room={room} /></div>
    </>
  );
}

function LogSheet({ room }: { room: Room }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const { name } = useSession();
  const key = `log:${room.record.id}`;
  const [text, setText] = useState(() => readDraft<string>(key)?.value ?? '');
  const [channel, setChannel] = useState('desk');
  const [corrects, setCorrects] = useState<Rec | null>(null);
  const create = useCreate();
  const rows = [...(room.timeline ?? [])].sort((a, b) => pickText(b, 'at').localeCompare(pickText(a, 'at')));
  const send = (e: FormEvent) => {
    e.preventDefault();
    if (!text.trim()) return;
    create.mutate({ type: 'event_entry', body: { fields: { about: room.record.id, at: new Date(cityNow()).toISOString(), text: text.trim(), channel, ...(corrects ? { corrects: corrects.id } : {}) }, jurisdiction_id: room.record.jurisdiction_id, ...(name ? { in_name_of: name } : {}) } },
      { onSuccess: () => { dropDraft(key); setText(''); setChannel('desk'); setCorrects(null); }, onError: (x) => void message.error(x.message) });
  };
  return (
    <Sheet title={t('incident.log')} sub={t('incident.log_sub', { n: rows.length })} testid="log">
      <form className="cmd" onSubmit={send}>
        <input className="field" value={text} placeholder={t('incident.say')} aria-label={t('incident.say')} onChange={(e) => { setText(e.target.value); writeDraft(key, e.target.value); }} data-testid="log-input" />
        <button type="button" className={`btn ${channel === 'telephone' ? 'p' : ''}`} aria-pressed={channel === 'telephone'} onClick={() => setChannel(channel === 'telephone' ? 'desk' : 'telephone')}>{t('incident.call')}</button>
        {corrects && <span className="tag our">{t('incident.corrects', { n: corrects.fields.entry_no ?? '' })}</span>}
      </form>
      <div className="log" aria-live="polite" tabIndex={0} role="region" aria-label={t('incident.log_only')}>
        {rows.map((e) => {
          const old = rows.find((x) => x.id === e.fields.corrects);
          const source = e.fields.source;
          return (
            <div key={e.id} className="le" data-testid="log-entry"><span className="tm">{hourMinuteSecond(pickText(e, 'at'))}</span>
              <div><div className="row" style={{ gap: 6 }}><Speaker entry={e} refs={room.refs} />
                <span className="grow" /><span className="rf">{old ? t('incident.corrects', { n: old.fields.entry_no ?? '' }) : typeof source === 'string' && room.refs[source] ? <Link className="dim" to={recordPath(room.refs[source].type, source)}>{room.refs[source].label}</Link> : e.fields.entry_no ? `${String(e.fields.entry_no)}` : ''}
                  {!e.fields.automatic && <button type="button" className="btn g mini" onClick={() => setCorrects(corrects?.id === e.id ? null : e)}>{t('incident.correct')}</button>}</span></div>
                <p>{pickText(e, 'text')}</p></div></div>
          );
        })}
        {rows.length === 0 && <Nothing>{t('incident.no_log')}</Nothing>}
      </div>
    </Sheet>
  );
}

/** Who said it: post and person with the channel behind; without a post the channel stands first. */
function Speaker({ entry, refs }: { entry: Rec; refs: Refs }) {
  const { t } = useTranslation();
  const m = useModel();
  const channel = m.choiceOf('event_entry', 'channel', entry.fields.channel);
  const post = refLabel(refs, entry.fields.post);
  const person = refLabel(refs, entry.fields.person) || pickText(entry, 'who');
  if (post) return <NamePlate post={post} person={person} proxy={channel || null} />;
  return <NamePlate post={entry.fields.automatic || !channel ? t('incident.automatic') : channel} person={person || m.typeTitle(refs[pickText(entry, 'source')]?.type ?? 'event_entry')} />;
}

function TaskSheet({ room }: { room: Room }) {
  const { t } = useTranslation();
  const tasks = room.tasks ?? [];
  const navigate = useNavigate();
  const give = `/r/task/new?about=${room.record.id}&section=${String(room.record.fields.section ?? '')}`;
  useKeys({ t: () => navigate(give, { state: aboutState(room.record) }) });
  return (
    <Sheet title={t('incident.tasks')} sub={t('incident.tasks_sub', { n: tasks.length })} actions={<Link to={give} state={aboutState(room.record)} data-testid="give-task">{t('incident.give')} <kbd>T</kbd></Link>} testid="tasks">
      {tasks.length === 0 ? <Nothing>{t('incident.no_tasks')}</Nothing> : tasks.map((k) => {
        const clock = room.clocks.find((c) => c.fields.about === k.id && !['met', 'cancelled'].includes(c.state ?? '')) ?? (k.fields.deadline ? { ...k, type: 'clock', state: k.state === 'done' ? 'met' : 'running', fields: { started_at: k.fields.sent_at, due_at: k.fields.deadline, met_at: k.fields.done_at } } : null);
        return (
          <div key={k.id} className="tk"><Link className="ink ell" to={recordPath('task', k.id)}><b>{k.label}</b></Link><RecordClock clock={clock} />
            <div className="row sm mut"><NamePlate post={refLabel(room.refs, k.fields.unit) || refLabel(room.refs, k.fields.post)} person={refLabel(room.refs, k.fields.person)} /><span className="ell">{pickText(k, 'answer', 'text')}</span></div>
            <Delivery state={deliveryOf(k)} /></div>
        );
      })}
    </Sheet>
  );
}

function CallSheet({ room }: { room: Room }) {
  const { t } = useTranslation();
  const calls = room.callouts ?? [];
  return <Sheet title={t('incident.ladder')} sub={t('incident.ladder_note')} testid="ladder">{calls.length === 0 ? <Nothing>{t('incident.no_calls')}</Nothing> : <div style={{ padding: '8px 14px', maxHeight: 260, overflow: 'auto' }}><Ladder rungs={calloutRungs(calls, room.refs, t)} /></div>}</Sheet>;
}

function ReportSheet({ room }: { room: Room }) {
  const { t } = useTranslation();
  const m = useModel();
  const list = useList('report_receipt', { filter: [`about:eq:${room.record.id}`], limit: 60, sort: 'due_at' });
  const rows = list.data?.items ?? [];
  return (
    <Sheet title={t('incident.reports')} sub={rows.length ? `${rows.filter((r) => r.state === 'acknowledged').length} / ${rows.length}` : ''} testid="reports">
      {rows.length === 0 ? <Nothing>{t('incident.no_reports')}</Nothing> : (
        <table><thead><tr><th>{t('incident.receiver')}</th><th className="r">{t('incident.limit')}</th><th className="r">{t('incident.got')}</th><th>{t('incident.clock')}</th></tr></thead>
          <tbody>{rows.map((r) => <tr key={r.id}><td><Link className="ink" to={recordPath(r.type, r.id)}>{refLabel(list.data?.refs, r.fields.receiver)}</Link> <span className="xs dim">{m.choiceOf(r.type, 'report_kind', r.fields.report_kind)}{Number(r.fields.serial) > 1 ? ` ${String(r.fields.serial)}` : ''}</span></td>
            <td className="r">{hourMinute(pickText(r, 'due_at'))}</td><td className="r">{hourMinute(pickText(r, 'receipt_at')) || '—'}</td><td><RecordClock clock={ownClock(r)} show={r.state === 'acknowledged' ? 'words' : 'both'} /></td></tr>)}</tbody></table>)}
      {rows.length > 0 && <p className="foot" style={{ padding: '8px 14px' }}>{[...new Set(rows.map((r) => pickText(r, 'rule')).filter(Boolean))].join(t('shell.dot')) || t('incident.rule_note')}{rows.some((r) => r.fields.mark === 'check') && <b className="our"> {m.choice('mark', 'check')}</b>}</p>}
    </Sheet>
  );
}

function Nearest({ room }: { room: Room }) {
  const { t } = useTranslation();
  const near = room.nearest;
  if (!near) return null;
  const kinds = (['stores', 'teams', 'experts'] as const).filter((k) => (near[k] ?? []).length > 0);
  return (
    <Sheet title={t('incident.nearest')} sub={kinds.some((k) => near[k].some((n) => n.straight)) ? t('incident.straight_where') : t('incident.by_road')} testid="nearest">
      <table className="near"><thead><tr><th /><th>{t('duty.near')}</th><th className="r">{t('incident.road_min')}</th></tr></thead>
        <tbody>{kinds.flatMap((k) => near[k].slice(0, 3).map((n) => <tr key={n.record?.id ?? n.id ?? n.label}><td style={{ width: 30 }}><Symbol name={k === 'stores' ? 'store' : k === 'teams' ? 'team' : 'person'} size={16} /></td>
          <td>{n.record ? <Link className="ink" to={recordPath(n.record.type, n.record.id)}>{n.record.label}</Link> : n.label}</td><td className="r">{howFar(n, t)}</td></tr>))}</tbody></table>
    </Sheet>
  );
}

function Papers({ room }: { room: Room }) {
  const { t } = useTranslation();
  const m = useModel();
  const reports = (room.reports ?? []).filter((r) => r.type === 'report');
  return <ul className="plainlist">{reports.map((r) => <li key={r.id}><Link className="row" to={recordPath(r.type, r.id)}><b>{r.label}</b><span className="xs dim">{m.choiceOf('report', 'kind', r.fields.kind)} {fullTime(pickText(r, 'sent_at', 'approved_at'))}</span><StateTag type="report" state={r.state} /></Link></li>)}{reports.length === 0 && <li className="nothing dim">{t('incident.no_reports')}</li>}</ul>;
}
function Means({ room }: { room: Room }) { return <div style={{ maxWidth: 720 }}><Nearest room={room} /></div>; }
function Photos({ room }: { room: Room }) {
  const { t } = useTranslation();
  const hashes = [...(room.timeline ?? []), ...(room.tasks ?? [])].flatMap((r) => [r.fields.photos, r.fields.evidence]).flat().map((f) => (f as { hash?: string } | null)?.hash).filter((h): h is string => typeof h === 'string');
  if (!hashes.length) return <Nothing>{t('incident.no_photos')}</Nothing>;
  return <div className="row" style={{ flexWrap: 'wrap' }}>{hashes.map((h, i) => <a key={h} href={api.attachmentUrl(h)} target="_blank" rel="noreferrer"><img src={api.attachmentUrl(h)} alt={`${t('incident.photo')} ${i + 1}`} style={{ height: 180 }} /></a>)}</div>;
}

/** Each clock: due, met, late; the figures frozen at closing. */
function Review({ record }: { record: Rec }) {
  const { t } = useTranslation();
  const m = useModel();
  useCityNow();
  const review = useQuery({ queryKey: ['after', record.id, record.version], queryFn: () => api.afterAction(record.id) as Promise<unknown> as Promise<AfterAction> });
  // The row carries the words of its day; the model has them in the reader's language.
  const title = (r: AfterRow) => tx(m.type(r.about_type)?.clocks.find((c) => c.title.zh === r.title)?.title) || r.title;
  const frozen = record.fields.figures as Record<string, unknown> | null | undefined;
  return (
    <Sheet title={t('incident.after')} sub={review.data ? t('incident.after_sub', { a: review.data.in_time, b: review.data.late, c: review.data.open }) : ''} actions={<PrintLink type={record.type} id={record.id} />} testid="review">
      <Asked query={review}>{(a) => (
        <>
          <table><thead><tr><th>{t('object.clock')}</th><th>{t('object.started')}</th><th>{t('incident.due')}</th><th>{t('incident.met')}</th><th /></tr></thead>
            <tbody>{a.rows.map((r) => <tr key={r.clock}><td>{title(r)} {r.about !== record.id && <span className="xs dim">{refLabel(a.refs, r.about)}</span>}</td><td>{fullTime(r.started_at)}</td><td>{fullTime(r.due_at)}</td><td>{fullTime(r.met_at) || '—'}</td>
              <td><RecordClock clock={{ ...record, type: 'clock', state: r.met_at ? 'met' : r.state === 'cancelled' ? 'cancelled' : 'running', fields: { started_at: r.started_at, due_at: r.due_at, met_at: r.met_at } }} /></td></tr>)}</tbody></table>
          {frozen && <p className="pad sm" data-testid="frozen">{t('incident.frozen', { at: fullTime(frozen.frozen_at as string), met: frozen.clocks_met, late: frozen.clocks_late, tasks: frozen.tasks, gravel: frozen.gravel_m3 })}</p>}
        </>
      )}</Asked>
    </Sheet>
  );
}
interface AfterRow { clock: string; title: string; about: string; about_type: string; started_at: string; due_at: string; met_at: string; state: string }
interface AfterAction { rows: AfterRow[]; in_time: number; late: number; open: number; refs: Refs }
