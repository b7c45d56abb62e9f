// 预警中心: incoming and own warnings on one timeline; the text that goes out; who was called and who answered.
import { App } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate, useParams } from 'react-router';
import { useCityNow } from '../../../api/clock.ts';
import { headersOf } from '../../../api/client.ts';
import { useList, useMove, useOne } from '../../../api/hooks.ts';
import type { Rec, Refs } from '../../../api/types.ts';
import { dayTime, hourMinute } from '../../../format/index.ts';
import { Delivery, LevelBadge, NamePlate, readLevel, Steps } from '../../../parts/index.ts';
import { useModel, useSession } from '../../app/session.tsx';
import { Asked, Nothing, pickText, ClockTitle, RecordClock, refLabel, Sheet, StateTag } from '../../kit/index.tsx';
import { MoveButtons } from '../../generic/MoveDialog.tsx';
import { recordSteps } from '../../generic/ObjectPage.tsx';
import { deliveryOf } from '../incident/rungs.ts';

const kOver = ['updated', 'cancelled', 'expired'];
/** SMS of long texts: 70 characters alone, 67 in a chain. */
export const smsCount = (n: number) => (n <= 70 ? 1 : Math.ceil(n / 67));

export function Warnings() {
  const { t } = useTranslation();
  const { id } = useParams();
  const navigate = useNavigate();
  const { may } = useSession();
  const list = useList('warning', { limit: 100, sort: '-sent' });
  return (
    <div className="page cols left" data-testid="warnings">
      <Sheet title={t('warnings.title')} sub={t('warnings.in_force', { n: list.data?.items.filter((r) => !kOver.includes(r.state ?? '')).length ?? 0 })}
        actions={may('warning', 'create') && <><Import /><Link className="btn" to="/r/warning/new?origin=own">{t('warnings.draft')}</Link></>}>
        <Asked query={list}>{(page) => page.items.length === 0 ? <Nothing>{t('warnings.none')}</Nothing> : (
          <div className="scroll" role="list">{page.items.map((r) => <Row key={r.id} r={r} on={r.id === (id ?? page.items[0]?.id)} select={() => navigate(`/warnings/${r.id}`)} />)}</div>
        )}</Asked>
        <div className="ma xs" style={{ flexWrap: 'nowrap' }}><a className="nw" href="/cap/feed.atom" target="_blank" rel="noreferrer">{t('warnings.feed')} (Atom, CAP 1.2)</a><span className="grow" /><span className="dim ell" title={t('warnings.sub')}>{t('warnings.sub')}</span></div>
      </Sheet>
      {list.data && (id ?? list.data.items[0]?.id) ? <One key={id ?? list.data.items[0]!.id} id={id ?? list.data.items[0]!.id} /> : <Sheet><Nothing>{t('warnings.select')}</Nothing></Sheet>}
    </div>
  );
}

function Row({ r, on, select }: { r: Rec; on: boolean; select: () => void }) {
  const now = useCityNow();
  const level = readLevel(pickText(r, 'colour'));
  const over = kOver.includes(r.state ?? '') || (r.fields.expires ? Date.parse(pickText(r, 'expires')) < now : false);
  return (
    <div className={`q ${on ? 'on' : ''}`} role="listitem" aria-current={on ? 'true' : undefined} onClick={select} data-testid="warning-row" style={over ? { opacity: 0.7 } : {}}>
      {level ? <LevelBadge level={level} size={22} text={null} /> : <span />}
      <div className="qa"><button type="button" className="plain ell"><b>{r.label}</b></button><span className="xs mut ell">{pickText(r, 'issuer')} {dayTime(pickText(r, 'sent'))}</span></div><StateTag type="warning" state={r.state} />
    </div>
  );
}

function One({ id }: { id: string }) {
  const { t } = useTranslation();
  const m = useModel();
  const one = useOne('warning', id);
  return (
    <Asked query={one}>{(o) => {
      const r = o.record;
      const level = readLevel(pickText(r, 'colour'));
      const info = m.type('warning')!;
      const text = pickText(r, 'text');
      return (
        <div className="col" style={{ gap: 12, minHeight: 0 }}>
          <Sheet testid="warning">
            <div className="mh"><div className="row">{level && <LevelBadge level={level} size={36} text={null} />}<div className="grow"><h1>{r.label}</h1>
              <div className="sm mut">{[t('warnings.issuer'), pickText(r, 'issuer')].join(' ')}{t('shell.dot')}{t('warnings.valid', { a: dayTime(pickText(r, 'effective', 'sent')), b: dayTime(pickText(r, 'expires')) || '—' })} <StateTag type="warning" state={r.state} /></div></div>
              <div className="row noprint" data-testid="actions"><MoveButtons record={r} moves={o.moves} refs={o.refs} /></div></div>
              <Steps steps={recordSteps(info, r, o.clocks)} label={t('object.steps')} /></div>
            <div className="pad cols2" style={{ gridTemplateColumns: 'minmax(0,1.4fr) minmax(0,1fr)' }}>
              <div><div className="bh"><b>{t('warnings.text')}</b><span className="xs dim">{t('warnings.length', { n: text.length, m: smsCount(text.length) })}</span></div><p className="pre">{text}</p>{pickText(r, 'instruction') && <><b>{t('warnings.instruction')}</b><p className="pre mut">{pickText(r, 'instruction')}</p></>}</div>
              <div><b>{t('warnings.area')}</b><p>{pickText(r, 'area_text') || <span className="unk">{t('unknown')}</span>}</p>
                <p className="sm"><a href={`/cap/${encodeURIComponent(pickText(r, 'identifier'))}.xml`} target="_blank" rel="noreferrer">{t('warnings.cap')}</a>{t('shell.dot')}<Link to={`/r/warning/${r.id}`}>{t('duty.open')}</Link></p>
                {o.clocks.map((c) => <div key={c.id} className="row sm"><span className="mut"><ClockTitle clock={c} /></span><RecordClock clock={c} /></div>)}</div>
            </div>
          </Sheet>
          {Array.isArray(r.fields.joint_bodies) && <Joint warning={r} refs={o.refs} />}
          <Board about={r.id} />
        </div>
      );
    }}</Asked>
  );
}

/** 联合发布: the leading body and the consent of each other one to these very words. */
function Joint({ warning, refs }: { warning: Rec; refs: Refs }) {
  const { t } = useTranslation();
  const m = useModel();
  const list = useList('warning_consent', { filter: [`warning:eq:${warning.id}`], limit: 20 });
  const bodies = warning.fields.joint_bodies as string[];
  const rows = list.data?.items ?? [];
  const given = rows.filter((r) => r.state === 'given').length;
  return (
    <Sheet title={t('warnings.joint')} sub={t('warnings.joint_sub', { a: given, b: bodies.length - 1 })} testid="joint">
      <div className="rcv" style={{ padding: '4px 12px' }}>
        <div><b className="ell">{refLabel(refs, bodies[0])}</b><span className="sm mut">{t('warnings.joint_lead')}</span></div>
        {rows.map((r) => <Consent key={r.id} id={r.id} row={r} how={m.choiceOf('warning_consent', 'channel', r.fields.channel)} name={refLabel(list.data?.refs, r.fields.body)} />)}
      </div>
      <p className="pad sm mut">{t('warnings.joint_note')}</p>
    </Sheet>
  );
}
function Consent({ id, row, name, how }: { id: string; row: Rec; name: string; how: string }) {
  const one = useOne('warning_consent', id);
  const told = [pickText(row, 'signer'), how, pickText(row, 'document_no'), dayTime(pickText(row, 'given_at')), pickText(row, 'refused_why')].filter(Boolean).join(' ');
  return <div data-testid="consent"><span className="ell">{name} <span className="sm mut">{told}</span></span><StateTag type="warning_consent" state={row.state} />{row.state === 'asked' && one.data?.clocks.slice(0, 1).map((c) => <RecordClock key={c.id} clock={c} />)}{one.data && <MoveButtons record={one.data.record} moves={one.data.moves} refs={one.data.refs} />}</div>;
}

/** 叫应: each responsible person of the area, by what and when, and who still has to be reached. */
function Board({ about }: { about: string }) {
  const { t } = useTranslation();
  const m = useModel();
  const { message } = App.useApp();
  const { may } = useSession();
  const list = useList('callout', { filter: [`about:eq:${about}`], limit: 200, sort: 'rung' });
  const go = useMove();
  const rows = [...(list.data?.items ?? [])].sort((a, b) => Number(a.state === 'answered') - Number(b.state === 'answered'));
  const reached = (r: Rec) => go.mutate({ type: 'callout', id: r.id, move: 'answer', body: { channel: 'telephone', fields: { answer_channel: 'telephone' } } }, { onError: (e) => void message.error(e.message) });
  return (
    <Sheet title={t('warnings.board')} sub={t('warnings.board_sub', { ok: rows.filter((r) => r.state === 'answered').length, all: rows.length })} className="growsheet" testid="board">
      {rows.length === 0 ? <Nothing>{t('warnings.no_board')}</Nothing> : (
        <div className="scroll" tabIndex={0} role="region" aria-label={t('warnings.board')}><table className="fit"><thead><tr><th>{t('warnings.who')}</th><th>{t('warnings.place')}</th><th>{t('warnings.how')}</th><th>{t('warnings.when')}</th><th>{t('warnings.state')}</th><th>{t('incident.clock')}</th><th /></tr></thead>
          <tbody>{rows.map((r) => (
            <tr key={r.id} data-testid="callout"><td><NamePlate post={refLabel(list.data?.refs, r.fields.post) || m.choiceOf('callout', 'role', r.fields.role) || refLabel(list.data?.refs, r.fields.unit)} person={refLabel(list.data?.refs, r.fields.person)} proxy={r.fields.answered_by && r.fields.answered_by !== r.fields.person ? t('incident.for', { name: refLabel(list.data?.refs, r.fields.answered_by) }) : null} /></td>
              <td className="ell what">{refLabel(list.data?.refs, r.fields.jurisdiction)}</td><td>{m.choiceOf('callout', 'channel', r.fields.answer_channel ?? r.fields.channel)}</td><td>{hourMinute(pickText(r, 'answered_at', 'read_at', 'delivered_at', 'sent_at'))}</td>
              <td><Delivery state={deliveryOf(r)} word={m.stateTitle('callout', r.state)} /></td><td><RecordClock clock={{ ...r, type: 'clock', state: r.state === 'answered' ? 'met' : 'running', fields: { started_at: r.fields.sent_at, due_at: r.fields.due_at, met_at: r.fields.answered_at } }} /></td>
              <td className="r">{r.state !== 'answered' && r.state !== 'withdrawn' && may('callout', 'move') && <button type="button" className="btn mini" onClick={() => reached(r)}>{t('warnings.called')}</button>}</td></tr>))}</tbody></table></div>)}
    </Sheet>
  );
}

function Import() {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const [busy, setBusy] = useState(false);
  const take = async (file: File | undefined) => {
    if (!file) return;
    setBusy(true);
    const headers = { ...headersOf({ method: 'POST' }), 'Content-Type': 'application/cap+xml' };
    const r = await fetch('/api/v1/cap', { method: 'POST', headers, body: file, credentials: 'same-origin' }).catch(() => undefined);
    setBusy(false);
    if (r?.ok) void message.success(t('warnings.imported'));
    else void message.error(r ? String(((await r.json().catch(() => ({}))) as { detail?: string }).detail ?? r.status) : t('error.offline'));
  };
  return <label className="btn" aria-busy={busy}>{t('warnings.import')}<input type="file" accept=".xml,application/xml" hidden disabled={busy} onChange={(e) => void take(e.target.files?.[0])} /></label>;
}
