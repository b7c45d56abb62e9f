// What is printed: notice, report, review after an incident, handover. Only a signed notice has the red head.
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { cityNow } from '../../api/clock.ts';
import { useOne } from '../../api/hooks.ts';
import type { Rec, Refs } from '../../api/types.ts';
import { cityParts, fullTime, ms, span, stake } from '../../format/index.ts';
import { lang, tx } from '../../text/index.ts';
import { useModel, useSession } from '../app/session.tsx';
import { pickNumber, pickText, refLabel } from '../kit/index.tsx';
import { linesText } from '../generic/FieldInput.tsx';

export interface SheetProps { record: Rec; refs: Refs }

/** 2026年8月18日: days and months without a leading zero (GB/T 9704 7.3.5.5). */
export function documentDate(at: string | null | undefined): string {
  if (!at || !Number.isFinite(ms(at))) return '';
  const p = cityParts(ms(at));
  return lang() === 'en' ? new Date(Number(p.year), Number(p.month) - 1, Number(p.day)).toLocaleDateString('en-GB', { day: 'numeric', month: 'long', year: 'numeric' }) : `${p.year}年${Number(p.month)}月${Number(p.day)}日`;
}

/** The whole name of a body; its short one until it is there. */
export function useBodyName(id: unknown, refs: Refs): string {
  const body = useOne('body', String(id ?? ''), { enabled: typeof id === 'string', staleTime: Infinity });
  return pickText(body.data?.record, lang() === 'en' ? 'name_en' : 'name') || pickText(body.data?.record, 'name') || refLabel(refs, id);
}
/** The head stands in one line of the 156 mm block, at most 40 pt. */
export const headSize = (name: string) => `${Math.min(40, Math.floor(436 / Math.max(1, name.length)))}pt`;
export const paragraphs = (text: string) => text.split('\n').map((x) => x.trim()).filter(Boolean);

/** Marks paper that is not of the real ledger, before anything else on it. */
export function Mark() {
  const { t } = useTranslation();
  const { ledger } = useSession();
  if (ledger.kind === 'real') return null;
  const words = t(`print.mark_${ledger.kind}`);
  // On every sheet, not only the first.
  return <><style>{`@page{@top-left{content:"${words}";font:700 12pt sans-serif}}`}</style><div className="doc-mark screenonly">{words}</div></>;
}

export function NoticeSheet({ record, refs }: SheetProps) {
  const { t } = useTranslation();
  const body = useBodyName(record.fields.body, refs);
  const signed = ['signed', 'ended'].includes(record.state ?? '');
  const [to, ...text] = paragraphs(pickText(record, 'text'));
  return (
    <article className="a4" data-testid="sheet-notice">
      <Mark />
      {signed ? <><div className="doc-head" style={{ fontSize: headSize(body) }}>{body}</div><div className="doc-no">{pickText(record, 'document_no')}</div><hr className="doc-rule" /></> : <div className="doc-no">{t('print.draft')}</div>}
      <h1>{pickText(record, 'title')}</h1>
      <p className="to">{to}</p>
      {text.map((x, i) => <p key={i}>{x}</p>)}
      <div className="doc-sign"><div>{body}</div><div>{documentDate(pickText(record, 'signed_at')) || t('print.no_date')}</div></div>
      {signed && <div className="doc-foot"><div><span>{t('print.signed_by', { name: refLabel(refs, record.fields.signed_by) })}</span><span>{t('print.checked_by', { name: refLabel(refs, record.fields.checked_by) || '—' })}</span></div><div><span>{body}</span><span>{t('print.issued', { at: documentDate(pickText(record, 'signed_at')) })}</span></div></div>}
    </article>
  );
}

export function ReportSheet({ record, refs }: SheetProps) {
  const { t } = useTranslation();
  const m = useModel();
  const body = useBodyName(record.fields.body, refs);
  const approved = ['approved', 'sent'].includes(record.state ?? '');
  const serial = pickNumber(record, 'serial');
  return (
    <article className="a4" data-testid="sheet-report">
      <Mark />
      <div className="doc-no up"><span>{m.choiceOf('report', 'kind', record.fields.kind)}{serial !== null ? t('print.serial', { n: serial }) : ''}</span><span>{approved ? t('print.signer', { name: refLabel(refs, record.fields.approved_by) }) : t('print.draft_n', { n: record.fields.draft_no ?? 1 })}</span></div>
      <hr className="doc-rule plain" />
      <h1>{pickText(record, 'title')}</h1>
      {paragraphs(pickText(record, 'text')).map((x, i) => <p key={i}>{x}</p>)}
      <div className="doc-sign"><div>{body}</div><div>{fullTime(pickText(record, 'sent_at', 'approved_at')) || t('print.no_date')}</div></div>
    </article>
  );
}

interface ReviewRow { name?: string; title?: string; started_at?: string; due_at?: string; met_at?: string | null; late_ms?: number; record?: Rec; fields?: Record<string, unknown> }
export function ReviewSheet({ record, refs }: SheetProps) {
  const { t } = useTranslation();
  const m = useModel();
  const review = useQuery({ queryKey: ['after', record.id, record.version], queryFn: () => api.afterAction(record.id) });
  const rows = (Array.isArray(review.data?.rows) ? review.data.rows : []) as ReviewRow[];
  const of = (r: ReviewRow, name: string) => (r as Record<string, unknown>)[name] ?? r.fields?.[name] ?? r.record?.fields[name];
  const title = (r: ReviewRow) => tx(m.type('dike_incident')?.clocks.find((c) => c.name === of(r, 'name'))?.title) || String(of(r, 'title') ?? '');
  const whose = (r: ReviewRow) => { const about = of(r, 'about'); return typeof about === 'string' && about !== record.id ? (review.data?.refs as Refs | undefined)?.[about]?.label ?? '' : ''; };
  const facts: [string, string][] = [['section', refLabel(refs, record.fields.section)], ['stake', `${stake(pickNumber(record, 'stake'))} ${m.choiceOf(record.type, 'bank', record.fields.bank)}`], ['kind', m.choiceOf(record.type, 'kind', record.fields.kind)], ['grade', m.choiceOf(record.type, 'grade', record.fields.grade)], ['found_at', fullTime(pickText(record, 'found_at'))], ['state', m.stateTitle(record.type, record.state)], ['closed_at', fullTime(pickText(record, 'closed_at'))], ['measures', pickText(record, 'measures', 'taken')]];
  const fieldTitle = (n: string) => n === 'state' ? t('figures.state') : tx(m.type(record.type)?.fields.find((f) => f.name === n)?.title) || n;
  return (
    <article className="a4" data-testid="sheet-review">
      <Mark />
      <h1>{t('print.review', { label: record.label })}</h1>
      <p className="to">{record.number}</p>
      <table><tbody>{facts.filter(([, v]) => v.trim()).map(([n, v]) => <tr key={n}><th style={{ width: '24%' }}>{fieldTitle(n)}</th><td>{v}</td></tr>)}</tbody></table>
      <h2>{t('print.clocks')}</h2>
      <table data-testid="sheet-clocks"><thead><tr><th>{t('object.clock')}</th><th>{t('object.started')}</th><th>{t('incident.due')}</th><th>{t('incident.met')}</th><th>{t('print.result')}</th></tr></thead>
        <tbody>{rows.map((r, i) => { const met = fullTime(of(r, 'met_at') as string); const late = Number(of(r, 'late_ms') ?? 0) || (of(r, 'state') === 'late' && !met ? cityNow() - ms(of(r, 'due_at') as string) : 0); return (
          <tr key={i}><td>{title(r)}{whose(r) && <><br />{whose(r)}</>}</td><td>{fullTime(of(r, 'started_at') as string)}</td><td>{fullTime(of(r, 'due_at') as string)}</td><td>{met || '—'}</td><td>{late > 0 ? <span className="stampd">{t('print.late', { by: span(late) })}</span> : met ? t('print.in_time') : t('print.open')}</td></tr>); })}
          {rows.length === 0 && <tr><td colSpan={5}>{review.isPending ? t('loading') : t('object.no_clocks')}</td></tr>}</tbody></table>
      <Foot />
    </article>
  );
}

export function HandoverSheet({ record, refs }: SheetProps) {
  const { t } = useTranslation();
  const items = (Array.isArray(record.fields.items) ? record.fields.items : []) as { text?: string; open?: boolean; note?: string }[];
  return (
    <article className="a4" data-testid="sheet-handover">
      <Mark />
      <h1>{t('print.handover')}</h1>
      <table><tbody>
        <tr><th style={{ width: '24%' }}>{t('print.at')}</th><td>{fullTime(pickText(record, 'at'))}</td></tr>
        <tr><th>{t('print.from_shift')}</th><td>{refLabel(refs, record.fields.from_shift)}</td></tr>
        <tr><th>{t('print.to_shift')}</th><td>{refLabel(refs, record.fields.to_shift) || '—'}</td></tr>
      </tbody></table>
      <h2>{t('print.items')}</h2>
      <table><thead><tr><th style={{ width: '8%' }}>{t('print.no')}</th><th>{t('print.item')}</th><th style={{ width: '16%' }}>{t('print.state')}</th></tr></thead>
        <tbody>{items.map((x, i) => <tr key={i}><td>{i + 1}</td><td>{x.text ?? linesText([x])}</td><td>{t(x.open === false ? 'print.closed' : 'print.still_open')}</td></tr>)}{items.length === 0 && <tr><td colSpan={3}>{t('duty.no_handover')}</td></tr>}</tbody></table>
      {paragraphs(pickText(record, 'text')).map((x, i) => <p key={i}>{x}</p>)}
      <div className="lines2">
        <div><span>{t('print.giver')} {refLabel(refs, record.fields.giver)}</span><span>{fullTime(pickText(record, 'given_at'))}</span></div>
        <div><span>{t('print.taker')} {refLabel(refs, record.fields.taker)}</span><span>{fullTime(pickText(record, 'taken_at'))}</span></div>
      </div>
      <Foot />
    </article>
  );
}

/** Whose paper it is, and how old its facts are. */
export function Foot() {
  const { t } = useTranslation();
  const { post, session } = useSession();
  return <div className="sheetfoot"><span>{post?.body_name} {session.person.name}</span><span>{t('print.printed', { at: fullTime(cityNow()) })}</span></div>;
}
