// 物资: stock by store with its minimum and what runs out, batches, movements.
import { Fragment, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';
import { cityNow } from '../../../api/clock.ts';
import { useList } from '../../../api/hooks.ts';
import type { Rec, Refs } from '../../../api/types.ts';
import { dayTime, fullDate, num } from '../../../format/index.ts';
import { Symbol } from '../../../parts/index.ts';
import { useModel, useSession } from '../../app/session.tsx';
import { Asked, Nothing, pickText, recordPath, refLabel, Sheet } from '../../kit/index.tsx';
import { signed, stockLines, storeSum, urgentFirst, type StockLine } from './stock.ts';
import './supply.css';

export function Stores() {
  const { t } = useTranslation();
  const { ledger } = useSession();
  const m = useModel();
  const [address, setAddress] = useSearchParams();
  const stores = useList('store', { limit: 500, sort: 'name' });
  const items = useList('stock_item', { limit: 500 });
  const batches = useList('stock_batch', { limit: 500 });
  const reservations = useList('stock_reservation', { limit: 500, filter: ['state:eq:held'] });
  const movements = useList('stock_movement', { limit: 500, sort: '-at' });
  const today = fullDate(cityNow());
  const lines = useMemo(() => stockLines({ items: items.data?.items ?? [], batches: batches.data?.items ?? [], movements: movements.data?.items ?? [], reservations: reservations.data?.items ?? [] }, today, ledger.kind === 'real'), [items.data, batches.data, movements.data, reservations.data, today, ledger.kind]);
  const [goods, setGoods] = useState('');
  const kinds = [...new Set(lines.map((l) => l.goods))];
  const of = (id: string) => lines.filter((l) => l.store === id);
  const choose = (id: string) => setAddress(id ? { store: id } : {}, { replace: true });
  return (
    <div className="page stores" data-testid="stores">
      <Sheet title={t('stores.title')} sub={stores.data ? t('stores.count', { n: stores.data.total }) : ''} actions={<Link className="btn" to="/circle">{t('stores.circle')}</Link>}>
        <Asked query={stores}>{(page) => {
          const rows = [...page.items].sort((a, b) => { const [x, y] = [storeSum(of(a.id)), storeSum(of(b.id))]; return y.short - x.short || y.expired - x.expired || a.label.localeCompare(b.label); });
          const chosen = address.get('store') ?? '';
          return (
            <div className="scroll">
              <button type="button" className={`plain storerow ${chosen === '' ? 'on' : ''}`} onClick={() => choose('')}><Symbol name="store" size={20} solid /><b>{t('stores.all')}</b><Sum lines={lines} /></button>
              {rows.map((s) => <button type="button" key={s.id} className={`plain storerow ${chosen === s.id ? 'on' : ''}`} onClick={() => choose(s.id)} data-testid="store-row"><Symbol name="store" size={20} /><span className="ell"><b>{s.label}</b> <span className="xs dim">{m.choiceOf('store', 'kind', s.fields.kind)}{s.fields.is_open === false ? t('shell.dot') + t('stores.shut') : ''}</span></span><Sum lines={of(s.id)} /></button>)}
            </div>);
        }}</Asked>
      </Sheet>
      <div className="col2">
        <Asked query={items}>{() => <StockSheet lines={urgentFirst(lines.filter((l) => (!address.get('store') || l.store === address.get('store')) && (!goods || l.goods === goods)))} store={stores.data?.items.find((s) => s.id === address.get('store'))} stores={stores.data?.items ?? []} refs={stores.data?.refs} goods={goods} kinds={kinds} setGoods={setGoods} />}</Asked>
        <Movements rows={(movements.data?.items ?? []).filter((x) => (!address.get('store') || x.fields.store === address.get('store')) && (!goods || x.fields.goods === goods))} refs={movements.data?.refs} />
      </div>
    </div>
  );
}

function Sum({ lines }: { lines: StockLine[] }) {
  const { t } = useTranslation();
  const s = storeSum(lines);
  return <span className="sm" style={{ textAlign: 'right' }}>{s.short > 0 && <b className="our">{t('stores.short_n', { n: s.short })} </b>}{s.expired > 0 && <span className="our">{t('stores.expired_n', { n: s.expired })} </span>}{s.near > 0 && <span>{t('stores.near_n', { n: s.near })} </span>}<span className="dim">{t('stores.goods_n', { n: s.goods })}</span></span>;
}

function StockSheet({ lines, store, stores, refs, goods, kinds, setGoods }: { lines: StockLine[]; store: Rec | undefined; stores: Rec[]; refs: Refs | undefined; goods: string; kinds: string[]; setGoods: (g: string) => void }) {
  const { t } = useTranslation();
  const m = useModel();
  const { may } = useSession();
  const [open, setOpen] = useState<string | null>(null);
  const name = new Map(stores.map((s) => [s.id, s.label]));
  const body = store ? [refLabel(refs, store.fields.body), refLabel(refs, store.fields.keeper), pickText(store, 'phone')].filter(Boolean).join(t('shell.dot')) : t('stores.urgent_first');
  return (
    <Sheet className="growing" title={store ? store.label : t('stores.all')} sub={body} testid="stock"
      actions={<><select className="field short" value={goods} onChange={(e) => setGoods(e.target.value)} aria-label={t('stores.goods')}><option value="">{t('stores.any_goods')}</option>{kinds.map((g) => <option key={g} value={g}>{m.choice('goods', g)}</option>)}</select>{store && <Link className="btn" to={recordPath('store', store.id)}>{t('duty.open')} ›</Link>}{may('transfer_order', 'create') && <Link className="btn p" to="/dispatch?new=1">{t('circle.dispatch')}</Link>}</>}>
      {lines.length === 0 ? <Nothing>{t('stores.none')}</Nothing> : (
        <div className="scroll"><table><thead><tr><th>{t('stores.goods')}</th>{!store && <th>{t('stores.store')}</th>}<th className="r">{t('stores.book')}</th><th className="r">{t('stores.held')}</th><th className="r">{t('stores.free')}</th><th className="r">{t('stores.minimum')}</th><th>{t('stores.against')}</th><th>{t('stores.expires')}</th></tr></thead>
          <tbody>{lines.map((l) => (
            <Fragment key={l.item.id}>
              <tr data-testid="stock-row" data-short={l.short > 0}><td>{l.batches.length ? <button type="button" className="plain" aria-expanded={open === l.item.id} onClick={() => setOpen(open === l.item.id ? null : l.item.id)}>{open === l.item.id ? '▾' : '▸'} <b>{m.choice('goods', l.goods)}</b></button> : <Link className="ink" to={recordPath('stock_item', l.item.id)}><b>{m.choice('goods', l.goods)}</b></Link>}</td>
                {!store && <td className="ell sm">{name.get(l.store)}</td>}<td className="r">{num(l.book)} <span className="xs dim">{l.unit}</span></td><td className="r mut">{l.held ? num(l.held) : '—'}</td><td className="r"><b>{num(l.free)}</b></td><td className="r mut">{l.minimum === null ? '—' : num(l.minimum)}</td>
                <td><StockBar line={l} />{l.short > 0 && <b className="our sm"> {t('stores.short', { n: num(l.short) })}</b>}</td><td className="sm"><Expires line={l} /></td></tr>
              {open === l.item.id && l.batches.map((b) => <tr key={b.batch.id} data-testid="batch-row"><td className="sm" style={{ paddingLeft: 28 }}><Link to={recordPath('stock_batch', b.batch.id)}>{pickText(b.batch, 'batch_no')}</Link> <span className="dim">{pickText(b.batch, 'bin')}</span></td>{!store && <td />}<td className="r sm">{num(b.book)}</td><td /><td className="r sm">{b.barred ? <span className="our">{t('stores.barred')}</span> : ''}</td><td /><td className="sm">{m.choice('batch_condition', b.batch.fields.condition)}</td><td className="sm">{b.expiry === 'expired' ? <b className="our">{t('stores.expired_on', { d: pickText(b.batch, 'expires_on') })}</b> : b.expiry === 'near' ? <b>{pickText(b.batch, 'expires_on')}</b> : pickText(b.batch, 'expires_on') || '—'}</td></tr>)}
            </Fragment>))}</tbody></table></div>
      )}
    </Sheet>
  );
}

/** Stock against its minimum: the bar ends at twice the minimum. */
function StockBar({ line }: { line: StockLine }) {
  if (!line.minimum) return null;
  const whole = line.minimum * 2;
  const share = Math.min(1, line.book / whole);
  return <span className="stockbar" aria-hidden="true"><i style={{ width: `${share * 100}%` }} />{line.short > 0 && <em style={{ left: `${share * 100}%`, width: `${(0.5 - share) * 100}%` }} />}<b style={{ left: '50%' }} /></span>;
}
function Expires({ line }: { line: StockLine }) {
  const { t } = useTranslation();
  if (line.expires_on === null) return <span className="dim">—</span>;
  return line.expiry === 'expired' ? <b className="our">{t('stores.expired_on', { d: line.expires_on })}</b> : line.expiry === 'near' ? <b>{t('stores.near_on', { d: line.expires_on })}</b> : <>{line.expires_on}</>;
}

function Movements({ rows, refs }: { rows: Rec[]; refs: Refs | undefined }) {
  const { t } = useTranslation();
  const m = useModel();
  return (
    <Sheet title={t('stores.movements')} sub={t('stores.movements_sub')} testid="movements" actions={<Link className="btn g" to="/r/stock_movement">{t('map.list')}</Link>}>
      {rows.length === 0 ? <Nothing>{t('stores.no_movements')}</Nothing> : (
        <div className="scroll" style={{ maxHeight: 220 }}><table><thead><tr><th>{t('stores.at')}</th><th>{t('stores.kind')}</th><th>{t('stores.goods')}</th><th className="r">{t('stores.quantity')}</th><th>{t('stores.store')}</th><th>{t('stores.order')}</th></tr></thead>
          <tbody>{rows.slice(0, 60).map((r) => { const n = signed(r); return <tr key={r.id} data-testid="movement"><td className="sm">{dayTime(pickText(r, 'at'))}</td><td>{m.choice('movement_kind', r.fields.kind)}</td><td>{m.choice('goods', r.fields.goods)}</td><td className="r"><b>{n > 0 ? '+' : '−'}{num(Math.abs(n))}</b> <span className="xs dim">{pickText(r, 'unit_name')}</span></td><td className="ell sm">{refLabel(refs, r.fields.store) || refLabel(refs, r.fields.reserve)}</td><td className="ell sm">{r.fields.order ? <Link to={`/dispatch?order=${String(r.fields.order)}`}>{refLabel(refs, r.fields.order)}</Link> : pickText(r, 'counterpart')}</td></tr>; })}</tbody></table></div>
      )}
    </Sheet>
  );
}
