// 路线: from a store or any place to any other on the roads of now, the fastest and its alternatives, with the card to print.
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { useList } from '../../../api/hooks.ts';
import { useRoads, useRoute } from '../../../api/supply.ts';
import { num } from '../../../format/index.ts';
import { tx } from '../../../text/index.ts';
import { useSession } from '../../app/session.tsx';
import { ErrorBox, Loading, Nothing, Sheet } from '../../kit/index.tsx';
import { movedLayers, siteLayers } from './ink.ts';
import type { XY } from './reckon.ts';
import { RoadMap } from './RoadMap.tsx';
import { RoadUpload } from './RoadUpload.tsx';
import './supply.css';

export const readPlace = (text: string | null): XY | null => {
  const n = (text ?? '').split(',').map(Number);
  return n.length === 2 && n.every(Number.isFinite) ? [n[0]!, n[1]!] : null;
};
const writePlace = (at: XY) => `${at[0].toFixed(5)},${at[1].toFixed(5)}`;

export function Ways() {
  const { t } = useTranslation();
  const { session } = useSession();
  const roads = useRoads();
  const stores = useList('store', { limit: 500, sort: 'name' });
  const [address, setAddress] = useSearchParams();
  const [from, to] = [readPlace(address.get('from')), readPlace(address.get('to'))];
  const profile = address.get('profile') ?? 'lorry';
  const [chosen, setChosen] = useState(0);
  const put = (change: Record<string, string>) => { setChosen(0); setAddress({ ...Object.fromEntries(address), ...change }, { replace: true }); };
  const ways = useRoute({ from: from ?? [0, 0], to: to ?? [0, 0], profile, alternatives: 2 }, roads.data?.ready === true && from !== null && to !== null);
  const routes = from && to ? ways.data?.routes ?? [] : [];
  const shapes = useMemo(() => ({
    lines: { type: 'FeatureCollection', features: routes.map((r, i) => ({ type: 'Feature', geometry: r.line, properties: { id: String(i), on: i === chosen } })).sort((a, b) => Number(a.properties.on) - Number(b.properties.on)) },
    ends: { type: 'FeatureCollection', features: [from, to].flatMap((at, i) => (at ? [{ type: 'Feature', geometry: { type: 'Point', coordinates: at }, properties: { number: i === 0 ? 'A' : 'B', text: '' } }] : [])) },
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }), [ways.data, chosen, address]);
  const fit = useMemo(() => (ways.data && from && to ? ways.data.routes.flatMap((r) => (r.line.type === 'LineString' ? (r.line.coordinates as XY[]) : [])) : null),
    // eslint-disable-next-line react-hooks/exhaustive-deps
    [ways.data]);
  if (roads.error) return <div className="pad"><ErrorBox error={roads.error} again={() => void roads.refetch()} /></div>;
  if (!roads.data) return <Loading />;
  const route = routes[chosen] ?? routes[0];
  return (
    <div className="circle" data-testid="ways" data-busy={ways.isFetching}>
      <div className="hdr circlehead">
        <h1>{t('route.title')}</h1>
        <div className="row noprint" style={{ gap: 10 }}>
          <select className="field short" style={{ width: 170 }} value="" onChange={(e) => { if (e.target.value) put({ from: e.target.value }); }} aria-label={t('route.pick_store')} data-testid="from-store"><option value="">{t('route.pick_store')}</option>{(stores.data?.items ?? []).flatMap((s) => (s.geometry?.type === 'Point' ? [<option key={s.id} value={writePlace(s.geometry.coordinates as XY)}>{s.label}</option>] : []))}</select>
          <select className="field short" value={profile} onChange={(e) => put({ profile: e.target.value })} aria-label={t('circle.profile')} data-testid="way-profile">{(roads.data.profiles ?? []).map((p) => <option key={p.name} value={p.name}>{tx(p.title) || p.name}</option>)}</select>
          {from && to && <button type="button" className="btn" onClick={() => put({ from: writePlace(to), to: writePlace(from) })} data-testid="swap">{t('route.swap')}</button>}
        </div>
        <span className="sm mut ell">{!from ? t('route.press_from') : !to ? t('route.press_to') : t('route.sub')}</span><span className="grow" />
        {roads.data.generated && <span className="tag our" data-testid="generated">{t('circle.generated')}</span>}
        {route && <a className="btn p noprint" href={`/print/route?from=${writePlace(from!)}&to=${writePlace(to!)}&profile=${profile}&n=${chosen}`} target="_blank" rel="noreferrer" data-testid="print-card">{t('route.print')}</a>}
      </div>
      {!roads.data.ready ? <div className="pad"><Nothing>{t('circle.no_roads')}</Nothing>{session.posts.some((p) => p.roles.includes('admin')) && <RoadUpload />}</div> : (
        <>
          <section className="sheet circlemap">
            <RoadMap testid="ways-map" fit={fit} press={(at) => put(!from || to ? { from: writePlace(at), to: '' } : { to: writePlace(at) })} shapes={[{ name: 'lines', data: shapes.lines, layers: movedLayers }, { name: 'ends', data: shapes.ends, layers: siteLayers }]} />
            <div className="reachlegend xs"><span className="grow" /><span className="dim" data-testid="attribution">{roads.data.attribution}</span></div>
          </section>
          <div className="circleside">
            {session.posts.some((p) => p.roles.includes('admin')) && <RoadUpload />}
            <Sheet className="growing" title={t('route.steps')} sub={route ? `${num(route.km, 1)} km` : ''} testid="way">
              <ErrorBox error={from && to ? ways.error : null} again={() => void ways.refetch()} />
              {!route ? <Nothing>{ways.isFetching && from && to ? t('loading') : t('route.none')}</Nothing> : (
                <div className="scroll">
                  <div className="pad row" style={{ flexWrap: 'wrap' }}>{routes.map((r, i) => <button key={i} type="button" className={`btn ${i === chosen ? 'sel' : ''}`} aria-pressed={i === chosen} onClick={() => setChosen(i)} data-testid="way-choice">{i === 0 ? t('route.best') : t('route.other', { n: i })} <b>{t('circle.minutes', { n: Math.round(r.min) })}</b> {i > 0 && <span className="xs mut">{t('route.longer', { n: Math.round(r.min - routes[0]!.min) })}</span>}</button>)}</div>
                  <table data-testid="way-steps"><tbody>{route.steps.map((s, i) => <tr key={i}><td className="r mut" style={{ width: 34 }}>{i + 1}</td><td>{tx(s.text)}</td><td className="r nw">{s.km > 0 ? `${num(s.km, 1)} km` : ''}</td><td className="r nw mut">{s.min >= 0.5 ? t('circle.minutes', { n: Math.round(s.min) }) : ''}</td></tr>)}</tbody></table></div>)}
            </Sheet>
          </div>
        </>
      )}
    </div>
  );
}
