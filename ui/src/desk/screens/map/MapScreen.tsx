// 一张图: base, layers of every type with a place, card of what is pressed, and the same rows as a list.
import { useQueries } from '@tanstack/react-query';
import { App } from 'antd';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';
import { api, callState } from '../../../api/client.ts';
import { useOne } from '../../../api/hooks.ts';
import { num } from '../../../format/index.ts';
import { Symbol, symbolOf, type SymbolName } from '../../../parts/index.ts';
import { tx } from '../../../text/index.ts';
import { useModel, useSession } from '../../app/session.tsx';
import { useThemeMode } from '../../app/theme.tsx';
import { Asked, Nothing, ClockTitle, RecordClock, recordPath, StateTag } from '../../kit/index.tsx';
import { metresBetween } from '../../kit/sketch.tsx';
import { FieldValue } from '../../generic/FieldValue.tsx';
import { readPairs } from '../../generic/GeometryInput.tsx';
import { canDraw, openMap, type MapPort } from './port.ts';

type XY = [number, number];
interface Collection { features: { geometry: { type: string; coordinates: unknown } | null; properties: { id: string; type: string; label: string; state?: string | null } }[]; truncated?: boolean }
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
  const [list, setList] = useState(!canDraw());
  const [text, setText] = useState('');
  const [measure, setMeasure] = useState<XY[] | null>(null);
  const box = useRef<HTMLDivElement>(null);
  const port = useRef<MapPort | null>(null);
  const measuring = useRef(measure);
  measuring.current = measure;
  const layers = useQueries({
    queries: on.map((name) => ({ queryKey: ['list', name, 'map', ledger.id, callState().lang], queryFn: async () => { const r = await fetch(api.mapLayerUrl(name), { credentials: 'same-origin' }); if (!r.ok) throw new Error(String(r.status)); return (await r.json()) as Collection; }, staleTime: 30_000 })),
  });
  const at = address.get('at')?.split(',').map(Number) as XY | undefined;
  const zoom = Number(address.get('zoom') ?? (at ? 12 : 8.2));

  useEffect(() => {
    if (list || !box.current || !canDraw()) return undefined;
    const p = openMap(box.current, mode, {
      at, zoom, hit: (h) => { if (!measuring.current && h) setHit({ type: h.type, id: h.id }); }, press: (x) => { if (measuring.current) setMeasure([...measuring.current, x]); },
    });
    port.current = p;
    return () => { port.current = null; p.remove(); };
    // Opened once per theme; later moves go through the port.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [mode, list]);
  const stamp = layers.map((l) => l.dataUpdatedAt).join();
  useEffect(() => {
    for (const x of types) {
      const i = on.indexOf(x.name);
      port.current?.setLayer(x.name, i >= 0 ? layers[i]?.data ?? null : null, symbolName(x.name));
    }
    port.current?.select(hit?.id ?? null);
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [stamp, mode, list, on.join()]);
  useEffect(() => { port.current?.select(hit?.id ?? null); }, [hit]);
  useEffect(() => { port.current?.setPath(measure ?? [], false); }, [measure]);

  const toggle = (name: string) => { const next = on.includes(name) ? on.filter((n) => n !== name) : [...on, name]; const a = new URLSearchParams(address); a.set('layers', next.join(',')); setAddress(a, { replace: true }); };
  const go = () => { const p = readPairs(text)?.[0]; if (p) port.current?.goTo(p, 13); };
  const length = (measure ?? []).slice(1).reduce((s, p, i) => s + metresBetween(measure![i]!, p), 0);
  const groups = [...new Set(types.map((x) => x.group))];
  return (
    <div className="mapscreen" data-testid="map">
      <div className="side" data-testid="layers"><b>{t('map.layers')}</b>
        {groups.map((g) => <div key={g} style={{ marginTop: 8 }}><div className="xs dim">{t(`group.${g}`, { defaultValue: g })}</div>{types.filter((x) => x.group === g).map((x) => { const i = on.indexOf(x.name); return (
          <label key={x.name} className="layer"><input type="checkbox" checked={i >= 0} onChange={() => toggle(x.name)} />{x.place === 'point' ? <Symbol name={symbolName(x.name)} size={16} /> : <svg width="16" height="16" aria-hidden="true">{x.place === 'line' ? <path d="M1 12 6 5l4 5 5-7" fill="none" stroke="var(--ink)" strokeWidth="2" /> : <path d="M2 4l6-2 6 4-1 8-9 1Z" fill="var(--land-2)" stroke="var(--ink)" />}</svg>}{tx(x.title)}<span className="grow" /><span className="dim xs">{i >= 0 ? layers[i]?.error ? t('map.failed') : layers[i]?.data?.features.length ?? '' : ''}{i >= 0 && layers[i]?.data?.truncated ? ` ${t('map.truncated')}` : ''}</span></label>); })}</div>)}
        <div className="col" style={{ gap: 6, marginTop: 14 }}>
          <form className="row" onSubmit={(e) => { e.preventDefault(); go(); }}><input className="field" data-filter value={text} placeholder={t('form.lonlat')} aria-label={t('map.coordinates')} onChange={(e) => setText(e.target.value)} /><button className="btn">{t('map.go')}</button></form>
          <div className="row"><button type="button" className="btn" aria-pressed={measure !== null} onClick={() => setMeasure(measure ? null : [])}>{t('map.measure')}</button><button type="button" className="btn" onClick={() => setList(!list)} data-testid="map-list">{t(list ? 'map.map' : 'map.list')}</button><button type="button" className="btn" onClick={() => { void navigator.clipboard?.writeText(location.href).then(() => message.success(t('map.copied'))); }}>{t('map.share')}</button></div>
          {measure && <span className="sm">{t('map.measured', { n: num(length / 1000, 2) })}</span>}
        </div>
      </div>
      <div className="mapbox">{list ? <div className="scroll" style={{ background: 'var(--surface)' }}>{!canDraw() && <Nothing>{t('map.no_webgl')}</Nothing>}{on.map((name, i) => (
        <table key={name}><thead><tr><th>{m.typeTitle(name)}{t('shell.dot')}{layers[i]?.data?.features.length ?? 0}</th><th /></tr></thead><tbody>{(layers[i]?.data?.features ?? []).slice(0, 200).map((f) => <tr key={f.properties.id} className={hit?.id === f.properties.id ? 'on' : ''}><td><button type="button" className="plain" onClick={() => setHit({ type: name, id: f.properties.id })}>{f.properties.label}</button></td><td className="dim">{m.stateTitle(name, f.properties.state)}</td></tr>)}</tbody></table>))}</div>
        : <><div ref={box} data-testid="map-canvas" /><span className="mapnote">{t('map.note')}</span></>}</div>
      <div className="side r" data-testid="card">{hit ? <Card {...hit} /> : <Nothing>{t('map.card')}</Nothing>}</div>
    </div>
  );
}
function symbolName(type: string): SymbolName { return type === 'rescue_team' ? 'team' : symbolOf(type); }

function Card({ type, id }: { type: string; id: string }) {
  const { t } = useTranslation();
  const m = useModel();
  const one = useOne(type, id);
  const info = m.type(type);
  return (
    <Asked query={one}>{({ record, refs, clocks }) => (
      <><div className="row"><Symbol name={symbolName(type)} size={28} solid /><div><b>{record.label}</b><div className="xs dim">{m.typeTitle(type)} <StateTag type={type} state={record.state} /></div></div></div>
        {clocks.filter((c) => !['met', 'cancelled'].includes(c.state ?? '')).map((c) => <div key={c.id} className="row sm"><ClockTitle clock={c} /><RecordClock clock={c} /></div>)}
        <dl className="factlist one">{(info?.list ?? []).map((n) => { const f = info!.fields.find((x) => x.name === n); return f ? <div key={n}><dt>{tx(f.title)}</dt><dd><FieldValue field={f} value={record.fields[n]} refs={refs} record={record} /></dd></div> : null; })}</dl>
        <Link className="btn" to={recordPath(type, id)}>{t('duty.open')} ›</Link></>
    )}</Asked>
  );
}
