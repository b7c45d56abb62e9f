// What an import has done, with the way to its rows and the way back.
import { useMutation } from '@tanstack/react-query';
import { Modal } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { exchange, type Batch } from '../../api/exchange.ts';
import type { TypeInfo } from '../../api/types.ts';
import { num } from '../../format/index.ts';
import { tx } from '../../text/index.ts';
import { ErrorBox, recordPath } from '../kit/index.tsx';
import { Errors } from './Checked.tsx';
import { rowsPath } from './importing.ts';
import { useDownload } from './ImportPage.tsx';

export function Outcome({ type, batch, take }: { type: TypeInfo; batch: Batch; take: (b: Batch) => void }) {
  const { t } = useTranslation();
  const [asking, setAsking] = useState(false);
  const [reason, setReason] = useState('');
  const undo = useMutation({ mutationFn: () => exchange.undo(batch.id, reason.trim()), onSuccess: (b) => { setAsking(false); take(b); } });
  const download = useDownload();
  const r = batch.result ?? {};
  const back = r.undone;
  const left = batch.counts?.bad ?? 0;
  return (
    <div data-testid="outcome" data-state={batch.state}>
      <h3 className="h3">{t(`importing.state_${batch.state}`)}</h3>
      <div className="counts">
        {(['created', 'updated', 'failed'] as const).filter((k) => k === 'created' || (r[k] ?? 0) > 0).map((k) => <div key={k} className={`stt ${k === 'failed' ? 'o' : ''}`} data-count={k}><b>{num(r[k] ?? 0)}</b><span>{t(`importing.n_${k}`)}</span></div>)}
        {left > 0 && <div className="stt o" data-count="bad"><b>{num(left)}</b><span>{t('importing.n_left')}</span></div>}
        {back && <><div className="stt" data-count="removed"><b>{num(back.removed)}</b><span>{t('importing.n_removed')}</span></div><div className="stt" data-count="restored"><b>{num(back.restored)}</b><span>{t('importing.n_restored')}</span></div></>}
      </div>
      {r.undo_refused && <div className="errbox" role="alert"><span className="our">{tx(r.undo_refused)}</span></div>}
      {back && <p className="sm mut">{t('importing.undo_reason', { reason: back.reason })}</p>}
      <div className="importgo">
        {batch.state !== 'undone' && <Link className="btn p" to={rowsPath(batch)} data-testid="to-rows">{t('importing.to_rows')}</Link>}
        {batch.state !== 'undone' && <button type="button" className="btn" onClick={() => setAsking(true)} data-testid="undo">{t('importing.undo')}</button>}
        {left > 0 && <button type="button" className="btn" onClick={() => download(() => exchange.errorSheet(batch.id, 'xlsx'))}>{t('importing.error_sheet')}</button>}
        <Link className="btn g" to={`/r/import_batch/${batch.id}`}>{t('importing.record')}</Link>
      </div>
      {(r.errors?.length ?? 0) > 0 && <Errors type={type} errors={r.errors!} />}
      {back && back.kept.length > 0 && <><h3 className="h3">{t('importing.kept', { n: back.kept.length })}</h3><ul className="plainlist">{back.kept.map((k) => <li key={k.id}><Link to={recordPath(k.type || type.name, k.id)}>{k.label}</Link></li>)}</ul></>}
      <Modal open={asking} onCancel={() => setAsking(false)} title={t('importing.undo_title', { file: batch.file })} okText={t('importing.undo')} cancelText={t('move.back')} okButtonProps={{ disabled: !reason.trim() || undo.isPending }} onOk={() => undo.mutate()}>
        <p className="mut">{t('importing.undo_text', { n: num((r.created ?? 0)), m: num(r.updated ?? 0) })}</p>
        <input className="field" value={reason} aria-label={t('importing.undo_why')} placeholder={t('importing.undo_why')} onChange={(e) => setReason(e.target.value)} data-testid="undo-reason" />
        <ErrorBox error={undo.error} />
      </Modal>
    </div>
  );
}
