// Rows chosen from a list and one move done to each of them: one line of result for each row, what was refused can be tried again.
import { useQueryClient } from '@tanstack/react-query';
import { Modal } from 'antd';
import { useRef, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { api, newIntent } from '../../api/client.ts';
import { Problem } from '../../api/problem.ts';
import type { MoveInfo, Rec, Refs } from '../../api/types.ts';
import { tx } from '../../text/index.ts';
import { useModel, useSession } from '../app/session.tsx';
import { kBack } from '../app/undo.tsx';
import { isEmpty } from './expr.ts';

const kBacks = new Set(Object.values(kBack).flatMap((x) => Object.values(x)));
import { emptyMove, fieldsOfMove, moveBody, MoveFields } from './MoveForm.tsx';
import { toFirstError, useMissing } from './RecordForm.tsx';

export interface Choice { rows: Rec[]; has: (id: string) => boolean; toggle: (r: Rec) => void; set: (rows: Rec[]) => void }
export function useChoice(): Choice {
  const [rows, set] = useState<Rec[]>([]);
  const has = (id: string) => rows.some((r) => r.id === id);
  return { rows, has, set, toggle: (r) => set(has(r.id) ? rows.filter((x) => x.id !== r.id) : [...rows, r]) };
}

/** Whether a record's state lets it take a move. */
export const canTake = (move: MoveInfo, r: Rec) => move.from.length === 0 || move.from.includes(r.state ?? '');
/** Moves that a person of these roles may do to at least one of the rows; what cannot be undone is never done to many at once. */
export function movesFor(moves: MoveInfo[], rows: Rec[], roles: string[]): MoveInfo[] {
  return moves.filter((m) => !kBacks.has(m.name) && !m.once && !m.two_person && (!m.by?.length || m.by.some((r) => roles.includes(r))) && rows.some((r) => canTake(m, r)));
}

export function BulkBar({ type, choice, refs, end }: { type: string; choice: Choice; refs?: Refs | undefined; end?: ReactNode }) {
  const { t } = useTranslation();
  const m = useModel();
  const { session, may } = useSession();
  const [doing, setDoing] = useState<MoveInfo | null>(null);
  const info = m.type(type);
  if (!info || (choice.rows.length === 0 && !end)) return null;
  const moves = may(type, 'move') ? movesFor(info.moves, choice.rows, session.posts.flatMap((p) => p.roles)) : [];
  return (
    <div className="ma" data-testid="bulk">
      {choice.rows.length > 0 && <>
        <b className="nw">{t('bulk.chosen', { n: choice.rows.length })}</b>
        {moves.map((x) => <button type="button" key={x.name} className="btn" onClick={() => setDoing(x)} data-testid={`bulk-${x.name}`}>{tx(x.title)}</button>)}
        {moves.length === 0 && <span className="mut sm">{t('bulk.none')}</span>}
        <button type="button" className="btn g" onClick={() => choice.set([])}>{t('bulk.clear')}</button>
      </>}
      <span className="grow" />{end}
      {doing && <BulkDialog move={doing} rows={choice.rows} refs={refs} close={(left) => { setDoing(null); choice.set(left); }} />}
    </div>
  );
}

interface Line { state: 'wait' | 'now' | 'ok' | 'no'; text: string }

function BulkDialog({ move, rows, refs, close }: { move: MoveInfo; rows: Rec[]; refs?: Refs | undefined; close: (left: Rec[]) => void }) {
  const { t } = useTranslation();
  const m = useModel();
  const client = useQueryClient();
  const { name } = useSession();
  const type = m.type(rows[0]!.type)!;
  // Rows as they were chosen: the list behind may change while they are being done.
  const [able] = useState(() => rows.filter((r) => canTake(move, r)));
  const [value, setValue] = useState(emptyMove);
  const [messages, setMessages] = useState<Record<string, string>>({});
  const [lines, setLines] = useState<Record<string, Line>>({});
  const [running, setRunning] = useState(false);
  const stopped = useRef(false);
  const intents = useRef(new Map<string, string>());
  const findMissing = useMissing();
  const list = fieldsOfMove(type, move);
  const begun = Object.keys(lines).length > 0;
  const count = (s: Line['state']) => able.filter((r) => lines[r.id]?.state === s).length;

  const run = async () => {
    const common = Object.fromEntries(list.filter((f) => able.every((r) => !isEmpty(r.fields[f.name]))).map((f) => [f.name, able[0]!.fields[f.name]]));
    const lacking = findMissing(list, { ...common, ...value.fields }, move.needs ?? []);
    setMessages(lacking);
    if (Object.keys(lacking).length) { toFirstError(); return; }
    setRunning(true);
    stopped.current = false;
    for (const r of able) {
      if (stopped.current) break;
      if (lines[r.id]?.state === 'ok') continue;
      const say = (line: Line) => setLines((l) => ({ ...l, [r.id]: line }));
      say({ state: 'now', text: '' });
      const intent = intents.current.get(r.id) ?? newIntent();
      intents.current.set(r.id, intent);
      try { await api.move(r.type, r.id, move.name, moveBody(value, {}, name), intent); say({ state: 'ok', text: '' }); }
      catch (e) {
        const p = e instanceof Problem ? e : null;
        // A refusal was answered: the next try is a new intent. Silence was not: it must stay the same one.
        if (p && p.status !== 0) intents.current.delete(r.id);
        say({ state: 'no', text: p?.status === 0 ? t('bulk.offline') : e instanceof Error ? e.message : String(e) });
      }
    }
    setRunning(false);
    void client.invalidateQueries({ predicate: (q) => q.queryKey[0] !== 'model' && q.queryKey[0] !== 'session' });
  };
  const leave = () => { if (!running) close(rows.filter((r) => lines[r.id]?.state !== 'ok')); };
  return (
    <Modal open onCancel={leave} width={640} mask={{ closable: false }} title={t('bulk.title', { move: tx(move.title), n: able.length })}
      footer={<div className="row">{begun && <span className="mut sm" role="status">{t('bulk.sum', { a: count('ok'), b: count('no') })}</span>}<span className="grow" />
        {running ? <button type="button" className="btn" onClick={() => { stopped.current = true; }}>{t('bulk.stop')}</button> : <button type="button" className="btn" onClick={leave} data-testid="bulk-close">{t(begun ? 'bulk.close' : 'move.back')}</button>}
        {(!begun || count('ok') < able.length) && <button type="button" className="btn p" disabled={running} onClick={() => void run()} data-testid="bulk-go">{t(begun ? 'bulk.again' : 'bulk.go')}</button>}</div>}>
      <div className="form" data-testid="bulk-dialog">
        {able.length < rows.length && <p className="sm mut">{t('bulk.skip', { n: rows.length - able.length })}</p>}
        {!running && count('ok') < able.length && <MoveFields type={type} move={move} base={{}} value={value} onChange={setValue} refs={refs} messages={messages} />}
        <ol className="bulklines" aria-live="polite">{able.map((r) => { const line = lines[r.id]; return (
          <li key={r.id}><span className="ell">{r.label}</span><span className={line?.state === 'no' ? 'our' : 'mut'}>{line?.state === 'no' ? line.text : line ? t(`bulk.${line.state}`) : ''}</span></li>); })}</ol>
      </div>
    </Modal>
  );
}
