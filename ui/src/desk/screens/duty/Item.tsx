// The middle: the selected item with its next step. An incident shows its intake, ladder, log, reports and draft; others their facts.
import { App } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useIncidentRoom, useList, useOne, usePatch } from '../../../api/hooks.ts';
import type { DeskRow, IncidentRoom, Rec } from '../../../api/types.ts';
import { dayTime, hourMinuteSecond } from '../../../format/index.ts';
import { Delivery, fmt, Ladder, LevelBadge, readLevel, Steps, Symbol, symbolOf } from '../../../parts/index.ts';
import { tx } from '../../../text/index.ts';
import { useModel, useSession } from '../../app/session.tsx';
import { aboutState, Loading, Asked, Nothing, pickText, ClockTitle, RecordClock, recordPath, refLabel, StateTag, useKeys } from '../../kit/index.tsx';
import { FieldInput } from '../../generic/FieldInput.tsx';
import { FieldValue } from '../../generic/FieldValue.tsx';
import { isVisible } from '../../generic/expr.ts';
import { MoveButtons } from '../../generic/MoveDialog.tsx';
import { recordSteps } from '../../generic/ObjectPage.tsx';
import { calloutRungs, deliveryOf, ownClock } from '../incident/rungs.ts';
import { Paper } from '../incident/Paper.tsx';

export function Item({ row, waiting }: { row: DeskRow | undefined; waiting: boolean }) {
  const { t } = useTranslation();
  if (!row) return <section className="sheet mid">{waiting ? <Loading /> : <Nothing>{t('duty.select')}</Nothing>}</section>;
  return row.record.type === 'dike_incident' ? <IncidentItem key={row.record.id} row={row} /> : <OtherItem key={row.record.id} row={row} />;
}

const kIntake = ['found_at', 'stake', 'kind', 'water', 'aperture_cm', 'sand_ring_m', 'flow_l_s', 'casualties', 'taken', 'source'] as const;

function IncidentItem({ row }: { row: DeskRow }) {
  const { t } = useTranslation();
  const m = useModel();
  const room = useIncidentRoom(row.record.id);
  const one = useOne('dike_incident', row.record.id);
  const record = one.data?.record ?? row.record;
  const info = m.type('dike_incident');
  const clocks = room.data?.clocks ?? one.data?.clocks ?? [];
  if (!info) return null;
  const gauge = room.data?.gauge;
  return (
    <section className="sheet mid" data-testid="item">
      <div className="mh">
        <div className="row">
          <Symbol name="incident" size={36} />
          <div className="grow"><h1 className="ell" title={record.label}>{fmt.shortName(record.label)}</h1>
            <div className="sm mut ell">{[record.number, record.fields.distance_m !== null && record.fields.distance_m !== undefined ? t('incident.toe', { n: record.fields.distance_m }) : '', gauge?.value != null ? t('incident.gauge', { name: gauge.name, v: gauge.value.toFixed(2) }) : '', m.choiceOf('dike_incident', 'grade', record.fields.grade)].filter(Boolean).join(t('shell.dot'))}</div></div>
          <StateTag type="dike_incident" state={record.state} />
        </div>
        <Steps steps={recordSteps(info, record, clocks)} label={t('object.steps')} />
      </div>
      <div className="mb">
        <div className="colL scroll">
          <div className="bh"><b>{t('duty.intake')}</b><span className="xs dim">{[pickText(record, 'finder'), pickText(record, 'phone')].filter(Boolean).join(' ')}</span></div>
          <div className="facts" data-testid="facts">{kIntake.map((n) => <EditableFact key={n} record={record} name={n} refs={one.data?.refs} />)}</div>
          <IncidentNote record={record} />
          {room.data && <><Calls room={room.data} /><Log room={room.data} /></>}
        </div>
        <div className="colR scroll">{room.data ? <><Receivers room={room.data} /><Paper room={room.data} record={record} /></> : null}</div>
      </div>
      <div className="ma" data-testid="actions">
        {one.data && <MoveButtons record={record} moves={one.data.moves} refs={one.data.refs} first={row.next?.move} keys={{ verify: 'V' }} />}
        <Link className="btn" to={`/r/task/new?about=${record.id}&section=${String(record.fields.section ?? '')}`} state={aboutState(record)}>{t('duty.give_task')} <kbd>T</kbd></Link>
        <span className="grow" />
        <Link to={`/incidents/${record.id}`} data-testid="to-room">{t('duty.to_room')} ›</Link>
      </div>
    </section>
  );
}

/** A fact of the intake: pressed, it becomes its input; Enter keeps it. The old value stays in the history. */
function EditableFact({ record, name, refs }: { record: Rec; name: string; refs?: import('../../../api/types.ts').Refs | undefined }) {
  const { t } = useTranslation();
  const m = useModel();
  const { may } = useSession();
  const { message } = App.useApp();
  const field = m.type(record.type)?.fields.find((f) => f.name === name);
  const [editing, setEditing] = useState(false);
  const [value, setValue] = useState<unknown>(null);
  const patch = usePatch();
  if (!field) return null;
  const keep = () => {
    setEditing(false);
    if (JSON.stringify(value ?? null) === JSON.stringify(record.fields[name] ?? null)) return;
    patch.mutate({ type: record.type, id: record.id, version: record.version, body: { fields: { [name]: value } } }, { onError: (e) => { void message.error(e.message); setEditing(true); } });
  };
  const edit = () => { if (may(record.type, 'update')) { setValue(record.fields[name] ?? null); setEditing(true); } };
  return (
    <div className="fc"><span>{tx(field.title)}</span>
      {editing ? (
        <form className="row" onSubmit={(e) => { e.preventDefault(); keep(); }} onKeyDown={(e) => { if (e.key === 'Escape') { e.stopPropagation(); setEditing(false); } }}>
          <FieldInput id={`fact-${name}`} field={field} value={value} refs={refs} onChange={setValue} autoFocus /><button className="btn g mini">{t('form.ok')}</button>
        </form>
      ) : <button type="button" className="plain" onClick={edit} data-testid={`fact-${name}`}><FieldValue field={field.kind === 'instant' ? { ...field } : field} value={record.fields[name]} refs={refs} short={field.kind === 'instant'} record={record} /></button>}
    </div>
  );
}

function IncidentNote({ record }: { record: Rec }) {
  const { t } = useTranslation();
  const f = record.fields;
  const n = (x: unknown) => (typeof x === 'number' ? x : null);
  const [ground, outer] = [n(f.ground_m), n(f.outer_stage_m)];
  if (ground === null || outer === null) return null;
  return <p className="note">{t('incident.head', { ground: ground.toFixed(1), outer: outer.toFixed(1), how: f.outer_estimated ? t('incident.estimated') : '', head: (outer - ground).toFixed(1) })}</p>;
}

function Calls({ room }: { room: IncidentRoom }) {
  const { t } = useTranslation();
  const calls = room.callouts ?? [];
  if (!calls.length) return null;
  return <><div className="bh" style={{ marginTop: 10 }}><b>{t('incident.ladder')}</b><span className="xs dim">{t('incident.ladder_note')}</span></div><Ladder rungs={calloutRungs(calls, room.refs, t)} /></>;
}

export function Log({ room, most = 6 }: { room: IncidentRoom; most?: number }) {
  const { t } = useTranslation();
  const rows = [...(room.timeline ?? [])].sort((a, b) => String(b.fields.at).localeCompare(String(a.fields.at))).slice(0, most);
  return (
    <>
      <div className="bh" style={{ marginTop: 10 }}><b>{t('incident.log_only')}</b><span className="xs dim">{t('incident.entries', { n: room.timeline?.length ?? 0 })}</span></div>
      <div className="lg">{rows.map((e) => <div key={e.id}><span className="dim">{hourMinuteSecond(pickText(e, 'at'))}</span><b className="ell">{pickText(e, 'who') || refLabel(room.refs, e.fields.person) || refLabel(room.refs, e.fields.post) || t('incident.automatic')}</b><span className="ell" title={pickText(e, 'text')}>{pickText(e, 'text')}</span></div>)}</div>
      {rows.length === 0 && <Nothing>{t('incident.no_log')}</Nothing>}
    </>
  );
}

/** One text, several receivers, each with its own clock. */
export function Receivers({ room }: { room: IncidentRoom }) {
  const { t } = useTranslation();
  const m = useModel();
  const list = useList('report_receipt', { filter: [`about:eq:${room.record.id}`], limit: 50, sort: 'due_at' });
  const rows = list.data?.items ?? [];
  const first = rows.filter((r) => r.fields.report_kind === rows[0]?.fields.report_kind && r.fields.serial === rows[0]?.fields.serial);
  if (!rows.length) return null;
  return (
    <>
      <div className="bh"><b>{m.choiceOf('report_receipt', 'report_kind', first[0]?.fields.report_kind)}{t('duty.each_clock', { n: first.length })}</b><span className="xs dim">{t('duty.counted_from', { at: dayTime(pickText(first[0], 'starts_at')) })}</span></div>
      <div className="rcv" data-testid="receivers">{first.map((r) => {
        const clock = room.clocks.find((c) => c.fields.about === r.id) ?? ownClock(r);
        return <div key={r.id}><Link className="ink ell" to={recordPath(r.type, r.id)}><b>{refLabel(list.data?.refs, r.fields.receiver)}</b> <span className="xs dim">{m.choiceOf('report_receipt', 'channel', r.fields.channel)}</span></Link><RecordClock clock={clock} /><Delivery state={deliveryOf(r)} bare /></div>;
      })}</div>
    </>
  );
}
function OtherItem({ row }: { row: DeskRow }) {
  const { t } = useTranslation();
  const m = useModel();
  const one = useOne(row.record.type, row.record.id);
  const info = m.type(row.record.type);
  const level = readLevel(row.level);
  useKeys({});
  if (!info) return null;
  return (
    <section className="sheet mid" data-testid="item">
      <Asked query={one}>{(o) => {
        const r = o.record;
        const about = r.fields.about ?? r.fields.gauge ?? r.fields.notice;
        const shown = info.fields.filter((f) => isVisible(f, r.fields) && f.kind !== 'json' && r.fields[f.name] !== null && r.fields[f.name] !== undefined && r.fields[f.name] !== '' && f.name !== 'cap_xml');
        return (
          <>
            <div className="mh"><div className="row">
              {level && ['warning', 'level_notice', 'consultation'].includes(r.type) ? <LevelBadge level={level} size={36} text={null} /> : <Symbol name={symbolOf(r.type)} size={36} />}
              <div className="grow"><h1 className="ell" title={r.label}>{fmt.shortName(r.label)}</h1><div className="sm mut">{[tx(info.title), r.number].filter(Boolean).join(t('shell.dot'))} {typeof about === 'string' && o.refs[about] ? <Link to={recordPath(o.refs[about].type, about)}>{o.refs[about].label}</Link> : null}</div></div>
              <StateTag type={r.type} state={r.state} /></div>
              {info.states.length > 1 ? <Steps steps={recordSteps(info, r, o.clocks)} label={t('object.steps')} /> : <div style={{ height: 10 }} />}
            </div>
            <div className="pad scroll grow">
              {o.clocks.length > 0 && <div className="rcv">{o.clocks.map((c) => <div key={c.id}><b><ClockTitle clock={c} /></b><RecordClock clock={c} /></div>)}</div>}
              <dl className="factlist">{shown.map((f) => <div key={f.name} className={f.kind === 'long_text' ? 'long' : ''}><dt>{tx(f.title)}</dt><dd><FieldValue field={f} value={r.fields[f.name]} refs={o.refs} record={r} /></dd></div>)}</dl>
            </div>
            <div className="ma" data-testid="actions"><MoveButtons record={r} moves={o.moves} refs={o.refs} first={row.next?.move} /><span className="grow" /><Link to={recordPath(r.type, r.id)}>{t('duty.open')} ›</Link></div>
          </>
        );
      }}</Asked>
    </section>
  );
}
