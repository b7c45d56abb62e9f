// A duty officer reports for a township: one with its news, or many that said over the telephone that there is nothing.
import { App, Modal, Select } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMove } from '../../../api/hooks.ts';
import { Problem } from '../../../api/problem.ts';
import type { Refs, ZeroRow } from '../../../api/types.ts';
import { useModel, useSession } from '../../app/session.tsx';
import { ErrorBox, refLabel } from '../../kit/index.tsx';
import { InstantInput } from '../../generic/Typed.tsx';

const kChannels = ['telephone', 'sms', 'liaison', 'fax', 'written'];

export function BehalfDialog({ rows, refs, close }: { rows: ZeroRow[]; refs: Refs | undefined; close: (done: string[]) => void }) {
  const { t } = useTranslation();
  const m = useModel();
  const { name } = useSession();
  const { message } = App.useApp();
  // The board behind goes on changing while this is open.
  const [list] = useState(rows);
  const [nothing, setNothing] = useState(true);
  const [text, setText] = useState('');
  const [channel, setChannel] = useState('telephone');
  const [at, setAt] = useState('');
  const [lacking, setLacking] = useState(false);
  const [done, setDone] = useState<string[]>([]);
  const [error, setError] = useState<unknown>(null);
  const go = useMove();
  const many = list.length > 1;
  const send = async () => {
    if (!nothing && text.trim() === '') { setLacking(true); return; }
    setError(null);
    const told: string[] = [...done];
    for (const r of list) {
      if (told.includes(r.id)) continue;
      try {
        await go.mutateAsync({ type: 'zero_report', id: r.id, move: 'report', body: { channel, fields: { nothing, channel, ...(nothing ? {} : { text: text.trim() }) }, ...(at ? { occurred_at: at } : {}), ...(name ? { in_name_of: name } : {}) } });
        told.push(r.id);
      } catch (e) {
        // Somebody else reported it meanwhile: nothing is left to do for that one.
        if (many && e instanceof Problem && e.code === 'wrong_state') { told.push(r.id); continue; }
        setDone(told);
        setError(e);
        return;
      }
    }
    void message.success(t('zero.done', { name: many ? String(list.length) : list[0]!.name }));
    close(told);
  };
  return (
    <Modal open width={520} mask={{ closable: false }} onCancel={() => close(done)} title={many ? t('zero.behalf_many', { n: list.length }) : t('zero.behalf_title', { name: list[0]!.name })}
      footer={<div className="row"><button type="button" className="btn" onClick={() => close(done)}>{t('move.back')}</button><span className="grow" /><button type="button" className="btn p" disabled={go.isPending} onClick={() => void send()} data-testid="behalf-go">{t('zero.go')}</button></div>}>
      <div className="form" data-testid="behalf-dialog">
        <p className="sm mut">{many ? list.map((r) => r.name).join(t('list_comma')) : [`${t('zero.person')} ${refLabel(refs, list[0]!.person) || t('unknown')}`, list[0]!.phone ? `${t('zero.phone')} ${list[0]!.phone}` : ''].filter(Boolean).join(t('shell.dot'))}</p>
        {!many && <div className="row" role="radiogroup" aria-label={t('zero.title')}>{[true, false].map((x) => <label key={String(x)} className="row"><input type="radio" name="nothing" checked={nothing === x} onChange={() => { setNothing(x); setLacking(false); }} data-testid={x ? 'nothing' : 'something'} />{t(x ? 'zero.nothing' : 'zero.has')}</label>)}</div>}
        {!nothing && <div className="formrow"><label htmlFor="z-text">{t('zero.text')} <span className="req">*</span></label><textarea id="z-text" className="field" rows={3} maxLength={1000} autoFocus value={text} aria-invalid={lacking || undefined} onChange={(e) => { setText(e.target.value); setLacking(false); }} />{lacking && <span className="our xs" role="alert">{t('zero.need_text')}</span>}</div>}
        <div className="cols2">
          <div className="formrow"><label htmlFor="z-channel">{t('zero.how')}</label><Select id="z-channel" className="wide100" value={channel} onChange={setChannel} options={kChannels.map((c) => ({ value: c, label: m.choice('channel', c) }))} /></div>
          <div className="formrow"><label htmlFor="z-at">{t('move.at')}</label><InstantInput id="z-at" value={at || null} onChange={(v) => setAt((v as string | null) ?? '')} /></div>
        </div>
        <ErrorBox error={error} kept />
      </div>
    </Modal>
  );
}
