// Counting: a line each with what should be there; thumbs change it by one, a difference says why.
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { MoveInfo } from '../../api/types.ts';
import { tx } from '../../text/index.ts';
import { BottomSheet } from '../bits.tsx';
import { countedBy, countIn, countRows, lacking, linesOf, loadedHere } from '../orders.ts';
import type { OrderRow } from '../mine.ts';
import { phone, useOutbox } from '../state.ts';
import { storeMove } from './Tasks.tsx';

export function CountSheet({ row, move, onClose }: { row: OrderRow; move: MoveInfo; onClose: () => void }) {
  const { t } = useTranslation('phone');
  const { model, vehicles, online } = phone();
  const { items } = useOutbox();
  const { record } = row;
  const counted = countedBy(move.name);
  const [rows, setRows] = useState(() => (counted ? countRows(row.items, counted, loadedHere(record.id, items)) : []));
  const [vehicle, setVehicle] = useState(String(record.fields.vehicle ?? ''));
  const names = [...(move.needs ?? []), ...(move.takes ?? [])];
  const asksVehicle = names.includes('vehicle');
  const lack = counted ? lacking(rows, counted) : {};
  const stuck = Object.keys(lack).length > 0 || ((move.needs ?? []).includes('vehicle') && vehicle === '');
  const set = (item: string, change: { text?: string; why?: string }) => setRows(rows.map((r) => (r.item === item ? { ...r, ...change } : r)));
  const step = (item: string, text: string, by: number) => set(item, { text: String(Math.max(0, (countIn(text) ?? 0) + by)) });
  const goods = (value: string) => tx(model?.dictionaries.goods?.choices.find((c) => c.value === value)?.title) || value;
  const send = async () => {
    await storeMove(record, move, { ...(counted ? { lines: linesOf(rows, counted) } : {}), ...(asksVehicle && vehicle ? { vehicle } : {}) });
    onClose();
  };
  return (
    <BottomSheet title={tx(move.title)} onClose={onClose}>
      {rows.map((r) => {
        const n = countIn(r.text);
        return (
          <div key={r.item} className="cnt" data-testid="count-row">
            <div className="row"><b className="grow">{goods(r.goods)} {r.batch && <span className="dim sm">{r.batch}</span>}</b><span className="mut sm">{t(counted === 'loaded' ? 'orders.ordered' : 'orders.loaded', { n: r.due, unit: r.unit })}</span></div>
            <div className="stepper"><button type="button" className="bb thin" aria-label={t('orders.less')} onClick={() => step(r.item, r.text, -1)}>−</button>
              <input inputMode="decimal" value={r.text} aria-label={goods(r.goods)} aria-invalid={lack[r.item] === 'number' || undefined} onChange={(e) => set(r.item, { text: e.target.value })} /><span className="mut">{r.unit}</span>
              <button type="button" className="bb thin" aria-label={t('orders.more')} onClick={() => step(r.item, r.text, 1)}>＋</button></div>
            {counted !== 'loaded' && n !== undefined && Math.abs(n - r.due) > 1e-6 && (
              <label className="fld"><span className={lack[r.item] === 'reason' ? 'our' : ''}>{t('orders.why', { n: Math.round((n - r.due) * 1000) / 1000, unit: r.unit })}</span><input value={r.why} maxLength={200} onChange={(e) => set(r.item, { why: e.target.value })} data-testid="why" /></label>
            )}
          </div>
        );
      })}
      {asksVehicle && <label className="fld"><span>{t('orders.vehicle')}{(move.needs ?? []).includes('vehicle') ? ' *' : ''}</span><select value={vehicle} onChange={(e) => setVehicle(e.target.value)} data-testid="vehicle"><option value="">{t('orders.no_vehicle')}</option>{vehicles.map((v) => <option key={v.id} value={v.id}>{v.label}</option>)}</select></label>}
      <button className="bb p xl" disabled={stuck} onClick={() => void send()} data-testid="count-send">{t(online ? 'move.send' : 'move.store')}</button>
    </BottomSheet>
  );
}
