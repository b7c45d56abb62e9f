// 任务: mine first, then all that are open, with sender, receiver, limit and the four states.
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';
import { useList, useMyTasks, useOne } from '../../api/hooks.ts';
import type { Rec, Refs } from '../../api/types.ts';
import { Delivery, NamePlate, Symbol, symbolOf } from '../../parts/index.ts';
import { useModel, useSession } from '../app/session.tsx';
import { Asked, Nothing, RecordClock, recordPath, refLabel, Sheet, StateTag, useKeys } from '../kit/index.tsx';
import { MoveButtons } from '../generic/MoveDialog.tsx';
import { deliveryOf } from './incident/rungs.ts';

const kOpen = ['sent', 'delivered', 'read', 'accepted', 'declined'];
const clockOf = (k: Rec): Rec | null => (k.fields.deadline ? { ...k, type: 'clock', state: k.state === 'done' ? 'met' : 'running', fields: { started_at: k.fields.sent_at, due_at: k.fields.deadline, met_at: k.fields.done_at } } : null);

export function Tasks() {
  const { t } = useTranslation();
  const { may } = useSession();
  const navigate = useNavigate();
  const mine = useMyTasks();
  useKeys({ t: () => navigate('/r/task/new') }, may('task', 'create'));
  const [openOnly, setOpenOnly] = useState(true);
  const all = useList('task', { limit: 200, sort: 'deadline', ...(openOnly ? { filter: [`state:in:${kOpen.join(',')}`] } : {}) });
  return (
    <div className="page cols" data-testid="tasks">
      <Sheet title={t('tasks.all')} sub={all.data ? t('list.total', { n: all.data.total }) : ''} actions={<><label className="row sm"><input type="checkbox" checked={openOnly} onChange={(e) => setOpenOnly(e.target.checked)} />{t('tasks.open_only')}</label><Link className="btn" to="/r/task">{t('map.list')}</Link>{may('task', 'create') && <Link className="btn p" to="/r/task/new">{t('incident.give')} <kbd>T</kbd></Link>}</>}>
        <Asked query={all}>{(page) => page.items.length === 0 ? <Nothing>{t('tasks.none')}</Nothing> : (
          <div className="scroll"><table className="fit"><thead><tr><th style={{ width: 34 }} /><th>{t('tasks.what')}</th><th>{t('tasks.who')}</th><th>{t('tasks.limit')}</th><th>{t('tasks.state')}</th></tr></thead>
            <tbody>{page.items.map((r) => <TaskRow key={r.id} r={r} refs={page.refs} />)}</tbody></table></div>
        )}</Asked>
      </Sheet>
      <Sheet title={t('tasks.mine')} sub={mine.data ? t('incident.tasks_sub', { n: mine.data.rows.length }) : ''} testid="my-tasks">
        <Asked query={mine}>{(a) => a.rows.length === 0 ? <Nothing>{t('tasks.none')}</Nothing> : <div className="scroll">{a.rows.map((row) => <Mine key={row.record.id} record={row.record} clock={row.clock} />)}</div>}</Asked>
      </Sheet>
    </div>
  );
}
function TaskRow({ r, refs }: { r: Rec; refs: Refs }) {
  const m = useModel();
  return (
    <tr data-testid="task-row"><td><Symbol name="task" size={18} /></td><td className="ell what"><Link className="ink" to={recordPath('task', r.id)}><b>{r.label}</b></Link> <span className="xs dim">{m.choiceOf('task', 'kind', r.fields.kind)} {refLabel(refs, r.fields.about)}</span></td>
      <td><NamePlate post={refLabel(refs, r.fields.unit) || refLabel(refs, r.fields.post)} person={refLabel(refs, r.fields.person)} /></td><td><RecordClock clock={clockOf(r)} /></td><td><Delivery state={deliveryOf(r)} word={m.stateTitle('task', r.state)} /></td></tr>
  );
}
function Mine({ record, clock }: { record: Rec; clock: Rec | null }) {
  const one = useOne(record.type, record.id);
  return (
    <div className="tk"><div className="row"><Symbol name={symbolOf(record.type)} size={18} /><Link className="ink ell" to={recordPath(record.type, record.id)}><b>{record.label}</b></Link></div><RecordClock clock={clock} />
      <StateTag type={record.type} state={record.state} /><span />
      <div className="row all">{one.data && <MoveButtons record={one.data.record} moves={one.data.moves.filter((x) => !['deliver', 'read', 'reassign', 'cancel', 'miss', 'withdraw'].includes(x)).slice(0, 3)} refs={one.data.refs} />}</div></div>
  );
}
