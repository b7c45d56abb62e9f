// /print/route?from=LON,LAT&to=LON,LAT: a driver's card of any way, the fastest or an alternative.
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { cityNow } from '../../api/clock.ts';
import { useRoads, useRoute } from '../../api/supply.ts';
import { fullTime, num } from '../../format/index.ts';
import { tx } from '../../text/index.ts';
import { Asked, Nothing } from '../kit/index.tsx';
import { readPlace } from '../screens/supply/Ways.tsx';
import { withMinutes } from './dispatch.tsx';
import { Foot, Mark } from './sheets.tsx';
import { WaySketch } from './WaySketch.tsx';

export function RouteCard() {
  const { t } = useTranslation();
  const [address] = useSearchParams();
  const [from, to] = [readPlace(address.get('from')), readPlace(address.get('to'))];
  const roads = useRoads();
  const profile = address.get('profile') ?? 'lorry';
  const ways = useRoute({ from: from ?? [0, 0], to: to ?? [0, 0], profile, alternatives: 2 }, Boolean(from && to));
  if (!from || !to) return <Nothing>{t('error.no_page')}</Nothing>;
  const vehicle = tx(roads.data?.profiles?.find((p) => p.name === profile)?.title) || profile;
  return (
    <Asked query={ways}>{(w) => {
      const r = w.routes[Number(address.get('n') ?? 0)] ?? w.routes[0]!;
      const place = (at: [number, number]) => `${at[0].toFixed(5)}, ${at[1].toFixed(5)}`;
      return (
        <article className="a4" data-testid="sheet-way">
          <Mark />
          <h1 style={{ margin: '24pt 0 6pt' }}>{t('route.card')}</h1>
          <p className="to">{place(from)} → {place(to)}（{vehicle}）</p>
          <p className="to">{t('transfer.total', { km: num(r.km, 1), n: Math.round(r.min) })}{w.generated ? <> <span className="stampd">{t('circle.generated')}</span></> : `；${w.attribution}`}</p>
          <WaySketch line={r.line} from="A" to="B" />
          <table><thead><tr><th style={{ width: '8%' }} /><th>{t('transfer.step')}</th><th>{t('transfer.leg')}</th><th>{t('transfer.cum')}</th></tr></thead>
            <tbody>{withMinutes(r.steps).map((s, i) => <tr key={i}><td>{i + 1}</td><td>{tx(s.text)}</td><td className="r">{num(s.km, 1)}</td><td className="r">{Math.round(s.until)}</td></tr>)}</tbody></table>
          <p className="to" style={{ fontSize: '9pt', lineHeight: '14pt', marginTop: '8pt' }}>{t('evac.by_roads', { t: fullTime(cityNow()) })}</p>
          <Foot />
        </article>);
    }}</Asked>
  );
}
