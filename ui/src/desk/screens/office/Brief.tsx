// 值班快报: drafted by the server from the record, corrected here, signed by another person, numbered, and where it went.
import { App } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { useCityNow } from '../../../api/clock.ts';
import { dropDraft, readDraft, writeDraft } from '../../../api/draft.ts';
import { useBriefDraft, useCreate, useList, useOne, usePatch } from '../../../api/hooks.ts';
import type { BriefDraft, One } from '../../../api/types.ts';
import { dayTime, fullDate, fullTime } from '../../../format/index.ts';
import { Delivery } from '../../../parts/index.ts';
import { useModel, useSession } from '../../app/session.tsx';
import { MoveButtons } from '../../generic/MoveDialog.tsx';
import { Asked, ErrorBox, Loading, Nothing, pickText, RecordClock, refLabel, Sheet, StateTag } from '../../kit/index.tsx';
import { PrintLink } from '../../kit/PrintLink.tsx';
import { factRows } from './brief.ts';
import { squaresOf } from './messages.ts';
import { DayPicker, OfficeTabs } from './Tabs.tsx';

interface Typed { title: string; text: string }

export function Brief() {
  const today = fullDate(useCityNow());
  const { day = today } = useParams();
  const found = useList('daily_brief', { filter: [`date:eq:${day}`, 'kind:eq:duty'], limit: 5, sort: '-recorded_at' });
  const id = found.data?.items[0]?.id ?? '';
  const one = useOne('daily_brief', id, { enabled: id !== '' });
  const draft = useBriefDraft(day, found.data !== undefined && (id === '' || one.data?.record.state === 'draft'));
  return (
    <div className="page cols office" data-testid="brief"><OfficeTabs />
      {found.error ? <Sheet><ErrorBox error={found.error} again={() => void found.refetch()} /></Sheet>
        : !found.data || (id !== '' && !one.data) ? <Sheet><Loading /></Sheet>
          : <Paper key={`${day}/${id}`} day={day} one={id ? one.data! : null} draft={draft} />}
      <div className="col" style={{ gap: 12, minHeight: 0 }}>
        <Facts facts={(one.data?.record.state === 'signed' ? one.data.record.fields.facts : draft.data?.facts ?? one.data?.record.fields.facts) as Record<string, unknown> | undefined} unknowns={one.data?.record.state === 'signed' ? [] : draft.data?.unknowns ?? []} />
        <Sent about={id} />
        <Earlier />
      </div>
    </div>
  );
}

/** The paper: the server's draft until it is kept, the record's text from then on; what is typed stays on this device until saved. */
function Paper({ day, one, draft }: { day: string; one: One | null; draft: ReturnType<typeof useBriefDraft> }) {
  const { t } = useTranslation();
  const m = useModel();
  const { may, name, post, session } = useSession();
  const { message } = App.useApp();
  const key = `brief:${day}`;
  const [typed, setTyped] = useState<Typed | null>(() => readDraft<Typed>(key)?.value ?? null);
  const [before, setBefore] = useState<{ typed: Typed | null } | null>(null);
  const create = useCreate();
  const patch = usePatch();
  const record = one?.record;
  const editable = record ? record.state === 'draft' && may('daily_brief', 'update') : may('daily_brief', 'create');
  const base: Typed | null = record ? { title: record.label && pickText(record, 'title'), text: pickText(record, 'text') } : draft.data ? { title: draft.data.title, text: draft.data.text } : null;
  const shown = typed ?? base;
  const changed = typed !== null && base !== null && (typed.title !== base.title || typed.text !== base.text);
  const type = (next: Typed) => { setTyped(next); writeDraft(key, next); };
  const settle = () => { dropDraft(key); setTyped(null); setBefore(null); void message.success(t('brief.kept')); };
  const keep = (d: BriefDraft) => create.mutate({ type: 'daily_brief', body: { fields: { ...shown!, body: name ?? post?.body, date: day, kind: 'duty', facts: d.facts, due_at: d.due_at }, ...(name ? { in_name_of: name } : {}) } }, { onSuccess: settle });
  const save = () => patch.mutate({ type: 'daily_brief', id: record!.id, version: record!.version, body: { fields: { ...typed!, ...(draft.data && typed!.text === draft.data.text ? { facts: draft.data.facts } : {}) } } }, { onSuccess: settle });
  const anew = (d: BriefDraft) => { setBefore({ typed }); type({ title: d.title, text: d.text }); };
  if (!shown) return <Sheet title={t('brief.title')} actions={<DayPicker day={day} path="/brief" />}>{draft.error ? <ErrorBox error={draft.error} again={() => void draft.refetch()} /> : <Loading />}</Sheet>;
  const d = draft.data;
  return (
    <Sheet title={t('brief.title')} sub={d ? t('brief.sub', { a: dayTime(d.from), b: dayTime(d.to) }) : ''} actions={<DayPicker day={day} path="/brief" />} testid="brief-paper">
      <div className="filters"><span className="grow row">{record ? <StateTag type="daily_brief" state={record.state} /> : <span className="tag">{t('brief.not_kept')}</span>}
        {record && <span className="sm mut">{t('brief.drafted', { who: refLabel(one!.refs, record.fields.drafted_by) })}{record.state === 'signed' ? `${t('shell.dot')}${t('brief.signed', { who: refLabel(one!.refs, record.fields.signed_by), at: dayTime(pickText(record, 'signed_at')) })}` : `${t('shell.dot')}${t('brief.waits')}`}</span>}</span>
        {one?.clocks.slice(0, 1).map((c) => <span key={c.id} className="row sm mut">{t('brief.due')} <RecordClock clock={c} /></span>)}</div>
      <div className="scroll grow pad">
        <article className="paper briefpaper" data-testid="paper">
          {record?.state === 'signed' && <div className="redhead">{t('brief.title')}</div>}
          <div className="ph">{editable && typed ? <input className="papertext one" value={shown.title} aria-label={t('brief.heading')} onChange={(e) => type({ ...shown, title: e.target.value })} /> : <b>{shown.title}</b>}<span>{record ? pickText(record, 'issue_no') : t('brief.from_record')}</span></div>
          {editable && typed ? <textarea className="papertext" value={shown.text} aria-label={t('brief.text')} onChange={(e) => type({ ...shown, text: e.target.value })} data-testid="brief-text" style={{ minHeight: 420 }} />
            : <div className="papershow" {...(editable ? { role: 'button', tabIndex: 0, title: t('brief.edit'), onClick: () => type(shown), onKeyDown: (e: React.KeyboardEvent) => { if (e.key === 'Enter' && !e.ctrlKey) type(shown); } } : {})} data-testid="brief-show">{shown.text.split('\n').filter(Boolean).map((p, i) => <p key={i}>{p}</p>)}</div>}
          <div className="psg"><span>{refLabel(one?.refs, record?.fields.body) || post?.body_name}</span><span>{record?.state === 'signed' ? fullTime(pickText(record, 'signed_at')) : session.person.name}</span></div>
        </article>
        <ErrorBox error={create.error ?? patch.error} kept />
      </div>
      <div className="ma noprint" data-testid="actions">
        {!record && editable && d && <button type="button" className="btn p" disabled={create.isPending} onClick={() => keep(d)} data-testid="brief-keep">{t('brief.keep')}</button>}
        {record && editable && <button type="button" className={`btn ${changed ? 'p' : ''}`} disabled={patch.isPending || !changed} onClick={save} data-testid="brief-save">{t('brief.save')}</button>}
        {editable && d && (record || changed) && d.text !== shown.text && <button type="button" className="btn" onClick={() => anew(d)} data-testid="brief-anew">{t('brief.again')}</button>}
        {before && <button type="button" className="btn g" onClick={() => { if (before.typed) type(before.typed); else { dropDraft(key); setTyped(null); } setBefore(null); }}>{t('brief.back')}</button>}
        {record && !changed && <MoveButtons record={record} moves={one!.moves} refs={one!.refs} />}
        <span className="grow" />{record && <PrintLink type="daily_brief" id={record.id} />}
        {editable && !typed && <span className="xs dim">{t('brief.edit')}</span>}{record?.state === 'signed' && <Link className="sm" to={`/r/daily_brief/${record.id}`}>{m.typeTitle('daily_brief')}</Link>}
      </div>
    </Sheet>
  );
}

function Facts({ facts, unknowns }: { facts: Record<string, unknown> | undefined; unknowns: string[] }) {
  const { t } = useTranslation();
  return (
    <Sheet title={t('brief.facts')} sub={t('brief.facts_sub')} testid="brief-facts">
      <table className="near"><tbody>{factRows(facts ?? {}).map((f) => <tr key={f.name}><td>{t(`brief.f.${f.name}`)}</td><td className="r">{f.to ? <Link className="fig ink" to={f.to}>{f.value}</Link> : f.value}</td></tr>)}</tbody></table>
      {unknowns.length > 0 ? <p className="pad sm"><span className="mut">{t('brief.unknown')}</span> {unknowns.map((u) => <span key={u} className="unk" style={{ marginRight: 4 }}>{u}</span>)}</p> : facts && <p className="pad sm dim">{t('brief.no_unknown')}</p>}
    </Sheet>
  );
}

function Sent({ about }: { about: string }) {
  const { t } = useTranslation();
  const m = useModel();
  const list = useList('message_out', { filter: [`about:eq:${about}`], limit: 20, sort: 'queued_at' }, { enabled: about !== '' });
  const rows = list.data?.items ?? [];
  return (
    <Sheet title={t('brief.to')} testid="brief-sent">
      {rows.length === 0 ? <Nothing>{t('brief.to_none')}</Nothing> : <div className="rcv" style={{ padding: '4px 12px' }}>{rows.map((r) => <div key={r.id}><Link className="ink ell" to={`/messages/${r.id}`}>{pickText(r, 'receiver')}</Link>{r.state === 'failed' ? <span className="our sm">{m.stateTitle('message_out', r.state)}</span> : <Delivery state={squaresOf(r)} word={m.stateTitle('message_out', r.state)} />}</div>)}</div>}
    </Sheet>
  );
}

function Earlier() {
  const { t } = useTranslation();
  const list = useList('daily_brief', { filter: ['kind:eq:duty', 'state:eq:signed'], limit: 10, sort: '-date' });
  return (
    <Sheet title={t('brief.earlier')} className="growsheet">
      <Asked query={list}>{(page) => page.items.length === 0 ? <Nothing>{t('brief.none_earlier')}</Nothing> : <ul className="plainlist scroll">{page.items.map((r) => <li key={r.id}><Link className="row" to={`/brief/${pickText(r, 'date')}`}><span className="grow ell">{r.label}</span><span className="xs dim">{pickText(r, 'issue_no')}</span></Link></li>)}</ul>}</Asked>
    </Sheet>
  );
}
