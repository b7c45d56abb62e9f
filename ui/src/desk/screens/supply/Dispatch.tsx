// 调拨: the board of transfer orders; a need becomes a proposal that says why, the proposal orders, each with its clock to the receipt.
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';
import { api, callState } from '../../../api/client.ts';
import { cityNow } from '../../../api/clock.ts';
import { useOne } from '../../../api/hooks.ts';
import { useBoard, type BoardOrder } from '../../../api/supply.ts';
import type { Rec, Refs } from '../../../api/types.ts';
import { dayTime, num, shortTime } from '../../../format/index.ts';
import { NamePlate, Stamp, Symbol } from '../../../parts/index.ts';
import { useModel, useSession } from '../../app/session.tsx';
import { Asked, ClockTitle, Nothing, pickNumber, pickText, RecordClock, recordPath, refLabel, RefLink, Sheet, StateTag } from '../../kit/index.tsx';
import { MoveButtons } from '../../generic/MoveDialog.tsx';
import { PrintLink } from '../../kit/PrintLink.tsx';
import { clockNow, columns, countOf, kColumns } from './board.ts';
import { CountButtons } from './CountDialog.tsx';
import { NeedForm } from './NeedForm.tsx';
import './supply.css';

export function Dispatch() {
  const { t } = useTranslation();
  const { may } = useSession();
  const board = useBoard();
  const [address, setAddress] = useSearchParams();
  const chosen = address.get('order');
  const incident = address.get('incident') ?? '';
  const asking = incident !== '' || address.get('new') !== null;
  return (
    <div className="page dispatch" data-testid="dispatch">
      <Sheet title={t('dispatch.title')} sub={t('dispatch.sub')} testid="board" actions={<><Link className="btn" to="/circle">{t('nav.circle')}</Link><Link className="btn" to="/r/transfer_order">{t('map.list')}</Link>{may('transfer_order', 'create') && <Link className="btn p" to="/dispatch?new=1" data-testid="new-need">{t('dispatch.new')}</Link>}</>}>
        <Asked query={board}>{(b) => {
          const by = columns([...b.needs, ...b.orders]);
          return (
            <div className="scroll">{kColumns.map((c) => { const rows = by.get(c)!; return rows.length === 0 ? null : (
              <section key={c}><div className="boardcol">{t(`dispatch.column_${c}`)} {rows.length}</div>
                {rows.map((o) => <OrderRow key={o.record.id} order={o} refs={{ ...b.refs, ...o.refs }} on={o.record.id === chosen} open={() => setAddress({ order: o.record.id })} />)}</section>); })}
              {[...by.values()].every((r) => r.length === 0) && <Nothing>{t('dispatch.none')}</Nothing>}</div>);
        }}</Asked>
      </Sheet>
      {asking ? <NeedForm key={incident} incident={incident} made={(id) => setAddress(id ? { order: id } : {})} /> : chosen ? <OrderSheet key={chosen} id={chosen} live={[...(board.data?.needs ?? []), ...(board.data?.orders ?? [])].find((o) => o.record.id === chosen)} /> : <Sheet title={t('dispatch.order')}><Nothing>{t('dispatch.choose')}</Nothing></Sheet>}
    </div>
  );
}

const goodsLine = (m: ReturnType<typeof useModel>, items: Rec[]) => items.map((i) => `${m.choice('goods', i.fields.goods)} ${num(pickNumber(i, 'received', 'loaded', 'ordered', 'asked'))} ${pickText(i, 'unit_name')}`);

function OrderRow({ order, refs, on, open }: { order: BoardOrder; refs: Refs; on: boolean; open: () => void }) {
  const { t } = useTranslation();
  const m = useModel();
  const { record: r } = order;
  const clock = clockNow(order.clocks);
  return (
    <button type="button" className={`plain ordercard ${on ? 'on' : ''}`} style={{ width: '100%' }} onClick={open} data-testid="order-row" data-state={r.state}>
      <span className="row" style={{ minWidth: 0 }}><Symbol name="vehicle" size={20} /><b className="ell">{refLabel(refs, r.fields.store) || refLabel(refs, r.fields.reserve) || t('dispatch.no_store')} → {pickText(r, 'to_text')}</b></span>
      <span className="row">{order.late && order.lateness_min != null && <Late minutes={order.lateness_min} />}{clock ? <RecordClock clock={clock} /> : <StateTag type="transfer_order" state={r.state} />}</span>
      <span className="orderline sm mut">{goodsLine(m, order.items).map((x) => <span key={x}>{x}</span>)}</span>
      <span className="sm mut nw">{order.eta && r.state === 'on_road' ? t('dispatch.eta', { t: shortTime(order.eta, cityNow()) }) : t('dispatch.wanted', { t: shortTime(pickText(r, 'wanted_at'), cityNow()) })}</span>
    </button>
  );
}
function Late({ minutes }: { minutes: number }) {
  const { t } = useTranslation();
  return <Stamp>{t('dispatch.late', { n: Math.round(minutes) })}</Stamp>;
}

function OrderSheet({ id, live }: { id: string; live: BoardOrder | undefined }) {
  const { t } = useTranslation();
  const m = useModel();
  const one = useOne('transfer_order', id);
  const items = useQuery({ queryKey: ['list', 'transfer_item', id, callState().ledger, callState().lang], queryFn: () => api.list('transfer_item', { filter: [`order:eq:${id}`], limit: 200, sort: 'line_no' }) });
  return (
    <Asked query={one}>{({ record: r, refs, moves, clocks }) => (
      <Sheet title={r.number ? `${r.number}` : t('dispatch.order')} sub={r.label} testid="order" actions={<><PrintLink type="transfer_order" id={id} /><Link className="btn" to={recordPath('transfer_order', id)}>{t('duty.open')} ›</Link></>}>
        <div className="propose">
          <div className="row"><b style={{ fontSize: 16 }}>{refLabel(refs, r.fields.store) || refLabel(refs, r.fields.reserve) || t('dispatch.no_store')} → {pickText(r, 'to_text')}</b><StateTag type="transfer_order" state={r.state} />{live?.late && live.lateness_min != null && <Late minutes={live.lateness_min} />}</div>
          <div className="row" style={{ flexWrap: 'wrap' }}><NamePlate post={t('dispatch.bureau')} person={refLabel(refs, r.fields.ordered_by) || null} on={Boolean(r.fields.ordered_at)} /><span>→</span><NamePlate post={refLabel(refs, r.fields.shipper) || t('dispatch.shipper')} person={refLabel(refs, r.fields.driver) || null} on={Boolean(r.fields.accepted_at)} /><span>→</span><NamePlate post={refLabel(refs, r.fields.to_body) || pickText(r, 'to_text')} person={refLabel(refs, r.fields.received_by) || null} on={Boolean(r.fields.received_at)} /></div>
          <div>{clocks.filter((c) => c.state !== 'cancelled').map((c) => <div key={c.id} className="row sm"><span style={{ width: 110 }} className="mut"><ClockTitle clock={c} /></span><RecordClock clock={c} /></div>)}</div>
          <Asked query={items}>{(page) => (
            <>
              <table data-testid="order-lines"><thead><tr><th>{t('stores.goods')}</th>{(['asked', 'ordered', 'loaded', 'received'] as const).map((k) => <th key={k} className="r">{t(`dispatch.${k}`)}</th>)}<th className="r">{t('dispatch.variance')}</th></tr></thead>
                <tbody>{page.items.map((i) => { const v = pickNumber(i, 'variance'); return <tr key={i.id}><td><b>{m.choice('goods', i.fields.goods)}</b> <span className="xs dim">{pickText(i, 'unit_name')} {refLabel(page.refs, i.fields.batch)}</span></td>{['asked', 'ordered', 'loaded', 'received'].map((k) => <td key={k} className="r">{num(pickNumber(i, k)) || '—'}</td>)}<td className="r">{v === null ? '—' : v === 0 ? '0' : <b className="our" title={pickText(i, 'variance_why')}>{num(v)}</b>}</td></tr>; })}</tbody></table>
              {pickText(r, 'variance_why') && <p className="sm">{t('dispatch.variance_why')}：{pickText(r, 'variance_why')}</p>}
              <dl className="factlist one" style={{ margin: 0 }}>{([['wanted_at', dayTime(pickText(r, 'wanted_at'))], ['expected_at', dayTime(live?.eta ?? pickText(r, 'expected_at'))], ['road_km', num(pickNumber(r, 'road_km'))], ['vehicle', refLabel(refs, r.fields.vehicle)], ['more_vehicles', (Array.isArray(r.fields.more_vehicles) ? r.fields.more_vehicles : []).map((x) => refLabel(refs, x)).join('　')], ['load_t', num(pickNumber(r, 'load_t'), 1)], ['why_store', pickText(r, 'why_store')], ['route', pickText(r, 'route')]] as const).filter(([, v]) => v).map(([n, v]) => <div key={n}><dt>{t(`dispatch.${n}`)}</dt><dd className="pre">{v}</dd></div>)}{typeof r.fields.about === 'string' && <div><dt>{t('dispatch.about')}</dt><dd><RefLink id={r.fields.about} refs={refs} /></dd></div>}</dl>
              <div className="row noprint" style={{ flexWrap: 'wrap' }} data-testid="order-moves"><CountButtons record={r} items={page.items} moves={moves.filter((x) => countOf(x) !== null)} refs={refs} /><MoveButtons record={r} moves={moves.filter((x) => countOf(x) === null)} refs={refs} /></div>
            </>)}</Asked>
        </div>
      </Sheet>)}</Asked>
  );
}
