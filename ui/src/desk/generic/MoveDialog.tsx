// One move of a record: what it needs, by which channel, and for what cannot be undone: name, receivers and text once more.
import { Modal } from 'antd';
import { useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useList, useMove, useOne } from '../../api/hooks.ts';
import { fieldMessages } from '../../api/problem.ts';
import type { Fields, MoveInfo, Rec, Refs } from '../../api/types.ts';
import { dropDraft, readDraft, writeDraft } from '../../api/draft.ts';
import { lang, tx } from '../../text/index.ts';
import { useModel, useSession } from '../app/session.tsx';
import { isBack, useUndo } from '../app/undo.tsx';
import { ErrorBox, refLabel } from '../kit/index.tsx';
import { isEmpty } from './expr.ts';
import { emptyMove, fieldsOfMove, isTouched, moveBody, MoveFields, type MoveValue } from './MoveForm.tsx';
import { toFirstError, useMissing } from './RecordForm.tsx';

export function moveOf(model: ReturnType<typeof useModel>, type: string, move: string): MoveInfo | undefined {
  return model.type(type)?.moves.find((m) => m.name === move);
}

export function MoveDialog({ record, move, refs, start, done, close }: {
  record: Rec; move: MoveInfo; refs?: Refs | undefined; start?: Fields; done?: (record: Rec) => void; close: () => void;
}) {
  const { t } = useTranslation();
  const m = useModel();
  const { post, name, session } = useSession();
  const undo = useUndo();
  const type = m.type(record.type)!;
  const key = `step:${record.id}:${move.name}`;
  const [value, setValue] = useState<MoveValue>(() => readDraft<MoveValue>(key)?.value ?? emptyMove());
  // What the screen knows goes along where the move takes it, unseen: the five facts of a consultation.
  const known = Object.fromEntries(Object.entries(start ?? {}).filter(([n]) => [...(move.needs ?? []), ...(move.takes ?? [])].includes(n)));
  const [messages, setMessages] = useState<Record<string, string>>({});
  const go = useMove();
  const findMissing = useMissing();
  const list = useMemo(() => fieldsOfMove(type, move), [move, type]);
  const base = { ...record.fields, ...known };
  useEffect(() => { if (isTouched(value)) writeDraft(key, value); }, [key, value]);

  // What cannot be undone is sent in the name that the dialog shows: its number is of that body's series.
  const signing = name ?? (move.once && !record.fields.body ? session.names.find((n) => n.name === post?.body_name)?.id ?? null : null);
  const send = () => {
    const lacking = findMissing(list, { ...base, ...value.fields }, move.needs ?? []);
    setMessages(lacking);
    if (Object.keys(lacking).length) { toFirstError(); return; }
    go.mutate({ type: record.type, id: record.id, move: move.name, body: moveBody(value, known, signing) }, {
      onSuccess: (w) => { dropDraft(key); undo.moved(w.record, move.name, t('move.done', { title: tx(move.title) })); done?.(w.record); close(); },
      onError: (e) => { setMessages(fieldMessages(e, type.fields, lang())); toFirstError(); },
    });
  };
  // A report's receivers stand in their own rows, each with its clock.
  const waiting = useList('report_receipt', { filter: [`about:eq:${String(record.fields.about ?? '')}`, `report_kind:eq:${String(record.fields.kind ?? '')}`, 'state:eq:waiting'], limit: 50 }, { enabled: Boolean(move.once) && record.type === 'report' });
  const receivers = [...receiversOf(record, refs), ...(waiting.data?.items ?? []).map((r) => refLabel(waiting.data?.refs, r.fields.receiver))];
  const text = record.fields.text ?? record.fields.decision ?? record.fields.conclusion;
  return (
    <Modal open onCancel={close} width={move.once || list.length > 5 ? 640 : 520} title={`${tx(move.title)}${t('shell.dot')}${record.label}`} mask={{ closable: false }}
      footer={<div className="row"><button type="button" className="btn" onClick={close}>{t('move.back')}</button><span className="grow" />
        <button type="button" className={`btn ${move.once ? 'once' : 'p'}`} disabled={go.isPending} onClick={send} data-testid="move-confirm">{tx(move.title)}</button></div>}>
      <div className="form" data-testid={`move-${move.name}`}>
        {move.once && (
          <dl className="once-facts">
            <dt>{t('move.once')}</dt><dd className="mut">{t('move.once_text')}</dd>
            <dt>{t('move.name')}</dt><dd><b>{refs?.[String(record.fields.relay_body ?? record.fields.body ?? '')]?.label ?? session.names.find((n) => n.id === name)?.name ?? post?.body_name}</b></dd>
            <dt>{t('move.as')}</dt><dd>{post?.title}{t('shell.dot')}{session.person.name}</dd>
            {receivers.length > 0 && <><dt>{t('move.to', { n: receivers.length })}</dt><dd>{receivers.join(t('list_comma'))}</dd></>}
            {!isEmpty(text) && <><dt>{t('move.text')}</dt><dd className="once-text pre">{String(text)}</dd></>}
          </dl>
        )}
        {move.two_person && <p className="sm mut">{t('move.two_person')}</p>}
        <MoveFields type={type} move={move} base={base} value={value} onChange={setValue} refs={refs} messages={messages} />
        <ErrorBox error={go.error} kept />
      </div>
    </Modal>
  );
}

/** Who will get it: the units, or the persons and bodies that the record names. */
export function receiversOf(record: Rec, refs: Refs | undefined): string[] {
  const ids = ['units', 'receivers', 'unit', 'person', 'receiver'].flatMap((n) => { const v = record.fields[n]; return Array.isArray(v) ? v : v ? [v] : []; });
  return [...new Set(ids.map((id) => refs?.[String(id)]?.label).filter((x): x is string => Boolean(x)))];
}

/** Buttons of the moves that the server offers; those of the system are never offered by it. */
export function MoveButtons({ record, moves, refs, first, start, done, keys }: {
  record: Rec; moves: string[]; refs?: Refs | undefined; /** Shown as the next verb. */ first?: string | undefined; start?: Fields; done?: (r: Rec) => void;
  /** Letters beside the first buttons: { verify: 'V' }. */ keys?: Record<string, string>;
}) {
  const m = useModel();
  const [open, setOpen] = useState<MoveInfo | null>(null);
  const offered = moves.filter((x) => !isBack(record.type, x)).map((x) => moveOf(m, record.type, x)).filter((x): x is MoveInfo => x !== undefined);
  const states = (m.type(record.type)?.states ?? []).filter((s) => !s.final || s.name === record.state).map((s) => s.name);
  const finals = m.type(record.type)?.states.filter((s) => s.final).map((s) => s.name) ?? [];
  // Onward first, then what stays, then back or out.
  const onward = (x: MoveInfo) => (x.to === '' || x.to === record.state ? 1 : states.indexOf(x.to) > states.indexOf(record.state ?? '') || x.to === finals[0] ? 0 : 2);
  // The next verb first; what cannot be undone stands last, out of the way of a hurried hand.
  const order = [...offered].sort((a, b) => Number(b.name === first) - Number(a.name === first) || onward(a) - onward(b) || Number(a.once ?? false) - Number(b.once ?? false));
  return (
    <>
      {order.map((x, i) => (
        <button type="button" key={x.name} className={`btn ${x.once ? 'once' : i === 0 && (x.name === first || onward(x) === 0) ? 'p' : ''}`} onClick={() => setOpen(x)} data-testid={`do-${x.name}`}>
          {tx(x.title)}{keys?.[x.name] && <kbd>{keys[x.name]}</kbd>}
        </button>
      ))}
      {open && <MoveDialog record={record} move={open} refs={refs} {...(start ? { start } : {})} {...(done ? { done } : {})} close={() => setOpen(null)} />}
    </>
  );
}

/** Loads a record and opens one of its moves: for rows that carry only the next verb. */
export function MoveOn({ type, id, move, close }: { type: string; id: string; move: string; close: () => void }) {
  const m = useModel();
  const one = useOne(type, id);
  const info = moveOf(m, type, move);
  if (!one.data || !info) return null;
  return <MoveDialog record={one.data.record} move={info} refs={one.data.refs} close={close} />;
}
