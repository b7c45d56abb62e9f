// What was drawn: tried at once, kept by nobody until it is saved as a road condition on record.
import { Modal } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { cityNow } from '../../../api/clock.ts';
import { useCreate, useMove } from '../../../api/hooks.ts';
import type { Drawn } from '../../../api/supply.ts';
import { parseDuration } from '../../../format/index.ts';
import { useModel, useSession } from '../../app/session.tsx';
import { ErrorBox } from '../../kit/index.tsx';
import { closureRecord, isFlood } from './reckon.ts';

export function DrawnList({ drawn, change }: { drawn: Drawn[]; change: (d: Drawn[]) => void }) {
  const { t } = useTranslation();
  const { may } = useSession();
  const [saving, setSaving] = useState<Drawn | null>(null);
  if (drawn.length === 0) return <span className="sm mut ell">{t('circle.draw_note')}</span>;
  const without = (d: Drawn) => drawn.filter((x) => x.properties.id !== d.properties.id);
  const depth = (d: Drawn, value: number) => change(drawn.map((x) => (x === d ? { ...x, properties: { ...x.properties, value } } : x)));
  return (
    <div className="drawn" data-testid="drawn">
      {drawn.map((d) => (
        <span key={d.properties.id} className="chip"><b>{t(isFlood(d) ? 'circle.flood' : 'circle.closed')}</b>
          {isFlood(d) && <label className="row xs"><input type="number" min={0.1} max={10} step={0.1} value={d.properties.value ?? 1} onChange={(e) => depth(d, Math.max(0.1, Number(e.target.value) || 0.1))} aria-label={t('circle.depth')} />m</label>}
          {may('road_closure', 'create') && <button type="button" className="btn g mini" onClick={() => setSaving(d)} data-testid="save-closure">{t('circle.save')}</button>}
          <button type="button" className="btn g mini" aria-label={t('circle.remove')} onClick={() => change(without(d))}>×</button></span>
      ))}
      <button type="button" className="btn g" onClick={() => change([])} data-testid="clear-drawn">{t('circle.clear')}</button>
      {saving && <SaveClosure drawn={saving} close={() => setSaving(null)} saved={() => { change(without(saving)); setSaving(null); }} />}
    </div>
  );
}

function SaveClosure({ drawn, close, saved }: { drawn: Drawn; close: () => void; saved: () => void }) {
  const { t } = useTranslation();
  const m = useModel();
  const { post, may } = useSession();
  const create = useCreate();
  const move = useMove();
  const mayConfirm = may('road_closure', 'move:confirm');
  const [sure, setSure] = useState(mayConfirm);
  const [road, setRoad] = useState('');
  const [source, setSource] = useState('duty');
  const [lasts, setLasts] = useState('');
  const span = lasts.trim() ? parseDuration(lasts) : undefined;
  const [now] = useState(() => cityNow());
  const fit = road.trim() !== '' && (lasts.trim() === '' || span !== undefined);
  const save = () => create.mutate({ type: 'road_closure', body: closureRecord(drawn, { road: road.trim(), valid_from: new Date(now).toISOString(), valid_to: span ? new Date(now + span).toISOString() : undefined, source_kind: source, jurisdiction_id: post?.jurisdiction_id ?? null }) }, {
    // A reported condition counts for nothing until somebody answers for it.
    onSuccess: (w) => (sure ? move.mutate({ type: 'road_closure', id: w.record.id, move: 'confirm', body: {} }, { onSuccess: saved }) : saved()),
  });
  return (
    <Modal open onCancel={close} title={t('circle.save_title')} mask={{ closable: false }}
      footer={<div className="row"><button type="button" className="btn" onClick={close}>{t('move.back')}</button><span className="grow" /><button type="button" className="btn p" disabled={!fit || create.isPending || move.isPending} onClick={save} data-testid="save-closure-go">{t('circle.save')}</button></div>}>
      <div className="form" data-testid="save-closure-form">
        <p className="sm mut">{t('circle.save_text')}</p>
        <div className="formrow"><label htmlFor="closure-road">{t('circle.road')}<span className="req"> *</span></label><input id="closure-road" className="field" value={road} onChange={(e) => setRoad(e.target.value)} maxLength={120} placeholder={t('circle.road_hint')} /></div>
        <div className="cols2"><div className="formrow"><label htmlFor="closure-source">{t('circle.source')}</label><select id="closure-source" className="field" value={source} onChange={(e) => setSource(e.target.value)}>{(m.dictionary('closure_source')?.choices ?? []).map((c) => <option key={c.value} value={c.value}>{m.choice('closure_source', c.value)}</option>)}</select></div>
          <div className="formrow"><label htmlFor="closure-lasts">{t('circle.lasts')}</label><input id="closure-lasts" className="field" value={lasts} aria-invalid={lasts.trim() !== '' && span === undefined ? true : undefined} onChange={(e) => setLasts(e.target.value)} placeholder="12h" /></div></div>
        {mayConfirm && <label className="row sm"><input type="checkbox" checked={sure} onChange={(e) => setSure(e.target.checked)} />{t('circle.confirm')}</label>}
        <ErrorBox error={create.error ?? move.error} kept />
      </div>
    </Modal>
  );
}
