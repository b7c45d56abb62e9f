// Paper that travels with the goods: the transfer order with its code, and the driver's route card.
import { useTranslation } from 'react-i18next';
import { useCard } from '../../api/supply.ts';
import { fullTime, num } from '../../format/index.ts';
import { tx } from '../../text/index.ts';
import { useModel } from '../app/session.tsx';
import { Asked, pickNumber, pickText, refLabel } from '../kit/index.tsx';
import { Qr } from '../kit/Qr.tsx';
import { Foot, Mark, type SheetProps } from './sheets.tsx';

export function TransferSheet({ record, refs }: SheetProps) {
  const { t } = useTranslation();
  const m = useModel();
  const card = useCard(record.id);
  const ordered = Boolean(record.fields.ordered_at);
  const fieldTitle = (n: string) => tx(m.type('transfer_order')?.fields.find((f) => f.name === n)?.title) || n;
  const facts: [string, string][] = [
    ['store', refLabel(refs, record.fields.store) || refLabel(refs, record.fields.reserve)], ['to_text', pickText(record, 'to_text')], ['to_body', refLabel(refs, record.fields.to_body)], ['wanted_at', fullTime(pickText(record, 'wanted_at'))],
    ['expected_at', fullTime(pickText(record, 'expected_at'))], ['ordered_by', [refLabel(refs, record.fields.ordered_by), fullTime(pickText(record, 'ordered_at'))].filter(Boolean).join('　')], ['shipper', refLabel(refs, record.fields.shipper)], ['vehicle', [refLabel(refs, record.fields.vehicle), refLabel(refs, record.fields.driver)].filter(Boolean).join('　')],
  ];
  return (
    <Asked query={card}>{(c) => (
      <>
        <article className="a4" data-testid="sheet-transfer">
          <Mark />
          <div style={{ display: 'flex', alignItems: 'flex-start', gap: '6mm', paddingTop: '30pt' }}>
            <div style={{ flex: 1 }}><h1 style={{ margin: '0 0 8pt' }}>{t('transfer.title')}</h1><p className="to">{t('transfer.no')}：{pickText(record, 'order_no') || record.number || '—'}</p>{!ordered && <p className="to"><span className="stampd">{t('transfer.draft')}</span></p>}</div>
            <div style={{ textAlign: 'center', fontSize: '9pt', lineHeight: '13pt' }}><Qr rows={c.qr_rows} text={c.qr} mm={34} /><div>{t('transfer.scan')}</div><div>{t('transfer.code', { id: record.id.slice(0, 8) })}</div></div>
          </div>
          <table><tbody>{facts.filter(([, v]) => v).map(([n, v]) => <tr key={n}><th style={{ width: '24%' }}>{fieldTitle(n)}</th><td>{v}</td></tr>)}</tbody></table>
          <table data-testid="transfer-lines"><thead><tr><th>{t('transfer.goods')}</th><th>{t('transfer.batch')}</th><th>{t('transfer.unit')}</th><th>{t('dispatch.ordered')}</th><th>{t('dispatch.loaded')}</th><th>{t('dispatch.received')}</th></tr></thead>
            <tbody>{c.items.map((i) => <tr key={i.id}><td>{m.choice('goods', i.fields.goods)}</td><td>{String((i as { batch_no?: string }).batch_no ?? '')}</td><td>{pickText(i, 'unit_name')}</td>{['ordered', 'loaded', 'received'].map((k) => <td key={k} style={{ textAlign: 'right' }}>{num(pickNumber(i, k))}</td>)}</tr>)}</tbody></table>
          <div className="lines2">{(['sign_ship', 'sign_drive', 'sign_get'] as const).map((k) => <div key={k}><span>{t(`transfer.${k}`)}</span><span style={{ paddingRight: '6em' }}>{t('transfer.sign_at')}</span></div>)}</div>
          <Foot />
        </article>
        <article className="a4" style={{ breakBefore: 'page' }} data-testid="sheet-route">
          <Mark />
          <h1 style={{ margin: '30pt 0 8pt' }}>{t('transfer.route')}</h1>
          <p className="to">{refLabel(refs, record.fields.store) || refLabel(refs, record.fields.reserve)} → {pickText(record, 'to_text')}</p>
          {!c.route ? <p className="to">{t('transfer.no_route')}</p> : (
            <><p className="to">{t('transfer.total', { km: num(c.route.km, 1), n: Math.round(c.route.min) })}{c.route.generated ? `（${t('circle.generated')}）` : ''}</p>
              <table><thead><tr><th style={{ width: '8%' }} /><th>{t('transfer.step')}</th><th>{t('transfer.leg')}</th><th>{t('transfer.cum')}</th></tr></thead>
                <tbody>{withMinutes(c.route.steps).map((s, i) => <tr key={i}><td>{i + 1}</td><td>{tx(s.text)}</td><td style={{ textAlign: 'right' }}>{num(s.km, 1)}</td><td style={{ textAlign: 'right' }}>{Math.round(s.until)}</td></tr>)}</tbody></table></>
          )}
          <Foot />
        </article>
      </>)}</Asked>
  );
}

/** Steps with the minutes that have passed when each begins. */
export function withMinutes<S extends { min: number }>(steps: S[]): (S & { until: number })[] {
  let passed = 0;
  return steps.map((s) => { const row = { ...s, until: passed }; passed += s.min; return row; });
}
