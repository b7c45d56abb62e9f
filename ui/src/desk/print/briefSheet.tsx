// Papers that leave the duty room: the daily brief with its issue and receivers, and one outgoing message with its delivery.
import { useTranslation } from 'react-i18next';
import { useList } from '../../api/hooks.ts';
import { fullTime } from '../../format/index.ts';
import { useModel } from '../app/session.tsx';
import { pickText, refLabel } from '../kit/index.tsx';
import { documentDate, Foot, headSize, Mark, paragraphs, useBodyName, type SheetProps } from './sheets.tsx';

export function BriefSheet({ record, refs }: SheetProps) {
  const { t } = useTranslation();
  const body = useBodyName(record.fields.body, refs);
  const signed = record.state === 'signed';
  const sent = useList('message_out', { filter: [`about:eq:${record.id}`], limit: 50, sort: 'queued_at' }, { enabled: signed });
  const receivers = (sent.data?.items ?? []).map((r) => pickText(r, 'receiver')).filter(Boolean);
  return (
    <article className="a4" data-testid="sheet-brief">
      <Mark />
      {signed ? <div className="doc-head" style={{ fontSize: headSize(t('brief.title')) }}>{t('brief.title')}</div> : <div className="doc-no">{t('print.draft')}</div>}
      <div className="doc-no up"><span>{pickText(record, 'issue_no')}</span><span>{body}</span><span>{documentDate(pickText(record, 'signed_at', 'date'))}</span></div>
      <hr className={signed ? 'doc-rule' : 'doc-rule plain'} />
      <h1>{pickText(record, 'title')}</h1>
      {paragraphs(pickText(record, 'text')).map((x, i) => <p key={i}>{x}</p>)}
      <div className="doc-foot">
        {signed && <div><span>{t('print.send_to', { list: receivers.join(t('list_comma')) || '—' })}</span></div>}
        <div><span>{t('brief.drafted', { who: refLabel(refs, record.fields.drafted_by) || '—' })}</span><span>{signed ? t('print.signer', { name: refLabel(refs, record.fields.signed_by) }) : t('print.no_date')}</span><span>{fullTime(pickText(record, 'signed_at'))}</span></div>
      </div>
    </article>
  );
}

export function MessageSheet({ record, refs }: SheetProps) {
  const { t } = useTranslation();
  const m = useModel();
  const rows: [string, string][] = [
    [t('out.to'), pickText(record, 'receiver') || refLabel(refs, record.fields.unit)], [t('out.by'), m.choiceOf('message_out', 'channel', record.fields.carrier ?? record.fields.channel)], [t('out.queued'), fullTime(pickText(record, 'queued_at'))],
    [t('out.sent'), [fullTime(pickText(record, 'sent_at')), refLabel(refs, record.fields.sent_by)].filter(Boolean).join(' ')], [t('out.delivered'), fullTime(pickText(record, 'receipt_at'))], [t('out.acknowledged'), [fullTime(pickText(record, 'signed_at')), pickText(record, 'signed_by'), pickText(record, 'receipt_no')].filter(Boolean).join(' ')],
  ];
  return (
    <article className="a4" data-testid="sheet-message">
      <Mark />
      <div className="doc-no up"><span>{record.number}</span><span>{m.stateTitle(record.type, record.state)}</span></div>
      <hr className="doc-rule plain" />
      <h1>{pickText(record, 'subject')}</h1>
      {paragraphs(pickText(record, 'text')).map((x, i) => <p key={i}>{x}</p>)}
      <table><tbody>{rows.map(([title, value]) => <tr key={title}><th style={{ width: '24%' }}>{title}</th><td>{value || '—'}</td></tr>)}</tbody></table>
      <Foot />
    </article>
  );
}
