// One record of any type: summary, steps, next moves, facts, clocks, history, and why the reader may see it.
import { useQuery } from '@tanstack/react-query';
import { App, Modal, Tabs } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate, useParams } from 'react-router';
import { api, newIntent } from '../../api/client.ts';
import { dropDraft, readDraft, writeDraft } from '../../api/draft.ts';
import { useHistory, useOne, usePatch } from '../../api/hooks.ts';
import { fieldMessages, Problem } from '../../api/problem.ts';
import type { FieldInfo, Fields, Geometry, One, Rec, TypeInfo } from '../../api/types.ts';
import { fullTime, hourMinuteSecond } from '../../format/index.ts';
import { Steps, Symbol, symbolOf, type Step } from '../../parts/index.ts';
import { lang, tx } from '../../text/index.ts';
import { ToReal, useRealOnly } from '../app/RealOnly.tsx';
import { useModel, useSession } from '../app/session.tsx';
import { useUndo } from '../app/undo.tsx';
import { Asked, ClockTitle, ErrorBox, Nothing, RecordClock, Sheet, StateTag } from '../kit/index.tsx';
import { PrintLink } from '../kit/PrintLink.tsx';
import { isEmpty, isUnreadable, isVisible, type Unreadable } from './expr.ts';
import { FieldValue } from './FieldValue.tsx';
import { vertices } from './GeometryInput.tsx';
import { MoveButtons } from './MoveDialog.tsx';
import { RecordForm, toFirstError, useMissing, type FormValue } from './RecordForm.tsx';

/** The states on the way from the start, in the order in which moves lead on; the current one is always among them. */
export function pathOfStates(type: TypeInfo, current: string | null): string[] {
  const order = type.states.map((s) => s.name);
  const path: string[] = [];
  let at: string | undefined = type.start ?? order[0];
  while (at && !path.includes(at)) {
    path.push(at);
    const here: string = at;
    at = type.moves.filter((m) => m.to && (m.from.length === 0 || m.from.includes(here)) && order.indexOf(m.to) > order.indexOf(here))
      .map((m) => m.to).sort((a, b) => order.indexOf(a) - order.indexOf(b))[0];
  }
  if (current && !path.includes(current)) {
    const before = path.filter((s) => order.indexOf(s) < order.indexOf(current)).slice(0, 1);
    return [...before, current];
  }
  return path;
}

/** Steps of a record: when each was reached if a field `<state>_at` tells, and the limit of the running clock. */
export function recordSteps(type: TypeInfo, record: Rec, clocks: Rec[]): Step[] {
  const path = pathOfStates(type, record.state);
  const now = path.indexOf(record.state ?? '');
  return path.map((name, i) => {
    const at = record.fields[`${name}_at`] as string | undefined;
    // A clock that ends by reaching this state states its limit.
    const clock = clocks.find((c) => c.fields.name === name || c.fields.name === type.moves.find((m) => m.to === name)?.name);
    const limit = clock?.fields.due_at as string | undefined;
    return {
      key: name, title: tx(type.states.find((s) => s.name === name)?.title), state: i < now ? 'done' : i === now ? 'now' : 'next',
      ...(at ? { at } : {}), ...(limit ? { limit } : {}), ...(typeof clock?.fields.late_ms === 'number' && clock.fields.late_ms > 0 ? { late: true } : {}),
    };
  });
}

export function ObjectPage() {
  const { type = '', id = '' } = useParams();
  const m = useModel();
  const { t } = useTranslation();
  const one = useOne(type, id);
  const info = m.type(type);
  if (!info) return <Nothing>{t('error.no_type', { type })}</Nothing>;
  return <div className="page"><Asked query={one}>{(o) => <RecordSheet key={id} type={info} one={o} />}</Asked></div>;
}

function RecordSheet({ type, one }: { type: TypeInfo; one: One }) {
  const { t } = useTranslation();
  const { may } = useSession();
  const { record, refs } = one;
  const [editing, setEditing] = useState(() => readDraft(`edit:${record.id}`) !== undefined);
  const steps = type.states.length ? recordSteps(type, record, one.clocks) : [];
  const realOnly = useRealOnly(type);
  const editable = !type.append_only && may(type.name, 'update') && !record.deleted_at;
  return (
    <Sheet testid="object" className="object">
      <div className="mh">
        <div className="row">
          <Symbol name={symbolOf(type.name, type.icon)} size={36} />
          <div className="grow">
            <h1 data-testid="object-title">{record.label}</h1>
            <div className="sm mut">{[tx(type.title), record.number].filter(Boolean).join(t('shell.dot'))} <StateTag type={type.name} state={record.state} />
              {record.deleted_at && <span className="tag our">{t('object.deleted')}</span>}
              <span className="dim xs"> {t('object.changed', { at: fullTime(record.changed_at), v: record.version })}</span></div>
          </div>
          <div className="row noprint">
            {!realOnly && <MoveButtons record={record} moves={one.moves} refs={refs} />}
            {editable && realOnly ? <ToReal /> : editable && !editing && <button type="button" className="btn" onClick={() => setEditing(true)} data-testid="edit">{t('object.edit')}</button>}
            <PrintLink type={type.name} id={record.id} />
            <More record={record} canDelete={editable && !realOnly && may(type.name, 'delete')} />
          </div>
        </div>
        {steps.length > 1 ? <Steps steps={steps} label={t('object.steps')} /> : <div style={{ height: 10 }} />}
      </div>
      {editing ? <EditForm type={type} one={one} close={() => setEditing(false)} /> : (
        <Tabs className="tabs" items={[
          { key: 'facts', label: t('object.facts'), children: <Facts type={type} one={one} /> },
          { key: 'clocks', label: `${t('object.clocks')} ${one.clocks.length || ''}`, children: <Clocks clocks={one.clocks} /> },
          { key: 'history', label: t('object.history'), children: <History type={type} record={record} /> },
        ]} />
      )}
    </Sheet>
  );
}

function Facts({ type, one }: { type: TypeInfo; one: One }) {
  const { t } = useTranslation();
  const { record, refs } = one;
  const shown = type.fields.filter((f) => (f.retired ? !isEmpty(record.fields[f.name]) : isVisible(f, record.fields)));
  const at = vertices(record.geometry)[0];
  return (
    <dl className="factlist">
      {shown.map((f) => <div key={f.name} className={f.kind === 'long_text' || f.kind === 'json' ? 'long' : ''}><dt>{tx(f.title)}{f.retired && <span className="tag">{t('registers.retired')}</span>}</dt><dd data-field={f.name}><FieldValue field={f} value={record.fields[f.name]} refs={refs} record={record} /></dd></div>)}
      {type.place !== 'none' && <div><dt>{t('form.place')}</dt><dd>{at ? <Link to={`/map?at=${at[0]},${at[1]}&type=${type.name}&id=${record.id}`}>{at[0].toFixed(5)}, {at[1].toFixed(5)}</Link> : <span className="unk">{t('unknown')}</span>}</dd></div>}
    </dl>
  );
}

function Clocks({ clocks }: { clocks: Rec[] }) {
  const { t } = useTranslation();
  if (!clocks.length) return <Nothing>{t('object.no_clocks')}</Nothing>;
  return (
    <table><thead><tr><th>{t('object.clock')}</th><th>{t('object.started')}</th><th>{t('object.due')}</th><th /><th>{t('object.rule')}</th></tr></thead>
      <tbody>{clocks.map((c) => <tr key={c.id}><td><ClockTitle clock={c} /></td><td>{fullTime(c.fields.started_at as string)}</td><td>{fullTime(c.fields.due_at as string)}</td>
        <td><RecordClock clock={c} /></td><td className="dim">{[c.fields.rule, c.fields.source].filter(Boolean).join(t('shell.dot'))}</td></tr>)}</tbody></table>
  );
}

function History({ type, record }: { type: TypeInfo; record: Rec }) {
  const { t } = useTranslation();
  const m = useModel();
  const history = useHistory(type.name, record.id);
  const field = (name: string): FieldInfo => type.fields.find((f) => f.name === name) ?? { name, kind: 'text', title: { zh: name, en: name } };
  return (
    <Asked query={history}>{(h) => (
      <table data-testid="history"><thead><tr><th>{t('journal.seq')}</th><th>{t('journal.at')}</th><th>{t('journal.who')}</th><th>{t('journal.what')}</th><th>{t('journal.fields')}</th></tr></thead>
        <tbody>{h.items.map((e) => {
          const mine = e.changes.filter((c) => c.id === record.id);
          return (
            <tr key={e.seq}><td className="r">{e.seq}</td><td>{fullTime(e.at)}</td><td>{e.actor_name}</td>
              <td>{mine.map((c) => (c.move ? m.moveTitle(type.name, c.move) : t(`op.${c.op}`, { defaultValue: c.op }))).join(t('list_comma'))}</td>
              <td className="wrap">{mine.flatMap((c) => Object.entries(c.fields ?? {})).map(([name, [before, after]]) => (
                <div key={name}><span className="mut">{tx(field(name).title)}</span> <s className="dim"><FieldValue field={field(name)} value={before} short /></s> → <FieldValue field={field(name)} value={after} short /></div>))}</td></tr>
          );
        })}</tbody></table>
    )}</Asked>
  );
}

function More({ record, canDelete }: { record: Rec; canDelete: boolean }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [open, setOpen] = useState<'why' | 'delete' | null>(null);
  const [reason, setReason] = useState('');
  const [error, setError] = useState<unknown>(null);
  const why = useQuery({ queryKey: ['why', record.id], queryFn: () => api.why(record.type, record.id), enabled: open === 'why' });
  return (
    <>
      <button type="button" className="btn g" onClick={() => setOpen('why')} data-testid="why">{t('object.why')}</button>
      {canDelete && <button type="button" className="btn g" onClick={() => setOpen('delete')}>{t('object.delete')}</button>}
      <Modal open={open === 'why'} onCancel={() => setOpen(null)} footer={null} title={t('object.why')}>
        <Asked query={why}>{(w) => <dl className="factlist one">{Object.entries(w).map(([k, v]) => <div key={k}><dt>{t(`why.${k}`, { defaultValue: k })}</dt><dd>{whyText(v)}</dd></div>)}</dl>}</Asked>
      </Modal>
      <Modal open={open === 'delete'} onCancel={() => setOpen(null)} title={`${t('object.delete')} ${record.label}`} okText={t('object.delete')}
        onOk={() => { void api.remove(record.type, record.id, reason, newIntent()).then(() => navigate(`/r/${record.type}`), setError); }}>
        <p className="mut">{t('object.delete_text')}</p>
        <input className="field" value={reason} aria-label={t('move.reason')} placeholder={t('move.reason')} onChange={(e) => setReason(e.target.value)} /><ErrorBox error={error} />
      </Modal>
    </>
  );
}
function whyText(v: unknown): string {
  if (v === null || v === undefined) return '—';
  if (Array.isArray(v)) return v.map(whyText).join(', ');
  if (typeof v === 'object') return Object.entries(v).map(([k, x]) => `${k}: ${whyText(x)}`).join('; ');
  return String(v);
}

function EditForm({ type, one, close }: { type: TypeInfo; one: One; close: () => void }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const undo = useUndo();
  const { record, refs } = one;
  const key = `edit:${record.id}`;
  const kept = readDraft<{ version: number; changes: Fields; geometry?: Geometry | Unreadable | null }>(key);
  // The version on which the typing began: a newer one on the server is a conflict to be looked at, not overwritten.
  const [base, setBase] = useState(kept?.value.version ?? record.version);
  const [changes, setChanges] = useState<Fields>(kept?.value.changes ?? {});
  const [geometry, setGeometry] = useState<Geometry | Unreadable | null | undefined>(kept?.value.geometry);
  const [messages, setMessages] = useState<Record<string, string>>({});
  const [theirs, setTheirs] = useState<Rec | null>(null);
  const patch = usePatch();
  const findMissing = useMissing();
  const whole = { ...record.fields, ...changes };
  const value: FormValue = { fields: whole, geometry: geometry === undefined ? record.geometry : geometry };
  const take = (v: FormValue) => {
    const next = Object.fromEntries(Object.entries(v.fields).filter(([k, x]) => JSON.stringify(x ?? null) !== JSON.stringify(record.fields[k] ?? null)));
    const place = v.geometry === record.geometry ? undefined : v.geometry;
    setChanges(next);
    setGeometry(place);
    writeDraft(key, { version: base, changes: next, ...(place === undefined ? {} : { geometry: place }) });
  };
  const stop = () => { dropDraft(key); close(); };
  const save = (version = base, give = changes) => {
    const lacking = findMissing(type.fields, { ...record.fields, ...give });
    setMessages(lacking);
    if (isUnreadable(geometry) || Object.keys(lacking).length) { toFirstError(); return; }
    patch.mutate({ type: type.name, id: record.id, version, body: { fields: give, ...(geometry === undefined ? {} : { geometry }) } }, {
      onSuccess: (w) => { if (geometry === undefined) undo.edited(record, give, w.record, t('form.saved')); else void message.success(t('form.saved')); stop(); },
      onError: (e) => {
        if (e instanceof Problem && e.status === 412) setTheirs((e.current as Rec | undefined) ?? record);
        setMessages(fieldMessages(e, type.fields, lang()));
        toFirstError();
      },
    });
  };
  return (
    <>
      <div className="pad scroll">
        {kept && <p className="sm mut">{t('form.kept', { at: hourMinuteSecond(kept.saved_at) })}</p>}
        <RecordForm type={type} value={value} onChange={take} messages={messages} refs={refs} />
        {!theirs && <ErrorBox error={patch.error} kept />}
      </div>
      <div className="ma"><button type="button" className="btn p" disabled={patch.isPending} onClick={() => save()} data-testid="save">{t('form.save')}</button><button type="button" className="btn" onClick={stop}>{t('form.drop')}</button></div>
      {theirs && <Conflict type={type} mine={changes} theirs={theirs} base={record} cancel={() => setTheirs(null)}
        settle={(give) => { setTheirs(null); setBase(theirs.version); setChanges(give); save(theirs.version, give); }} />}
    </>
  );
}

/** Somebody saved in between: both values of each field that differs, and a choice for each. */
function Conflict({ type, mine, theirs, base, settle, cancel }: {
  type: TypeInfo; mine: Fields; theirs: Rec; base: Rec; settle: (fields: Fields) => void; cancel: () => void;
}) {
  const { t } = useTranslation();
  const both = Object.keys(mine).filter((k) => JSON.stringify(mine[k] ?? null) !== JSON.stringify(theirs.fields[k] ?? null));
  const [take, setTake] = useState<Record<string, 'mine' | 'theirs'>>(Object.fromEntries(both.map((k) => [k, 'mine'])));
  return (
    <Modal open width={760} onCancel={cancel} title={t('conflict.title')} okText={t('conflict.save')} cancelText={t('move.back')}
      onOk={() => settle(Object.fromEntries(Object.entries(mine).filter(([k]) => take[k] !== 'theirs')))}>
      <p className="mut">{t('conflict.text', { at: fullTime(theirs.changed_at), v: theirs.version })}</p>
      <table data-testid="conflict"><thead><tr><th>{t('conflict.field')}</th><th>{t('conflict.before')}</th><th>{t('conflict.theirs')}</th><th>{t('conflict.mine')}</th></tr></thead>
        <tbody>{both.map((k) => {
          const f = type.fields.find((x) => x.name === k)!;
          const radio = (who: 'mine' | 'theirs', v: unknown) => <label className="row"><input type="radio" name={k} checked={take[k] === who} onChange={() => setTake({ ...take, [k]: who })} /><FieldValue field={f} value={v} short /></label>;
          return <tr key={k}><td>{tx(f.title)}</td><td className="dim"><FieldValue field={f} value={base.fields[k]} short /></td><td>{radio('theirs', theirs.fields[k])}</td><td>{radio('mine', mine[k])}</td></tr>;
        })}</tbody></table>
    </Modal>
  );
}
