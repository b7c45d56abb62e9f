// 一张图: base, layers of every type with a place, card of what is pressed, and the same rows as a list.
import { useQueries } from '@tanstack/react-query';
import { App } from 'antd';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';
import { api, callState } from '../../../api/client.ts';
import { useOne } from '../../../api/hooks.ts';
import { num } from '../../../format/index.ts';
import { Symbol, symbolOf } from '../../../parts/index.ts';
import { tx } from '../../../text/index.ts';
import { useModel, useSession } from '../../app/session.tsx';
import { useThemeMode } from '../../app/theme.tsx';
import { Asked, Nothing, ClockTitle, RecordClock, recordPath, StateTag } from '../../kit/index.tsx';
import { metresBetween } from '../../kit/sketch.tsx';
import { FieldValue } from '../../generic/FieldValue.tsx';
import { readPairs } from '../../generic/GeometryInput.tsx';
import { SpotCard, WorkWho, type Spot } from './Here.tsx';
import { Layers, symbolName } from './Layers.tsx';
import { begins, until, withStages, type Collection } from './past.ts';
import { canDraw, openMap, type MapPort } from './port.ts';
import { TimeBar, useStages } from './TimeBar.tsx';
import './map.css';

type XY = [number, number];
/** With more rows than this a layer is drawn from tiles instead of being fetched whole. */
const kHeavy = 2000;
async function layerOf(name: string): Promise<Collection> {
  const page = await api.list(name, { limit: 1 });
  if (page.total > kHeavy) return { features: [], heavy: page.total_text ?? String(page.total) };
  const r = await fetch(api.mapLayerUrl(name), { credentials: 'same-origin' });
  if (!r.ok) throw new Error(String(r.status));
  return (await r.json()) as Collection;
}
const kFirst = ['dike_incident', 'gauge', 'dike_section', 'store', 'rescue_team'];

export function MapScreen() {
  const { t } = useTranslation();
  const m = useModel();
  const { may, ledger } = useSession();
  const { mode } = useThemeMode();
  const { message } = App.useApp();
  const [address, setAddress] = useSearchParams();
  const types = Object.values(m.model.types).filter((x) => x.place !== 'none' && may(x.name, 'read') && x.name !== 'jurisdiction');
  const on = (address.get('layers') ?? kFirst.join(',')).split(',').filter((n) => types.some((x) => x.name === n));
  const [hit, setHit] = useState<{ type: string; id: string } | null>(() => { const [type, id] = [address.get('type'), address.get('id')]; return type && id ? { type, id } : null; });
  const [spot, setSpot] = useState<Spot | null>(() => { const p = address.get('spot')?.split(',').map(Number); return p?.length === 2 && p.every(Number.isFinite) ? p as Spot : null; });
  const [day, setDay] = useState(address.get('day'));
  const pressed = useRef<Spot | null>(null);
  const [list, setList] = useState(!canDraw());
  const [text, setText] = useState('');
  const [lost, setLost] = useState(false);
  const [measure, setMeasure] = useState<XY[] | null>(null);
  const box = useRef<HTMLDivElement>(null);
  const port = useRef<MapPort | null>(null);
  const measuring = useRef(measure);
  measuring.current = measure;
  const layers = useQueries({
    queries: on.map((name) => ({ queryKey: ['list', name, 'map', ledger.id, callState().lang], queryFn: () => layerOf(name), staleTime: 30_000 })),
  });
  const [past, setPast] = useState<number | null>(null);
  const stages = useStages(past);
  const shownOf = (name: string): Collection | null => {
    const data = layers[on.indexOf(name)]?.data;
    if (!data) return null;
    const then = past === null ? data : until(data, past);
    return name === 'gauge' ? withStages(then, stages) : then;
  };
  const at = address.get('at')?.split(',').map(Number) as XY | undefined;
  const zoom = Number(address.get('zoom') ?? (at ? 12 : 8.2));

  const show = (thing: { type: string; id: string } | null, place: Spot | null) => { setHit(thing); setSpot(place); };
  // The address names what is looked at, so that it can be sent to somebody.
  useEffect(() => {
    const a = new URLSearchParams(location.search);
    for (const [k, v] of Object.entries({ spot: spot?.map((x) => x.toFixed(5)).join(',') ?? null, day, type: hit?.type, id: hit?.id })) if (v) a.set(k, v); else a.delete(k);
    setAddress(a, { replace: true });
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [hit, spot, day]);

  useEffect(() => {
    if (list || !box.current || !canDraw()) return undefined;
    const p = openMap(box.current, mode, {
      at, zoom, press: (x) => { pressed.current = x; if (measuring.current) setMeasure([...measuring.current, x]); },
      hit: (h) => { if (!measuring.current) show(h ? { type: h.type, id: h.id } : null, h ? null : pressed.current); },
    });
    port.current = p;
    return () => { port.current = null; p.remove(); };
    // Opened once per theme; later moves go through the port.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [mode, list]);
  const stamp = layers.map((l) => l.dataUpdatedAt).join();
  useEffect(() => {
    for (const x of types) {
      const data = shownOf(x.name);
      const tiled = data?.heavy !== undefined && (past === null || !begins(x.fields));
      port.current?.setLayer(x.name, data?.heavy === undefined ? data : null, symbolName(x));
      port.current?.setTiles(x.name, tiled ? api.tilesUrl(x.name) : null, symbolName(x), layers[on.indexOf(x.name)]?.dataUpdatedAt ?? 0);
    }
    port.current?.select(hit?.id ?? null);
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [stamp, mode, list, on.join(), past, [...stages].join()]);
  useEffect(() => { port.current?.select(hit?.id ?? null); }, [hit]);
  useEffect(() => { port.current?.setPath(measure ?? (spot ? [spot] : []), false); }, [measure, spot, mode, list]);

  const toggle = (name: string) => { const next = on.includes(name) ? on.filter((n) => n !== name) : [...on, name]; const a = new URLSearchParams(address); a.set('layers', next.join(',')); setAddress(a, { replace: true }); };
  const go = () => { const p = readPairs(text)?.[0]; setLost(!p); if (!p) return; port.current?.goTo(p, 13); show(null, p); };
  const length = (measure ?? []).slice(1).reduce((s, p, i) => s + metresBetween(measure![i]!, p), 0);
  return (
    <div className="mapscreen" data-testid="map">
      <div className="side" data-testid="layers">
        <Layers types={types} on={on} toggle={toggle} stateOf={(name) => ({ data: shownOf(name) ?? undefined, failed: Boolean(layers[on.indexOf(name)]?.error) })} />
        <div className="col" style={{ gap: 6, marginTop: 14 }}>
          <form className="row" onSubmit={(e) => { e.preventDefault(); go(); }}><input className="field" data-filter value={text} placeholder={t('form.lonlat')} aria-label={t('map.coordinates')} aria-invalid={lost || undefined} onChange={(e) => { setText(e.target.value); setLost(false); }} /><button className="btn">{t('map.go')}</button></form>
          {lost && <span className="our xs" role="alert">{t('form.bad_point')}</span>}
          <div className="row"><button type="button" className="btn" aria-pressed={measure !== null} onClick={() => setMeasure(measure ? null : [])}>{t('map.measure')}</button><button type="button" className="btn" onClick={() => setList(!list)} data-testid="map-list">{t(list ? 'map.map' : 'map.list')}</button><button type="button" className="btn" onClick={() => { void navigator.clipboard?.writeText(location.href).then(() => message.success(t('map.copied'))); }}>{t('map.share')}</button></div>
          {measure && <span className="sm">{t('map.measured', { n: num(length / 1000, 2) })}</span>}
        </div>
      </div>
      <div className="mapbox">{list ? <div className="scroll" style={{ background: 'var(--surface)' }}>{!canDraw() && <Nothing>{t('map.no_webgl')}</Nothing>}{on.map((name) => (
        <table key={name}><thead><tr><th>{m.typeTitle(name)}{t('shell.dot')}{shownOf(name)?.heavy ?? shownOf(name)?.features.length ?? 0}</th><th>{shownOf(name)?.heavy && <Link to={`/r/${name}`}>{t('duty.open')} ›</Link>}</th></tr></thead><tbody>{(shownOf(name)?.features ?? []).slice(0, 200).map((f) => <tr key={f.properties.id} className={hit?.id === f.properties.id ? 'on' : ''}><td><button type="button" className="plain" onClick={() => show({ type: name, id: f.properties.id }, null)}>{f.properties.label}</button></td><td className="dim">{m.stateTitle(name, f.properties.state)}</td></tr>)}</tbody></table>))}</div>
        : <><div ref={box} data-testid="map-canvas" /><span className="mapnote">{t('map.note')}</span><TimeBar at={past} set={setPast} /></>}</div>
      <div className="side r" data-testid="card">{hit ? <Card {...hit} at={past} day={day} setDay={setDay} onHere={pressed.current && (() => show(null, pressed.current))} /> : spot && may('responsibility', 'read') ? <SpotCard spot={spot} at={past} day={day} setDay={setDay} /> : <Nothing>{t('map.card')}</Nothing>}</div>
    </div>
  );
}
function Card({ type, id, at, day, setDay, onHere }: { type: string; id: string; at: number | null; day: string | null; setDay: (day: string | null) => void; onHere: (() => void) | null }) {
  const { t } = useTranslation();
  const m = useModel();
  const one = useOne(type, id);
  const { may } = useSession();
  const info = m.type(type);
  return (
    <Asked query={one}>{({ record, refs, clocks }) => (
      <><div className="row"><Symbol name={symbolOf(type, info?.icon)} size={28} solid /><div><b>{record.label}</b><div className="xs dim">{m.typeTitle(type)} <StateTag type={type} state={record.state} /></div></div></div>
        {clocks.filter((c) => !['met', 'cancelled'].includes(c.state ?? '')).map((c) => <div key={c.id} className="row sm"><ClockTitle clock={c} /><RecordClock clock={c} /></div>)}
        <dl className="factlist one">{(info?.list ?? []).map((n) => { const f = info!.fields.find((x) => x.name === n); return f ? <div key={n}><dt>{tx(f.title)}</dt><dd><FieldValue field={f} value={record.fields[n]} refs={refs} record={record} /></dd></div> : null; })}</dl>
        {may('responsibility', 'read') && ((info?.responsible?.length ?? 0) > 0 ? <WorkWho work={id} at={at} day={day} setDay={setDay} /> : onHere && <button type="button" className="btn" onClick={onHere} data-testid="who-here">{t('net.here')}</button>)}
        <Link className="btn" to={recordPath(type, id)}>{t('duty.open')} ›</Link></>
    )}</Asked>
  );
}
