// What one cell is, how it came so, and what mends it: somebody takes it, a term ends, a telephone is tried.
import { useQuery } from '@tanstack/react-query';
import { App } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, callState } from '../../../api/client.ts';
import { cityNow } from '../../../api/clock.ts';
import { useCreate, useWrite } from '../../../api/hooks.ts';
import { dayTime } from '../../../format/index.ts';
import { RealNotice, useNetRights } from './rights.tsx';
import { useModel } from '../../app/session.tsx';
import { Asked, ErrorBox, Sheet } from '../../kit/index.tsx';
import { DateInput } from '../../generic/Typed.tsx';
import { RefSelect } from '../../generic/FieldInput.tsx';
import type { Pick } from './Matrix.tsx';
import { dayBefore, daysBetween, kMarks, netApi, type Candidate, type CellAnswer, type Term } from './net.ts';

export function CellPanel({ pick, at, today, onClose, onReplace }: { pick: Pick; at: string | undefined; today: string; onClose: () => void; onReplace: (person: string, name: string) => void }) {
  const { t } = useTranslation();
  const m = useModel();
  const cell = useQuery({ queryKey: ['netCell', pick.work, pick.role, at, callState().ledger], queryFn: () => netApi.cell(pick.work, pick.role, at) });
  return (
    <Sheet title={t('net.cell')} sub={m.choice('responsibility_role', pick.role)} actions={<button type="button" className="btn g" onClick={onClose} aria-label={t('bulk.close')}>×</button>} testid="net-panel" className="netpanel">
      <Asked query={cell}>{(c) => <Body key={`${pick.work}${pick.role}`} answer={c} today={today} onReplace={onReplace} />}</Asked>
    </Sheet>
  );
}

function Body({ answer, today, onReplace }: { answer: CellAnswer; today: string; onReplace: (person: string, name: string) => void }) {
  const { t } = useTranslation();
  const rights = useNetRights();
  const { cell, work } = answer;
  const open = cell.state === 'gap' || cell.state === 'expired';
  return (
    <div className="scroll grow">
      <div className="netwhy"><b>{work.label}</b><p>{cell.state !== 'held' && <strong className="our">{kMarks[cell.state]} {t(`net.s_${cell.state}`)} </strong>}{whyText(answer, t)}</p></div>
      {cell.people.map((p) => <Holder key={p.record} term={p} today={today} double={cell.state === 'duplicate'} onReplace={onReplace} />)}
      {!rights.real && (rights.create || rights.update) && <div className="pad"><RealNotice /></div>}
      {open && rights.real && rights.create && <Fill answer={answer} today={today} />}
      {answer.history.length > 0 && <details className="nethistory"><summary>{t('net.history', { n: answer.history.length })}</summary>
        <ul className="plainlist">{answer.history.map((h) => <li key={h.record} className="row sm"><b>{h.person_name}</b><span className="mut">{h.from} – {h.to ?? h.left_on ?? ''}</span><span className="ell dim">{h.note ?? h.basis ?? ''}</span></li>)}</ul></details>}
    </div>
  );
}

type T = (key: string, values?: Record<string, unknown>) => string;
function whyText({ cell, day }: CellAnswer, t: T): string {
  const f = cell.former;
  if (f) return t(cell.state === 'expired' ? 'net.say_expired' : 'net.say_left', { name: f.person_name, d: f.ended, note: f.note ? `${f.note}${t('net.stop')}` : '', n: daysBetween(f.ended, day) });
  if (cell.state === 'gap') return t('net.say_never');
  if (cell.state === 'duplicate') return t('net.say_several', { n: cell.people.length });
  return cell.state === 'unreachable' ? t(`net.say_${cell.why}`, { n: cell.people[0]?.fails ?? 0 }) : t('net.say_held');
}

const contactWords = (c: { contact: string; proved_at?: string | undefined; fails?: number | undefined }, t: T) =>
  c.contact === 'proved' ? t('net.c_proved', { at: dayTime(c.proved_at) }) : t(`net.why_${c.contact}`, { n: c.fails ?? 0 });

function Holder({ term, today, double, onReplace }: { term: Term; today: string; double: boolean; onReplace: (person: string, name: string) => void }) {
  const { t } = useTranslation();
  const rights = useNetRights();
  const { message } = App.useApp();
  const create = useCreate();
  const end = useWrite(async (a: { id: string; to: string; note: string }, intent: string) => {
    const { record } = await api.get('responsibility', a.id);
    return api.patch('responsibility', a.id, record.version, { fields: { to: a.to, note: a.note } }, intent);
  });
  const call = (result: string) => create.mutate({ type: 'contact_proof', body: { fields: { person: term.person, at: new Date(cityNow()).toISOString(), way: 'test_call', result } } }, { onSuccess: () => void message.success(t('net.noted')) });
  return (
    <div className="netholder" data-testid="net-holder">
      <div className="row"><b>{term.person_name}</b><span className="sm mut ell">{term.job ?? term.post_title ?? ''}</span></div>
      <div className="sm mut">{t('net.term', { a: term.from, b: term.to ?? t('net.open_end') })}{term.liaison_name ? ` ${t('resp.liaison', { name: term.liaison_name })}` : ''}</div>
      <div className={`sm ${term.contact === 'proved' ? 'mut' : 'our'}`}>{contactWords(term, t)}</div>
      {rights.real && <div className="row">
        {rights.update && double && <button type="button" className="btn" disabled={end.isPending} onClick={() => end.mutate({ id: term.record, to: dayBefore(today), note: t('net.double_note') })} data-testid="net-end">{t('net.end')}</button>}
        {rights.update && <button type="button" className="btn" onClick={() => onReplace(term.person, term.person_name)}>{t('net.leaves')}</button>}
        {rights.prove && <><button type="button" className="btn" disabled={create.isPending} onClick={() => call('reached')} data-testid="net-reached">{t('net.reached')}</button><button type="button" className="btn" disabled={create.isPending} onClick={() => call('no_answer')}>{t('net.no_answer')}</button></>}
      </div>}
      <ErrorBox error={create.error ?? end.error} />
    </div>
  );
}

function Fill({ answer, today }: { answer: CellAnswer; today: string }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const create = useCreate();
  const { cell, work } = answer;
  // A term that ran out is most often renewed for the same person.
  const again: Candidate[] = cell.state === 'expired' && cell.former ? [{ person: cell.former.person, name: cell.former.person_name, job: cell.former.job ?? '', unit_name: t('net.renew'), same_unit: true, works: -1, contact: cell.former.contact, ...(cell.former.post ? { post: cell.former.post } : {}), ...(cell.former.proved_at ? { proved_at: cell.former.proved_at } : {}) }] : [];
  const proposed = [...again, ...answer.candidates.filter((c) => c.person !== again[0]?.person)].slice(0, 5);
  const [person, setPerson] = useState<string | null>(proposed[0]?.person ?? null);
  const [other, setOther] = useState<string | null>(null);
  const [from, setFrom] = useState(today);
  const [basis, setBasis] = useState('');
  const [liaison, setLiaison] = useState<string | null>(null);
  const chosen = other ?? person;
  const post = proposed.find((c) => c.person === chosen)?.post;
  const go = () => create.mutate({ type: 'responsibility', body: { jurisdiction_id: work.jurisdiction_id, fields: { work: work.id, role: cell.role, person: chosen, from, ...(post ? { post } : {}), ...(basis ? { basis } : {}), ...(liaison ? { liaison } : {}) } } }, { onSuccess: () => void message.success(t('net.filled')) });
  return (
    <div className="netfill" data-testid="net-fill">
      <div role="radiogroup" aria-label={t('net.candidates')}>{proposed.map((c) => (
        <label key={c.person} className="netcand"><input type="radio" name="net-cand" checked={!other && person === c.person} onChange={() => { setPerson(c.person); setOther(null); }} />
          <span><b>{c.name}</b> <span className="mut">{c.job || c.unit_name}</span><br /><span className={`sm ${c.contact === 'proved' ? 'mut' : 'our'}`}>{contactWords(c, t)}</span></span>
          <span className="xs dim">{c.works < 0 ? t('net.renew') : c.same_unit ? t('net.same_unit') : ''}<br />{c.works >= 0 ? t('net.holds', { n: c.works }) : ''}</span></label>))}</div>
      <div className="formrow"><label htmlFor="net-other">{t('net.other')}</label><RefSelect id="net-other" to="person" value={other} onChange={(v) => setOther((v as string | null) ?? null)} /></div>
      <div className="formrow"><label htmlFor="net-from">{t('net.from')}</label><DateInput id="net-from" value={from} onChange={(v) => setFrom(String(v ?? ''))} /></div>
      <div className="formrow"><label htmlFor="net-basis">{t('net.basis')}</label><input id="net-basis" className="field" value={basis} onChange={(e) => setBasis(e.target.value)} /></div>
      <div className="formrow"><label htmlFor="net-liaison">{t('net.liaison')}</label><RefSelect id="net-liaison" to="person" value={liaison} onChange={(v) => setLiaison((v as string | null) ?? null)} /></div>
      <ErrorBox error={create.error} kept />
      <button type="button" className="btn p" disabled={!chosen || !from || create.isPending} onClick={go} data-testid="net-go">{t('net.fill')}</button>
    </div>
  );
}
