// My transfer orders: find by scan, load with counted lines, depart, hand over with counted lines; all of it works without signal.
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { MoveInfo, Rec } from '../../api/types.ts';
import { EmptyState, fmt, Icon, Stamp, type ClockFacts } from '../../parts/index.ts';
import { lang, tx } from '../../text/index.ts';
import { BigBar, ClockLine, Toast } from '../bits.tsx';
import { stateAfter } from '../moves.ts';
import { countedBy, orderOf, stepsOf, waitingOf } from '../orders.ts';
import type { OrderRow } from '../mine.ts';
import { orderTexts } from '../text/orders.ts';
import { outbox, refresh, useOutbox, usePhone } from '../state.ts';
import { storeMove } from './Tasks.tsx';

orderTexts();
const CountSheet = lazy(async () => ({ default: (await import('./CountSheet.tsx')).CountSheet }));
const ScanSheet = lazy(async () => ({ default: (await import('./ScanSheet.tsx')).ScanSheet }));
const kOver = new Set(['received', 'returned', 'settled', 'cancelled']);

export function Orders({ open }: { open: string | null }) {
  const { t } = useTranslation('phone');
  const { orders, fetched, online } = usePhone();
  const { items } = useOutbox();
  const { model } = usePhone();
  const [scanning, setScanning] = useState(false);
  const [found, setFound] = useState<string | null>(open);
  const [missed, setMissed] = useState<string | null>(null);
  const rows = orders ?? [];
  const over = (r: OrderRow) => kOver.has(stateAfter(r.record, items, model) ?? '');
  const sorted = [...rows].sort((a, b) => Number(b.record.id === found) - Number(a.record.id === found) || Number(over(a)) - Number(over(b)) || String(a.record.fields.wanted_at ?? '').localeCompare(String(b.record.fields.wanted_at ?? '')));
  const scanned = (text: string) => {
    const hit = orderOf(text, rows);
    setScanning(false);
    setFound(hit?.row ? hit.id : null);
    setMissed(hit?.row ? null : text);
    // An order that came after the last fetch: ask once more.
    if (hit && !hit.row && online) void refresh();
  };
  const open_ = rows.filter((r) => !over(r)).length;
  return (
    <>
      <header className="hp"><div className="top-row"><h1 style={{ margin: 0 }}>{t('orders.title')} {open_ || ''}</h1><button className="btn big" onClick={() => setScanning(true)} data-testid="scan"><Icon name="scan" size={20} />{t('orders.scan')}</button></div></header>
      <main data-testid="orders">
        {missed !== null && <p className="our" role="status">{t('orders.not_mine', { what: missed.slice(0, 60) })}</p>}
        {orders === null && <p className="mut">{t('orders.loading')}</p>}
        {orders !== null && rows.length === 0 && <EmptyState title={t('orders.none')}>{t('orders.none_text')}</EmptyState>}
        {sorted.map((r, i) => <OrderCard key={r.record.id} row={r} first={r.record.id === found || (found === null && i === 0 && !over(r))} />)}
        {fetched && <span className="dim sm">{t('tasks.as_of', { t: fmt.age(fetched, Date.now(), lang()) })}</span>}
      </main>
      {scanning && <Suspense fallback={null}><ScanSheet onText={scanned} onClose={() => setScanning(false)} /></Suspense>}
      <Toast />
    </>
  );
}

/** The limit that counts: on the way it is the time wanted. */
function factsOfOrder(record: Rec): ClockFacts {
  const f = record.fields;
  return { startedAt: (f.ordered_at ?? record.recorded_at) as string, dueAt: f.wanted_at as string, doneAt: f.received_at as string };
}

function OrderCard({ row, first }: { row: OrderRow; first: boolean }) {
  const { t } = useTranslation('phone');
  const { model, session, refs } = usePhone();
  const { items } = useOutbox();
  const [step, setStep] = useState<MoveInfo | null>(null);
  const { record } = row;
  const post = session?.posts.find((p) => p.id === session.acting_post) ?? session?.posts[0];
  const steps = stepsOf(row, items, model, post?.roles ?? []);
  const waiting = waitingOf(record.id, items);
  const state = stateAfter(record, items, model);
  const stateTitle = tx(model?.types.transfer_order?.states.find((s) => s.name === state)?.title) || state;
  const name = (id: unknown) => (typeof id === 'string' ? refs[id]?.label ?? '' : '');
  const goods = (r: Rec) => tx(model?.dictionaries.goods?.choices.find((c) => c.value === r.fields.goods)?.title) || String(r.fields.goods);
  const over = kOver.has(state ?? '');
  const facts = factsOfOrder(record);
  const take = (m: MoveInfo) => (countedBy(m.name) || (m.needs ?? []).some((n) => !record.fields[n] && !(n === 'vehicle' && waiting.some((i) => (i.body.fields as Record<string, unknown> | undefined)?.vehicle))) ? setStep(m) : void storeMove(record, m, {}));
  return (
    <article className={`tc ${first ? 'now' : ''} ${over ? 'dn' : ''}`} data-testid="order" data-state={state ?? ''}>
      <div className="tt"><b>{String(record.fields.to_text ?? record.label)}</b>{over ? <span className="bt">{stateTitle}</span> : <ClockLine facts={facts} label={String(record.fields.to_text ?? '')} />}</div>
      {!over && <BigBar facts={facts} />}
      <p>{t('orders.from', { who: name(record.fields.store) || name(record.fields.reserve) })}{'　'}{stateTitle}{row.eta && state === 'on_road' ? `　${t('orders.eta', { t: fmt.hm(row.eta) })}` : ''}{row.late && row.lateness_min ? <> <Stamp>{t('orders.late', { n: row.lateness_min })}</Stamp></> : null}</p>
      <ul className="olines">{row.items.map((i) => <li key={i.id}><span>{goods(i)}</span><b>{String(i.fields.received ?? i.fields.loaded ?? i.fields.ordered ?? i.fields.asked ?? '')} {String(i.fields.unit_name ?? '')}</b></li>)}</ul>
      {waiting.map((i) => <div key={i.seq} className="pend"><Icon name="sync" size={16} />{i.title} <span className={i.state === 'refused' ? 'our' : ''}>{i.state === 'refused' ? i.refusal?.message : t(`outbox.why.${outbox.reason(i) ?? 'next'}`)}</span></div>)}
      {steps[0] && <button className={`bb ${first ? 'p' : ''}`} onClick={() => take(steps[0]!)} data-testid={`step-${steps[0].name}`}>{tx(steps[0].title)}</button>}
      {steps.length > 1 && <div className="two">{steps.slice(1, 3).map((m) => <button key={m.name} className="bb thin" onClick={() => take(m)} data-testid={`step-${m.name}`}>{tx(m.title)}</button>)}</div>}
      {typeof record.fields.receiver_phone === 'string' && state === 'on_road' && <a className="callb" href={`tel:${record.fields.receiver_phone}`}><Icon name="phone" size={20} />{t('orders.call')}</a>}
      {step && <Suspense fallback={null}><CountSheet row={row} move={step} onClose={() => setStep(null)} /></Suspense>}
      {over && record.fields.received_at ? <p className="dim">{t('orders.received_at', { t: fmt.hm(String(record.fields.received_at)) })}</p> : null}
    </article>
  );
}
