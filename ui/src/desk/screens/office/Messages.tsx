// 外发文电: each paper with its receivers, how far it has come to each of them and by when it must; what failed comes back to a person.
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate, useParams } from 'react-router';
import { useList, useOne } from '../../../api/hooks.ts';
import type { Rec, Refs } from '../../../api/types.ts';
import { dayTime, shortTime } from '../../../format/index.ts';
import { cityNow } from '../../../api/clock.ts';
import { Delivery, Steps } from '../../../parts/index.ts';
import { useModel } from '../../app/session.tsx';
import { MoveButtons } from '../../generic/MoveDialog.tsx';
import { Asked, Nothing, pickText, RecordClock, RefLink, refLabel, Sheet, StateTag, useKeys } from '../../kit/index.tsx';
import { PrintLink } from '../../kit/PrintLink.tsx';
import { OfficeTabs } from './Tabs.tsx';
import { byHand, kTabs, lastStep, papersOf, squaresOf, stepsOfMessage, type Tab } from './messages.ts';

const kMost = 100;
const filterOf = (tab: Tab) => (kTabs[tab] ? [`state:in:${kTabs[tab]}`] : []);

/** The clocks of the receipts that messages belong to: receipt → its clock. */
function useClocks(rows: Rec[]): Map<string, Rec> {
  const ids = [...new Set(rows.map((r) => pickText(r, 'receipt_of')).filter(Boolean))].sort();
  const clocks = useList('clock', { filter: [`about:in:${ids.join(',')}`], limit: 200 }, { enabled: ids.length > 0 });
  const open = (c: Rec) => (['met', 'cancelled', 'missed'].includes(c.state ?? '') ? 0 : 1);
  const out = new Map<string, Rec>();
  for (const c of clocks.data?.items ?? []) { const about = pickText(c, 'about'); const other = out.get(about); if (!other || open(c) > open(other)) out.set(about, c); }
  return out;
}

export function Messages() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { id } = useParams();
  const counts = { todo: useList('message_out', { filter: filterOf('todo'), limit: 1 }), way: useList('message_out', { filter: filterOf('way'), limit: 1 }), signed: useList('message_out', { filter: filterOf('signed'), limit: 1 }), all: useList('message_out', { limit: 1 }) };
  const [asked, setTab] = useState<Tab | null>(null);
  const tab: Tab = asked ?? (counts.todo.data?.total === 0 ? 'all' : 'todo');
  const list = useList('message_out', { filter: filterOf(tab), limit: kMost, sort: '-queued_at' });
  const papers = papersOf(list.data?.items ?? []);
  const rows = papers.flatMap((p) => p.rows);
  const clocks = useClocks(rows);
  const chosen = id ?? rows[0]?.id;
  const step = (by: number) => { const at = rows.findIndex((r) => r.id === chosen); const next = rows[Math.max(0, Math.min(rows.length - 1, at + by))]; if (next) navigate(`/messages/${next.id}`, { replace: true }); };
  useKeys({ j: () => step(1), k: () => step(-1), ArrowDown: (e) => { e.preventDefault(); step(1); }, ArrowUp: (e) => { e.preventDefault(); step(-1); } });
  return (
    <div className={`page cols office ${id ? 'on-item' : ''}`} data-testid="messages"><OfficeTabs />
      <Link className="btn onlyphone" to="/messages">‹ {t('out.title')}</Link>
      <Sheet title={t('out.title')} sub={t('out.sub')} actions={<div className="flt" role="tablist">{(Object.keys(kTabs) as Tab[]).map((k) => <button type="button" role="tab" key={k} aria-selected={tab === k} className={tab === k ? 'on' : ''} onClick={() => setTab(k)} data-testid={`tab-${k}`}>{t(`out.${k}`, { n: counts[k].data?.total_text ?? counts[k].data?.total ?? '' })}</button>)}</div>}>
        <Asked query={list}>{(page) => papers.length === 0 ? <Nothing>{t(tab === 'todo' ? 'out.none_todo' : 'out.none')}</Nothing> : (
          <div className="scroll" tabIndex={0} role="region" aria-label={t('out.title')}><table className="outtable"><thead><tr><th>{t('out.to')}</th><th>{t('out.by')}</th><th>{t('out.went')}</th><th>{t('out.at')}</th><th>{t('out.clock')}</th></tr></thead>
            {papers.map((p) => (
              <tbody key={p.key}>
                <tr className="gh"><td colSpan={5}><b>{p.subject}</b> <span>{t('out.share', { a: p.rows.filter((r) => r.state === 'acknowledged').length, b: p.rows.length })}</span></td></tr>
                {p.rows.map((r) => <Row key={r.id} r={r} refs={page.refs} clock={clocks.get(pickText(r, 'receipt_of'))} on={r.id === chosen} />)}
              </tbody>))}</table>
            {page.next_cursor && <p className="pad sm mut">{t('out.first', { n: kMost })}</p>}
          </div>
        )}</Asked>
      </Sheet>
      {chosen ? <One key={chosen} id={chosen} /> : <Sheet><Nothing>{t('out.select')}</Nothing></Sheet>}
    </div>
  );
}

function Row({ r, refs, clock, on }: { r: Rec; refs: Refs; clock: Rec | undefined; on: boolean }) {
  const { t } = useTranslation();
  const m = useModel();
  const navigate = useNavigate();
  return (
    <tr className={on ? 'on' : ''} aria-current={on ? 'true' : undefined} onClick={() => navigate(`/messages/${r.id}`, { replace: true })} data-testid="message-row" data-state={r.state}>
      <td><Link className="ink" to={`/messages/${r.id}`} replace>{pickText(r, 'receiver') || refLabel(refs, r.fields.unit) || refLabel(refs, r.fields.person)}</Link></td>
      <td>{m.choiceOf('message_out', 'channel', r.fields.carrier ?? r.fields.channel)}</td>
      <td>{r.state === 'failed' ? <span className="our">{m.stateTitle('message_out', r.state)}</span> : <Delivery state={squaresOf(r)} word={m.stateTitle('message_out', r.state)} />}{byHand(r) && <span className="tag our"> {t('out.by')} {m.choiceOf('message_out', 'channel', r.fields.channel)}</span>}</td>
      <td>{shortTime(lastStep(r), cityNow())}</td><td><RecordClock clock={clock} /></td>
    </tr>
  );
}

function One({ id }: { id: string }) {
  const { t } = useTranslation();
  const m = useModel();
  const one = useOne('message_out', id);
  return (
    <Sheet testid="message" className="outone"><Asked query={one}>{({ record: r, refs, moves }) => {
      const titles = { queued: t('out.queued'), sent: t('out.sent'), delivered: t('out.delivered'), acknowledged: t('out.acknowledged') };
      const attempts = Number(r.fields.attempts ?? 0);
      const facts = [
        r.state === 'failed' && t('out.failed', { why: pickText(r, 'error') || t('out.no_reason') }), (attempts > 1 || r.state === 'failed') && attempts > 0 && t('out.tries', { n: attempts }), r.state === 'failed' && (pickText(r, 'next_at') ? t('out.next', { at: dayTime(pickText(r, 'next_at')) }) : t('out.no_more')),
        pickText(r, 'sent_by') && t('out.by_hand', { who: refLabel(refs, r.fields.sent_by), how: m.choiceOf('message_out', 'channel', r.fields.carrier ?? r.fields.channel) }), pickText(r, 'receipt_no') && t('out.their_no', { n: pickText(r, 'receipt_no') }),
        pickText(r, 'signed_by') && t('out.signer', { who: pickText(r, 'signed_by') }), pickText(r, 'receipt_text'),
      ].filter((x): x is string => typeof x === 'string' && x !== '');
      return (
        <>
          <div className="mh"><div className="row"><div className="grow"><h1>{pickText(r, 'receiver') || refLabel(refs, r.fields.unit)}</h1><div className="sm mut">{r.number} <StateTag type={r.type} state={r.state} /></div></div></div>
            <Steps steps={stepsOfMessage(r, titles)} label={t('out.steps')} /></div>
          <div className="scroll pad grow">
            {facts.length > 0 && <ul className={`plainfacts sm ${r.state === 'failed' ? 'our' : 'mut'}`} data-testid="message-facts">{facts.map((x) => <li key={x}>{x}</li>)}</ul>}
            {byHand(r) && <p className="sm mut">{t('out.hand')}</p>}
            <article className="paper" data-testid="message-paper"><div className="ph">{pickText(r, 'marked') && <span className="tag">{pickText(r, 'marked')}</span>}{pickText(r, 'subject')}<span>{m.choiceOf('message_out', 'channel', r.fields.channel)}</span></div>
              {pickText(r, 'text').split('\n').filter(Boolean).map((x, i) => <p key={i}>{x}</p>)}
              <div className="psg"><span>{t('out.about')} <RefLink id={r.fields.about} refs={refs} /></span><span>{dayTime(pickText(r, 'queued_at'))}</span></div></article>
            <Same r={r} />
          </div>
          <div className="ma noprint" data-testid="actions"><MoveButtons record={r} moves={moves} refs={refs} {...(r.state === 'failed' ? { first: 'retry' } : {})} /><span className="grow" /><PrintLink type="message_out" id={r.id} /></div>
        </>
      );
    }}</Asked></Sheet>
  );
}

/** The other receivers of the same paper. */
function Same({ r }: { r: Rec }) {
  const { t } = useTranslation();
  const m = useModel();
  const about = pickText(r, 'about');
  const list = useList('message_out', { filter: [`about:eq:${about}`], limit: 50, sort: 'queued_at' }, { enabled: about !== '' });
  const rows = (list.data?.items ?? []).filter((x) => pickText(x, 'subject') === pickText(r, 'subject'));
  const clocks = useClocks(rows);
  if (rows.length < 2) return null;
  return (
    <section style={{ marginTop: 14 }}><div className="bh"><b>{t('out.same')}</b><span className="xs dim">{t('paper.same_text')}</span></div>
      <div className="rcv">{rows.map((x) => <div key={x.id}><Link className="ink ell" to={`/messages/${x.id}`} replace aria-current={x.id === r.id ? 'true' : undefined}>{x.id === r.id ? <b>{pickText(x, 'receiver')}</b> : pickText(x, 'receiver')}</Link>
        {x.state === 'failed' ? <span className="our sm">{m.stateTitle('message_out', x.state)}</span> : <Delivery state={squaresOf(x)} word={m.stateTitle('message_out', x.state)} />}<RecordClock clock={clocks.get(pickText(x, 'receipt_of'))} /></div>)}</div></section>
  );
}
