// 换届批量替换: everything that one person answers for ends on a day, and opens for the successor.
import { Modal } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useWrite } from '../../../api/hooks.ts';
import { ErrorBox } from '../../kit/index.tsx';
import { RefSelect } from '../../generic/FieldInput.tsx';
import { DateInput } from '../../generic/Typed.tsx';
import { netApi, type Replaced } from './net.ts';

export function ReplaceDialog({ first, name, today, onClose }: { first: string | null; name?: string | undefined; today: string; onClose: () => void }) {
  const { t } = useTranslation();
  const [person, setPerson] = useState<string | null>(first);
  const [successor, setSuccessor] = useState<string | null>(null);
  const [from, setFrom] = useState(today);
  const [reason, setReason] = useState('');
  const [done, setDone] = useState<Replaced | null>(null);
  const go = useWrite((a: Parameters<typeof netApi.replace>[0], intent: string) => netApi.replace(a, intent));
  const ready = person !== null && from !== '' && reason.trim() !== '';
  const send = () => go.mutate({ person: person!, from, reason: reason.trim(), ...(successor ? { with: successor } : {}) }, { onSuccess: setDone });
  return (
    <Modal open width={520} mask={{ closable: false }} onCancel={onClose} title={t('net.replace')}
      footer={<div className="row"><button type="button" className="btn" onClick={onClose}>{done ? t('bulk.close') : t('move.back')}</button><span className="grow" />{!done && <button type="button" className="btn p" disabled={!ready || go.isPending} onClick={send} data-testid="replace-go">{t(successor ? 'net.replace_go' : 'net.replace_end')}</button>}</div>}>
      {done ? <Done done={done} /> : (
        <div className="form" data-testid="replace-dialog">
          <p className="sm mut">{t('net.replace_sub')}</p>
          <div className="formrow"><label htmlFor="rp-person">{t('net.who_leaves')} <span className="req">*</span></label><RefSelect id="rp-person" to="person" value={person} refs={first && name ? { [first]: { type: 'person', label: name } } : undefined} onChange={(v) => setPerson((v as string | null) ?? null)} /></div>
          <div className="formrow"><label htmlFor="rp-with">{t('net.who_comes')}</label><RefSelect id="rp-with" to="person" value={successor} onChange={(v) => setSuccessor((v as string | null) ?? null)} />{!successor && <span className="our xs">{t('net.gap_at_once')}</span>}</div>
          <div className="cols2">
            <div className="formrow"><label htmlFor="rp-from">{t('net.first_day')} <span className="req">*</span></label><DateInput id="rp-from" value={from} onChange={(v) => setFrom(String(v ?? ''))} /></div>
            <div className="formrow"><label htmlFor="rp-reason">{t('net.reason')} <span className="req">*</span></label><input id="rp-reason" className="field" value={reason} maxLength={200} onChange={(e) => setReason(e.target.value)} /></div>
          </div>
          <ErrorBox error={go.error} kept />
        </div>)}
    </Modal>
  );
}

function Done({ done }: { done: Replaced }) {
  const { t } = useTranslation();
  return (
    <div className="form" data-testid="replace-done">
      <p><b>{t('net.done_ended', { n: done.ended + done.removed })}</b> {t('net.done_opened', { n: done.opened })} {done.holes > 0 && <strong className="our">{t('net.done_holes', { n: done.holes })}</strong>}</p>
      {done.liaisons_replaced + done.liaisons_ended > 0 && <p data-testid="done-liaisons">{t('net.done_liaisons', { n: done.liaisons_replaced, e: done.liaisons_ended })}</p>}
      {done.tasks.length > 0 && <><h3 className="h3">{t('net.done_tasks', { n: done.tasks.length })}</h3><ul className="plainlist">{done.tasks.map((x) => <li key={x.id} className="row sm"><span className="ell">{x.label}</span><span className="mut">→ {x.person_name ?? t('net.nobody')}</span></li>)}</ul></>}
      {done.assignments_left.length > 0 && <><h3 className="h3">{t('net.done_left')}</h3><ul className="plainlist">{done.assignments_left.map((x) => <li key={x.id} className="sm">{x.label}</li>)}</ul></>}
      {done.liaisons_left.length > 0 && <><h3 className="h3">{t('net.done_liaisons_left')}</h3><ul className="plainlist">{done.liaisons_left.map((x) => <li key={x.id} className="sm">{x.label}</li>)}</ul></>}
    </div>
  );
}
