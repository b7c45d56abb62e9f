// A step that counts goods: every line with what it should be; a difference is explained, on the line or once for all.
import { App, Modal } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useList, useMove } from '../../../api/hooks.ts';
import type { MoveInfo, Rec, Refs } from '../../../api/types.ts';
import { num } from '../../../format/index.ts';
import { tx } from '../../../text/index.ts';
import { useModel } from '../../app/session.tsx';
import { ErrorBox } from '../../kit/index.tsx';
import { countLines, countOf, readCounts } from './board.ts';

export function CountButtons({ record, items, moves, refs }: { record: Rec; items: Rec[]; moves: string[]; refs: Refs | undefined }) {
  const m = useModel();
  const [open, setOpen] = useState<MoveInfo | null>(null);
  return <>{moves.map((x) => { const move = m.type('transfer_order')?.moves.find((y) => y.name === x); return move ? <button type="button" key={x} className="btn p" onClick={() => setOpen(move)} data-testid={`do-${x}`}>{tx(move.title)}</button> : null; })}{open && <CountDialog record={record} items={items} move={open} refs={refs} close={() => setOpen(null)} />}</>;
}

function CountDialog({ record, items, move, refs, close }: { record: Rec; items: Rec[]; move: MoveInfo; refs: Refs | undefined; close: () => void }) {
  const { t } = useTranslation();
  const m = useModel();
  const { message } = App.useApp();
  const count = countOf(move.name)!;
  const explains = count === 'received' || count === 'returned';
  const [lines, setLines] = useState(() => countLines(items, count));
  const [why, setWhy] = useState('');
  const takesVehicle = [...(move.needs ?? []), ...(move.takes ?? [])].includes('vehicle');
  const [vehicle, setVehicle] = useState(String(record.fields.vehicle ?? ''));
  const vehicles = useList('vehicle', { limit: 200 }, { enabled: takesVehicle });
  const go = useMove();
  const read = readCounts(lines, count, why);
  const lacks = read.wrong.length > 0 || ((move.needs ?? []).includes('vehicle') && !vehicle);
  const set = (item: string, change: { count?: string; why?: string }) => setLines(lines.map((l) => (l.item === item ? { ...l, ...change } : l)));
  const send = () => go.mutate({ type: record.type, id: record.id, move: move.name, body: { fields: { lines: read.lines, ...(takesVehicle && vehicle ? { vehicle } : {}), ...(why.trim() && move.takes?.includes('variance_why') ? { variance_why: why.trim() } : {}) } } }, { onSuccess: () => { void message.success(t('move.done', { title: tx(move.title) })); close(); } });
  return (
    <Modal open onCancel={close} width={640} title={`${tx(move.title)}${t('shell.dot')}${record.label}`} mask={{ closable: false }}
      footer={<div className="row"><button type="button" className="btn" onClick={close}>{t('move.back')}</button><span className="grow" /><button type="button" className="btn p" disabled={lacks || go.isPending} onClick={send} data-testid="move-confirm">{tx(move.title)}</button></div>}>
      <div className="form" style={{ maxWidth: 'none' }} data-testid={`count-${move.name}`}>
        <table><thead><tr><th>{t('stores.goods')}</th><th className="r">{t(count === 'loaded' ? 'dispatch.ordered' : count === 'received' ? 'dispatch.loaded' : 'dispatch.received')}</th><th className="r">{t('dispatch.counted')}</th><th>{t('dispatch.why_short')}</th></tr></thead>
          <tbody>{lines.map((l) => <tr key={l.item}><td><b>{m.choice('goods', l.goods)}</b></td><td className="r mut">{num(l.due)} {l.unit}</td><td className="r"><input className="field" style={{ width: 90, textAlign: 'right' }} inputMode="decimal" value={l.count} aria-label={m.choice('goods', l.goods)} aria-invalid={read.wrong.includes(l.item) || undefined} onChange={(e) => set(l.item, { count: e.target.value })} /></td><td>{explains && Number(l.count) !== l.due && <input className="field" value={l.why} maxLength={200} aria-label={t('dispatch.why_short')} onChange={(e) => set(l.item, { why: e.target.value })} />}</td></tr>)}</tbody></table>
        {takesVehicle && <div className="formrow"><label htmlFor="count-vehicle">{t('dispatch.vehicle')}{(move.needs ?? []).includes('vehicle') && <span className="req"> *</span>}</label><select id="count-vehicle" className="field" value={vehicle} onChange={(e) => setVehicle(e.target.value)}><option value="">—</option>{vehicle && !vehicles.data?.items.some((v) => v.id === vehicle) && <option value={vehicle}>{refs?.[vehicle]?.label ?? vehicle}</option>}{(vehicles.data?.items ?? []).map((v) => <option key={v.id} value={v.id}>{v.label}</option>)}</select></div>}
        {explains && <div className="formrow"><label htmlFor="count-why">{t('dispatch.variance_why')}</label><input id="count-why" className="field" value={why} maxLength={500} onChange={(e) => setWhy(e.target.value)} placeholder={t('dispatch.variance_hint')} /></div>}
        <ErrorBox error={go.error} kept />
      </div>
    </Modal>
  );
}
