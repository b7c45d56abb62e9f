// The outgoing text: drafted from the record, corrected here, saved on this device, sent to be signed.
import { App } from 'antd';
import { useEffect, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../../api/client.ts';
import { dropDraft, readDraft, writeDraft } from '../../../api/draft.ts';
import { useCreate, useMove, useOne, usePatch } from '../../../api/hooks.ts';
import type { IncidentRoom, Rec } from '../../../api/types.ts';
import { hourMinuteSecond } from '../../../format/index.ts';
import { useModel, useSession } from '../../app/session.tsx';
import { ErrorBox, pickText, refLabel, useKeys } from '../../kit/index.tsx';
import { fmt } from '../../../parts/index.ts';
import { PrintLink } from '../../kit/PrintLink.tsx';
import { MoveButtons } from '../../generic/MoveDialog.tsx';

/** The latest report not yet sent, else the latest. */
export function currentReport(room: IncidentRoom): Rec | undefined {
  const reports = (room.reports ?? []).filter((r) => r.type === 'report');
  const rank = (r: Rec) => (['draft', 'submitted', 'approved'].includes(r.state ?? '') ? 1 : 0);
  return [...reports].sort((a, b) => rank(b) - rank(a) || b.recorded_at.localeCompare(a.recorded_at))[0];
}

export function Paper({ room, record }: { room: IncidentRoom; record: Rec }) {
  const { t } = useTranslation();
  const report = currentReport(room);
  if (!report) return <><p className="note">{t('paper.none', { title: fmt.shortName(record.label) })}</p><DraftReport room={room} record={record} /></>;
  return <><ReportPaper key={report.id} report={report} room={room} />{report.state === 'sent' && <DraftReport room={room} record={record} />}</>;
}

/** The kind of the next report of an incident: first, then follow-ups, a final one when it is closed. */
export function nextReport(reports: Rec[], closed: boolean): { kind: string; serial: number } {
  const written = reports.filter((r) => r.type === 'report' && r.state !== 'dropped');
  if (!written.length) return { kind: 'first', serial: 1 };
  return closed ? { kind: 'final', serial: 1 } : { kind: 'follow_up', serial: written.filter((r) => r.fields.kind === 'follow_up').length + 1 };
}

/** Lets the server write the text out of the record; it is then edited and signed here. */
function DraftReport({ room, record }: { room: IncidentRoom; record: Rec }) {
  const { t } = useTranslation();
  const m = useModel();
  const { may, name, post } = useSession();
  const create = useCreate();
  const [error, setError] = useState<unknown>(null);
  const next = nextReport(room.reports ?? [], record.state === 'closed');
  const body = name ?? post?.body;
  const draft = async () => {
    setError(null);
    try {
      const { title, text, unknowns } = await api.reportDraft(record.id);
      await create.mutateAsync({ type: 'report', body: { jurisdiction_id: record.jurisdiction_id, fields: { title, text, unknowns, about: record.id, ...next, ...(body ? { body } : {}) }, ...(name ? { in_name_of: name } : {}) } });
    } catch (e) { setError(e); }
  };
  if (!may('report', 'create')) return null;
  return <><button type="button" className="btn p" style={{ marginTop: 8 }} disabled={create.isPending} onClick={() => void draft()} data-testid="draft-report">{t('paper.draft', { kind: m.choiceOf('report', 'kind', next.kind) })}</button><ErrorBox error={error} /></>;
}

function ReportPaper({ report, room }: { report: Rec; room: IncidentRoom }) {
  const { t } = useTranslation();
  const m = useModel();
  const { name, session, post } = useSession();
  const { message } = App.useApp();
  const one = useOne('report', report.id);
  const r = one.data?.record ?? report;
  const refs = { ...room.refs, ...one.data?.refs };
  const key = `paper:${report.id}`;
  const [text, setText] = useState<string | null>(() => readDraft<string>(key)?.value ?? null);
  const [keptAt, setKeptAt] = useState<number | null>(null);
  const patch = usePatch();
  const move = useMove();
  const drafting = r.state === 'draft';
  const shown = text ?? pickText(r, 'text');
  useEffect(() => { if (text !== null) setKeptAt(writeDraft(key, text)?.saved_at ?? null); }, [key, text]);
  const send = () => {
    const submit = () => move.mutate({ type: 'report', id: r.id, move: 'submit', body: { ...(name ? { in_name_of: name } : {}) } }, { onSuccess: () => { dropDraft(key); setText(null); void message.success(t('paper.submitted')); } });
    if (text !== null && text !== r.fields.text) patch.mutate({ type: 'report', id: r.id, version: r.version, body: { fields: { text } } }, { onSuccess: submit });
    else submit();
  };
  useKeys({ 'ctrl+Enter': (e) => { e.preventDefault(); if (drafting) send(); } });
  const approver = refLabel(refs, r.fields.approver) || refLabel(refs, r.fields.approved_by);
  return (
    <>
      <article className="paper" data-testid="paper">
        <div className="ph">{pickText(r, 'title')}<span>{m.choiceOf('report', 'kind', r.fields.kind)}{t('shell.dot')}{t('paper.draft_no', { n: r.fields.draft_no ?? 1 })}</span></div>
        {drafting && text !== null ? <textarea className="papertext" autoFocus value={text} onChange={(e) => setText(e.target.value)} aria-label={t('paper.text')} data-testid="paper-text" />
          : <div className="papershow" role={drafting ? 'button' : undefined} tabIndex={drafting ? 0 : undefined} onClick={() => drafting && setText(shown)} onKeyDown={(e) => { if (drafting && e.key === 'Enter' && !e.ctrlKey) setText(shown); }}>{shown.split('\n').filter(Boolean).map((p, i) => <p key={i}>{marked(p, t('paper.verifying'))}</p>)}</div>}
        <div className="psg"><span>{t('paper.drafted')} {refLabel(refs, r.fields.drafted_by) || session.person.name}</span><span>{t('paper.sign')} <i>{r.state === 'approved' || r.state === 'sent' ? approver : t('paper.awaits', { who: approver })}</i></span></div>
      </article>
      <ErrorBox error={patch.error ?? move.error} kept />
      <div className="row" style={{ marginTop: 8, flexWrap: 'wrap' }}>
        {drafting ? <button type="button" className="btn p" onClick={send} disabled={patch.isPending || move.isPending} data-testid="submit-report">{t('paper.save_send')} <kbd>Ctrl ⏎</kbd></button>
          : one.data && <MoveButtons record={r} moves={one.data.moves} refs={refs} />}
        <PrintLink type="report" id={r.id} />
        {keptAt && <span className="xs dim">{t('form.kept', { at: hourMinuteSecond(keptAt) })}</span>}
      </div>
      <div className="bh" style={{ marginTop: 12 }}><b>{t('paper.after')}</b><span className="xs dim">{t('paper.after_note')}</span></div>
      <div className="aft">
        <div><span>{t('move.name')}</span><div className="ell">{refLabel(refs, r.fields.body) || post?.body_name}</div></div>
        <div><span>{t('paper.same')}</span><div className="ell">{t('paper.same_text')}</div></div>
        <div><span>{t('paper.phone')}</span><div className="ell">{t('paper.phone_text')}</div></div>
        <div><span>{t('paper.unknown')}</span><div className="ell">{t('paper.unknown_text')}</div></div>
      </div>
    </>
  );
}
/** What is still being verified stands out in our colour. */
function marked(text: string, word: string): ReactNode[] {
  return text.split(/(正在核实|being verified)/).map((x, i) => (i % 2 ? <u key={i} className="uq" title={word}>{x}</u> : x));
}
