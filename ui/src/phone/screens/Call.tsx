import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import type { Rec, Refs } from '../../api/types.ts';
import { clockState, fmt, Icon, NamePlate, SceneMark, Symbol, symbolOf, useNow } from '../../parts/index.ts';
import { lang } from '../../text/index.ts';
import { go } from '../App.tsx';
import { BigBar } from '../bits.tsx';
import { deviceOffset, occurredNow } from '../clockBase.ts';
import { ledgerOf, markRead, outbox, refresh, useOutbox, usePhone } from '../state.ts';
import { factsOf, isProxy, nameOf } from './Tasks.tsx';

const kOpen = ['sent', 'delivered', 'read', 'missed'];

/** A call that must be answered: who calls, what for, how long is left, who is next; two large buttons. Always in ink, for the night. */
export function Call({ id }: { id: string }) {
  const { t } = useTranslation('phone');
  const { rows, refs, session, dutyPhone } = usePhone();
  const { items } = useOutbox();
  const now = useNow();
  const around = useAround(id);
  const row = rows?.find((r) => r.record.id === id) ?? (around.record ? { record: around.record, clock: null } : null);
  useEffect(() => { if (row) markRead(row.record); }, [row?.record.id]);
  if (!row || !session) return <main className="callp" data-theme="dark"><p className="lead">{t('tasks.loading')}</p><a className="bb thin" href="#/tasks">{t('call.close')}</a></main>;
  const { record } = row;
  const names = { ...refs, ...around.refs };
  const facts = factsOf(row);
  const state = clockState(facts, now);
  const left = (fmt.instantMs(facts.dueAt) ?? now) - now;
  const written = items.find((i) => i.chain === id && i.state !== 'withdrawn');
  const open = kOpen.includes(record.state ?? '') && !written;
  const proxy = isProxy(record, session.person.id);
  const person = nameOf(record.fields.person, names);
  const answer = async (value: 'coming' | 'noted' | 'cannot', words: string) => {
    await outbox.add({
      method: 'POST', path: `/api/v1/records/callout/${id}/moves/answer`, kind: 'move', chain: id, title: `${words} ${record.fields.text ?? record.label}`, ledger: session.ledger, post: session.acting_post,
      occurred_at: occurredNow(), device_offset_ms: deviceOffset(),
      body: { fields: { answer: value, answer_channel: 'phone_page', ...(proxy ? { for_person: record.fields.person } : {}) }, occurred_at: occurredNow() },
    });
    await outbox.pump();
    await refresh();
    go('/tasks');
  };
  return (
    <main className="callp" data-theme="dark">
      <div className="row" style={{ justifyContent: 'space-between', marginBottom: 18 }}>
        <NamePlate post={t('call.title')} person={nameOf(record.created_by, names) || nameOf(record.fields.unit, names)} on /><SceneMark kind={ledgerOf(session)?.kind ?? 'real'} />
      </div>
      <div className="row" style={{ gap: 14, alignItems: 'flex-start' }}>
        <Symbol name={symbolOf(names[String(record.fields.about)]?.type ?? 'task')} size={52} />
        <div><div className="h3">{record.fields.role || proxy ? t('call.answer') : t('call.come')}</div><div className="mut">{nameOf(record.fields.about, names)}</div></div>
      </div>
      <p className="lead">{String(record.fields.text ?? record.label)}</p>
      <div className="lim">
        <div className="row" style={{ justifyContent: 'space-between' }}><span className="mut">{left >= 0 ? t('call.left') : t('call.over')}</span><b className={`cd n ${state === 'run' ? '' : 'our'}`}>{fmt.countdown(left, lang())}</b></div>
        <BigBar facts={facts} />
      </div>
      <Rungs rungs={around.rungs.length ? around.rungs : [record]} own={id} names={names} me={session.person.id} />
      <span className="grow" />
      {written && <p className="lead">{written.title}<br /><span className="mut">{written.state === 'refused' ? written.refusal?.message : t(`outbox.why.${outbox.reason(written) ?? 'next'}`)}</span></p>}
      {open && proxy && <><button className="bb p xxl" onClick={() => void answer('noted', t('call.proxy', { who: person }))}>{t('call.proxy', { who: person })}</button><p className="mut c">{t('call.proxy_note')}</p></>}
      {open && !proxy && (
        <>
          {record.fields.role ? <button className="bb p xxl" onClick={() => void answer('noted', t('call.noted'))}>{t('call.noted')}</button>
            : <button className="bb p xxl" onClick={() => void answer('coming', t('call.go'))}>{t('call.go')}</button>}
          <button className="bb xl" style={{ marginTop: 12 }} onClick={() => void answer('cannot', t('call.cannot'))}>{t('call.cannot')}</button>
        </>
      )}
      <div className="alt">
        {dutyPhone && <a href={`tel:${dutyPhone.phone}`}><Icon name="phone" size={20} />{t('call.phone')}</a>}<span>{t('call.sms')}</span><a href="#/tasks">{t('call.close')}</a>
      </div>
    </main>
  );
}

/** The other rungs of the ladder and the names, as far as the caller may see them. */
function useAround(id: string): { record: Rec | null; rungs: Rec[]; refs: Refs } {
  const [around, setAround] = useState<{ record: Rec | null; rungs: Rec[]; refs: Refs }>({ record: null, rungs: [], refs: {} });
  useEffect(() => {
    let gone = false;
    void (async () => {
      const one = await api.get('callout', id).catch(() => null);
      if (!one || gone) return;
      setAround({ record: one.record, rungs: [], refs: one.refs });
      const about = one.record.fields.about;
      const page = about ? await api.list('callout', { filter: [`about:eq:${String(about)}`], sort: 'rung', limit: 20 }).catch(() => null) : null;
      if (page && !gone) setAround({ record: one.record, rungs: page.items.filter((r) => r.fields.ladder === one.record.fields.ladder), refs: { ...page.refs, ...one.refs } });
    })();
    return () => { gone = true; };
  }, [id]);
  return around;
}

function Rungs({ rungs, own, names, me }: { rungs: Rec[]; own: string; names: Refs; me: string }) {
  const { t } = useTranslation('phone');
  return (
    <ol className="ld">
      {rungs.map((r) => {
        const person = nameOf(r.fields.person, names) || r.label;
        const state = r.state === 'answered' ? 'ok' : r.state === 'missed' ? 'miss' : r.id === own ? 'now' : 'next';
        const liaison = nameOf(r.fields.liaison, names);
        return (
          <li key={r.id} className={`rg ${state}`}>
            {state === 'now' ? <b>{r.fields.person === me ? t('call.you', { who: person }) : person}</b> : <span>{person}</span>}
            <span className={state === 'now' ? 'our' : ''}>{state === 'now' ? t('call.now') : state === 'miss' ? t('call.missed') : state === 'ok' ? `✓ ${fmt.hm(r.fields.answered_at as string)}` : t('call.next')}</span>
            {state === 'now' && liaison && r.fields.liaison !== me && <span className="what">{t('call.may_proxy', { who: liaison })}</span>}
          </li>
        );
      })}
    </ol>
  );
}
