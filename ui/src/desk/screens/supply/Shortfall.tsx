// What so many people need by the norms, against what arrives in 1, 3, 12 and 24 hours.
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { supply, type Circle } from '../../../api/supply.ts';
import { num } from '../../../format/index.ts';
import { tx } from '../../../text/index.ts';
import { useModel } from '../../app/session.tsx';
import { ErrorBox, Nothing, Sheet } from '../../kit/index.tsx';

const kHours = [1, 3, 12, 24];

export function Shortfall({ circle, picked }: { circle: Circle | undefined; picked: string | null }) {
  const { t } = useTranslation();
  const m = useModel();
  const places = circle?.places.filter((p) => p.at) ?? [];
  const [placeId, setPlace] = useState<string>(picked ?? '');
  const place = places.find((p) => p.id === placeId) ?? places.find((p) => !p.covered) ?? places[0];
  const [affected, setAffected] = useState('10000');
  const n = Number(affected.replaceAll(',', ''));
  const ask = useMutation({ mutationFn: () => supply.shortfall({ affected: n, at: place!.at!, hours: kHours }) });
  return (
    <Sheet className="growing" title={t('circle.enough')} sub={t('circle.enough_sub')} testid="shortfall">
      <form className="pad row" style={{ flexWrap: 'wrap' }} onSubmit={(e) => { e.preventDefault(); ask.mutate(); }}>
        <label className="sm mut row">{t('circle.affected')}<input className="field" style={{ width: 90 }} inputMode="numeric" value={affected} onChange={(e) => setAffected(e.target.value)} /></label>
        <label className="sm mut row">{t('circle.at')}<select className="field" style={{ width: 150 }} value={place?.id ?? ''} onChange={(e) => setPlace(e.target.value)}>{places.map((p) => <option key={p.id} value={p.id}>{p.label}</option>)}</select></label>
        <button className="btn p" disabled={!place || !(n > 0) || ask.isPending} data-testid="reckon-shortfall">{t('circle.reckon')}</button>
      </form>
      <ErrorBox error={ask.error} />
      {!ask.data ? <Nothing>{t('circle.enough_note')}</Nothing> : (
        <div className="scroll"><table><thead><tr><th>{t('circle.goods')}</th><th className="r">{t('circle.need')}</th>{kHours.map((h) => <th key={h} className="r">{t('circle.hours', { n: h })}</th>)}</tr></thead>
          <tbody>{ask.data.items.map((i) => (
            <tr key={i.goods} data-testid="short-row" title={[tx(i.norm?.text), tx(i.norm?.clause)].filter(Boolean).join(' ')}><td>{tx(i.title) || m.choice('goods', i.goods)} <span className="xs dim">{i.unit}{i.norm?.mark === 'check' || i.norm?.mark === '待核' ? ` ${m.choice('mark', 'check')}` : ''}</span></td><td className="r">{num(Math.ceil(i.need))}</td>
              {kHours.map((h, at) => { const short = i.shortfall[at] ?? 0; return <td key={h} className="r">{short > 0 ? <b className="our">{t('circle.short', { n: num(Math.ceil(short)) })}</b> : <span className="mut">{t('circle.ok')}</span>}</td>; })}</tr>))}</tbody></table>
          <p className="foot pad">{t('circle.norms')}</p></div>
      )}
    </Sheet>
  );
}
