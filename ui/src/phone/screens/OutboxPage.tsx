import { useTranslation } from 'react-i18next';
import { cityNow } from '../../api/clock.ts';
import { EmptyState, fmt, Icon } from '../../parts/index.ts';
import { lang } from '../../text/index.ts';
import { go } from '../App.tsx';
import type { OutboxItem } from '../outbox/store.ts';
import { outbox, refresh, useOutbox, usePhone } from '../state.ts';

/** Everything written here: what waits and why, what was not accepted and why, what has its receipt. */
export function OutboxPage() {
  const { t } = useTranslation('phone');
  const { items, waiting, refused } = useOutbox();
  const sent = items.filter((i) => i.state === 'sent' || i.state === 'withdrawn').reverse();
  return (
    <>
      <header className="hp"><h1>{t('outbox.title')} {waiting + refused || ''}</h1><div className="mut">{t('outbox.rule')}</div></header>
      <main>
        {waiting + refused === 0 && <EmptyState title={t('outbox.none')}>{t('outbox.none_text')}</EmptyState>}
        <OutboxList />
        {waiting > 0 && <button className="bb" onClick={() => void refresh()}><Icon name="sync" size={20} />{t('outbox.send_now')}</button>}
        {sent.length > 0 && (
          <section className="ob"><header><b>{t('outbox.sent')}</b></header>{sent.map((i) => <Item key={i.seq} item={i} />)}</section>
        )}
      </main>
    </>
  );
}

/** The unsent part; `short` adds the last receipt, as on the report page. */
export function OutboxList({ short }: { short?: boolean }) {
  const { t } = useTranslation('phone');
  const { items, waiting, refused } = useOutbox();
  const open = items.filter((i) => i.state === 'waiting' || i.state === 'refused').reverse();
  const last = short ? items.filter((i) => i.state === 'sent').slice(-1) : [];
  if (open.length + last.length === 0) return null;
  return (
    <section className="ob">
      {short && <header><b>{t('outbox.title')} {waiting + refused || ''}</b><span className="mut">{t('outbox.rule')}</span></header>}
      {[...open, ...last].map((i) => <Item key={i.seq} item={i} />)}
    </section>
  );
}

function Item({ item }: { item: OutboxItem }) {
  const { t } = useTranslation('phone');
  const { session } = usePhone();
  const mine = item.account === session?.account;
  const refused = item.state === 'refused';
  const done = item.state === 'sent' || item.state === 'withdrawn';
  return (
    <div className={`oi ${done ? 'ok' : ''} ${refused ? 'no' : ''}`} data-state={item.state}>
      <span className="n">{fmt.hm(item.occurred_at)}</span>
      <div><b>{item.title}</b><Why item={item} /></div>
      {done ? <span aria-hidden="true">{item.state === 'sent' ? '✓' : '×'}</span> : <Icon name={refused ? 'trouble' : 'sync'} size={20} />}
      {refused && mine && (
        <div className="two">
          {(item.kind === 'record' || textual(item)) && <button className="btn big" onClick={() => go(item.kind === 'record' ? `/incident/new?edit=${item.seq}` : `/report?edit=${item.seq}`)}>{t('outbox.edit')}</button>}
          <button className="btn big" onClick={() => void outbox.retry(item.seq!)}>{t('outbox.again')}</button>
          <button className="btn big" onClick={() => void outbox.withdraw(item.seq!)}>{t('outbox.withdraw')}</button>
        </div>
      )}
    </div>
  );
}
function textual(item: OutboxItem): boolean {
  return 'text' in item.body || 'text' in ((item.body.fields as object | undefined) ?? {});
}

function Why({ item }: { item: OutboxItem }) {
  const { t } = useTranslation('phone');
  if (item.state === 'withdrawn') return <span>{t('outbox.withdrawn')} {item.refusal?.message}</span>;
  if (item.state === 'sent') {
    return <span>{t('outbox.receipt', { t: fmt.shortTime(item.receipt!.at_ms, cityNow()) })}{item.receipt?.number ? ` · ${t('outbox.number', { n: item.receipt.number })}` : ''}</span>;
  }
  if (item.state === 'refused') {
    return <span className="why">{item.refusal?.message}{item.refusal?.request_id ? ` ${t('outbox.quote', { id: item.refusal.request_id })}` : ''}</span>;
  }
  const tried = item.tries ? `${lang() === 'zh' ? '，' : ', '}${t('outbox.tried', { n: item.tries })}` : '';
  return <span>{t(`outbox.why.${outbox.reason(item) ?? 'next'}`)}{tried}</span>;
}
