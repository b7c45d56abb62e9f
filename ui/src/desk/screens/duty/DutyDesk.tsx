// 值班工作台: strip, queue, selected item, right column, dike ruler.
import { App, Drawer } from 'antd';
import { useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate, useSearchParams } from 'react-router';
import { useCityNow } from '../../../api/clock.ts';
import { useDesk, useIncidentRoom, useMove } from '../../../api/hooks.ts';
import type { DeskRow } from '../../../api/types.ts';
import { DikeRuler } from '../../../parts/index.ts';
import { stake } from '../../../format/index.ts';
import { useModel } from '../../app/session.tsx';
import { useUndo } from '../../app/undo.tsx';
import { aboutState, ErrorBox, useKeys } from '../../kit/index.tsx';
import { useDike } from '../../kit/dike.ts';
import { moveOf, MoveOn } from '../../generic/MoveDialog.tsx';
import { Item } from './Item.tsx';
import { GroupItem } from './GroupItem.tsx';
import { entriesOf, entryOf, stepsOf } from './groups.ts';
import { kBands, Queue } from './Queue.tsx';
import { Right } from './Right.tsx';
import { Strip } from './Strip.tsx';

export function useNarrow(below = 1600): boolean {
  const [narrow, setNarrow] = useState(() => window.innerWidth < below);
  useEffect(() => {
    const q = window.matchMedia(`(max-width: ${below - 1}px)`);
    const look = () => setNarrow(q.matches);
    look();
    q.addEventListener('change', look);
    return () => q.removeEventListener('change', look);
  }, [below]);
  return narrow;
}

export function DutyDesk() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { message } = App.useApp();
  const undo = useUndo();
  const m = useModel();
  const desk = useDesk();
  const now = useCityNow();
  const narrow = useNarrow();
  const [drawer, setDrawer] = useState(false);
  const [address, setAddress] = useSearchParams();
  const [filter, setFilter] = useState('');
  const [asking, setAsking] = useState<{ row: DeskRow; move: string } | null>(null);
  const go = useMove();
  const rows = useMemo(() => {
    const all = desk.data?.rows ?? [];
    return kBands.flatMap((b) => all.filter((r) => r.band === b));
  }, [desk.data]);
  const shown = useMemo(() => (filter ? rows.filter((r) => r.kind === filter) : rows), [rows, filter]);
  const entries = useMemo(() => entriesOf(shown), [shown]);
  const [open, setOpen] = useState<Set<string>>(new Set());
  const toggle = (id: string, to = !open.has(id)) => setOpen((o) => { const next = new Set(o); if (to) next.add(id); else next.delete(id); return next; });
  const wanted = address.get('item');
  const entry = entryOf(entries, wanted) ?? entries.find((e) => e.first.record.type === 'dike_incident') ?? entries[0];
  const group = entry?.group && !entry.rows.some((r) => r.record.id === wanted) ? entry : undefined;
  const chosen = group ? undefined : entry?.rows.find((r) => r.record.id === wanted) ?? entry?.first;
  const selected = group?.id ?? chosen?.record.id ?? null;
  // The address follows a little later: two quick presses must be two steps.
  const at = useRef<string | null>(null);
  useEffect(() => { at.current = selected; }, [selected]);
  const select = (id: string) => { at.current = id; setAddress({ item: id }, { replace: true }); };
  const step = (by: number) => { const ids = stepsOf(entries, open); const next = ids[Math.max(0, Math.min(ids.length - 1, ids.indexOf(at.current ?? '') + by))]; if (next) select(next); };
  // What needs nothing more is done at once; what needs words, or cannot be undone, asks first.
  const act = (row: DeskRow) => {
    if (!row.next) return;
    const info = moveOf(m, row.record.type, row.next.move);
    if (!info || info.once || info.needs?.some((n) => row.record.fields[n] === null || row.record.fields[n] === undefined)) { setAsking({ row, move: row.next.move }); return; }
    go.mutate({ type: row.record.type, id: row.record.id, move: row.next.move, body: {} }, {
      onSuccess: (w) => undo.moved(w.record, row.next!.move, `${m.moveTitle(row.record.type, row.next!.move)}${t('shell.dot')}${w.record.label}`),
      onError: (e) => void message.error(e.message),
    });
  };
  useKeys({
    j: () => step(1), k: () => step(-1), ArrowDown: (e) => { e.preventDefault(); step(1); }, ArrowUp: (e) => { e.preventDefault(); step(-1); },
    a: () => { if (chosen) act(chosen); else if (group) toggle(group.id, true); },
    ArrowRight: (e) => { if (group) { e.preventDefault(); toggle(group.id, true); } },
    ArrowLeft: (e) => { if (entry?.group) { e.preventDefault(); toggle(entry.id, false); select(entry.id); } },
    v: () => chosen && setAsking({ row: chosen, move: 'verify' }),
    t: () => chosen && navigate(`/r/task/new?about=${chosen.record.id}`, { state: aboutState(chosen.record) }),
    Enter: (e) => { if (e.target === document.body && chosen) document.querySelector<HTMLElement>('[data-testid="actions"] button')?.focus(); },
  }, asking === null);
  const incident = chosen?.record.type === 'dike_incident' ? chosen.record.id : '';
  const room = useIncidentRoom(incident, { enabled: incident !== '' });
  const dikeOfSection = room.data?.section?.fields.dike as string | undefined;
  const dike = useDike(dikeOfSection, (field, v) => m.choice(field === 'stage_kind' ? 'stage_kind' : 'incident_kind', v));
  return (
    <div className={`dutydesk ${narrow ? 'narrow' : ''} ${wanted ? 'on-item' : ''}`} data-testid="duty-desk">
      <Strip desk={desk.data} now={now} />
      <div className="dutycols">
        {desk.error && !desk.data ? <section className="sheet queue"><ErrorBox error={desk.error} again={() => void desk.refetch()} /></section>
          : <Queue rows={rows} entries={entries} counts={desk.data?.counts ?? {}} refs={desk.data?.refs} filter={filter} setFilter={setFilter} selected={selected} select={select} act={act} open={open} toggle={toggle} waiting={!desk.data} />}
        <button type="button" className="btn onlyphone" onClick={() => setAddress({}, { replace: true })}>‹ {t('duty.queue')}</button>
        {group ? <GroupItem key={group.id} entry={group} refs={desk.data?.refs} select={select} /> : <Item row={chosen} waiting={!desk.data} />}
        {narrow ? (
          <>
            <button type="button" className="drawerpull" onClick={() => setDrawer(true)} data-testid="drawer">{t('duty.drawer')}</button>
            <Drawer open={drawer} onClose={() => setDrawer(false)} size={440} title={t('duty.shift')} styles={{ body: { padding: 10 } }}><Right desk={desk.data} room={room.data} /></Drawer>
          </>
        ) : <Right desk={desk.data} room={room.data} />}
      </div>
      <section className="dk" aria-label={t('duty.ruler')} data-testid="dike-ruler">
        {dike.facts && <>
          {!narrow && <div className="sh"><h2>{dike.facts.name}</h2><span className="sub">{dike.length_km.toFixed(2)} km{t('shell.dot')}{t('duty.stakes', { a: stake(dike.facts.upstream), b: stake(dike.facts.downstream) })}</span><span className="grow" />
            <span className="xs mut">{t('duty.ruler_note')}</span></div>}
          <DikeRuler dike={dike.facts} selected={incident || null} view={narrow ? 'strip' : 'ruler'} onSelect={(mark) => { if (mark.kind === 'incident') { if (rows.some((r) => r.record.id === mark.id)) select(mark.id); else navigate(`/incidents/${mark.id}`); } else navigate(`/r/${mark.kind === 'flag' ? 'gauge' : 'hut'}/${mark.id}`); }} />
        </>}
      </section>
      {asking && <MoveOn type={asking.row.record.type} id={asking.row.record.id} move={asking.move} close={() => setAsking(null)} />}
    </div>
  );
}
