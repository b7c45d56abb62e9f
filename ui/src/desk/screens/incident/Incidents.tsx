// 险情: open ones first, each with its state and its next limit.
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';
import { useList } from '../../../api/hooks.ts';
import { dayTime, stake } from '../../../format/index.ts';
import { Symbol } from '../../../parts/index.ts';
import { tx } from '../../../text/index.ts';
import { useModel } from '../../app/session.tsx';
import { Asked, Nothing, pickNumber, ClockTitle, RecordClock, refLabel, Sheet, StateTag, useKeys } from '../../kit/index.tsx';
import { useDike } from '../../kit/dike.ts';
import { DikeRuler } from '../../../parts/index.ts';

const kClosed = ['closed', 'excluded'];

export function Incidents() {
  const { t } = useTranslation();
  const m = useModel();
  const navigate = useNavigate();
  const [openOnly, setOpenOnly] = useState(true);
  const [at, setAt] = useState(0);
  const list = useList('dike_incident', { limit: 200, sort: '-found_at' });
  const clocks = useList('clock', { filter: ['about_type:eq:dike_incident', 'state:in:running,warned,due,late'], limit: 200, sort: 'due_at' });
  const dike = useDike(null, (field, v) => m.choice(field === 'stage_kind' ? 'stage_kind' : 'incident_kind', v));
  const rows = (list.data?.items ?? []).filter((r) => !openOnly || !kClosed.includes(r.state ?? ''));
  useKeys({ j: () => setAt((i) => Math.min(i + 1, rows.length - 1)), k: () => setAt((i) => Math.max(i - 1, 0)), Enter: () => { const r = rows[at]; if (r) navigate(`/incidents/${r.id}`); } });
  return (
    <div className="page" style={{ gridTemplateRows: 'minmax(0,1fr) auto', gap: 10 }} data-testid="incidents">
      <Sheet title={t('incident.title')} sub={t('incident.open', { n: (list.data?.items ?? []).filter((r) => !kClosed.includes(r.state ?? '')).length })}
        actions={<><label className="row sm"><input type="checkbox" checked={openOnly} onChange={(e) => setOpenOnly(e.target.checked)} />{t('incident.only_open')}</label><Link className="btn" to="/r/dike_incident">{t('map.list')}</Link><Link className="btn p" to="/intake">{t('duty.new_call')} <kbd>N</kbd></Link></>}>
        <Asked query={list}>{(page) => rows.length === 0 ? <Nothing>{t('incident.none')}</Nothing> : (
          <div className="scroll"><table><thead><tr><th style={{ width: 34 }} />{['kind', 'section', 'stake', 'grade', 'found_at'].map((n) => <th key={n}>{m.type('dike_incident') ? fieldTitle(m, n) : n}</th>)}<th>{t('object.steps')}</th><th>{t('incident.clock')}</th></tr></thead>
            <tbody>{rows.map((r, i) => {
              const next = clocks.data?.items.find((c) => c.fields.about === r.id);
              return (
                <tr key={r.id} className={i === at ? 'on' : ''} style={{ cursor: 'pointer' }} onClick={() => navigate(`/incidents/${r.id}`)} data-testid="incident-row">
                  <td><Symbol name="incident" size={20} /></td><td><Link to={`/incidents/${r.id}`}><b>{m.choiceOf(r.type, 'kind', r.fields.kind)}</b></Link> <span className="xs dim">{r.number}</span></td><td>{refLabel(page.refs, r.fields.section)}</td>
                  <td>{stake(pickNumber(r, 'stake'))} {m.choiceOf(r.type, 'bank', r.fields.bank)}</td><td>{m.choiceOf(r.type, 'grade', r.fields.grade)}</td><td>{dayTime(r.fields.found_at as string)}</td>
                  <td><StateTag type={r.type} state={r.state} /></td><td>{next ? <span className="row"><span className="sm mut"><ClockTitle clock={next} /></span><RecordClock clock={next} /></span> : <span className="dim">—</span>}</td></tr>
              );
            })}</tbody></table></div>
        )}</Asked>
      </Sheet>
      {dike.facts && <Sheet title={dike.facts.name} sub={t('duty.ruler_note')}><div style={{ padding: '0 12px 6px' }}><DikeRuler dike={dike.facts} selected={rows[at]?.id ?? null} onSelect={(mark) => { if (mark.kind === 'incident') navigate(`/incidents/${mark.id}`); }} /></div></Sheet>}
    </div>
  );
}

function fieldTitle(m: ReturnType<typeof useModel>, name: string): string { return tx(m.type('dike_incident')?.fields.find((f) => f.name === name)?.title); }
