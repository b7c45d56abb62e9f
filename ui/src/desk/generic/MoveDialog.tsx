// One move of a record: what it needs, by which channel, and for what cannot be undone: name, receivers and text once more.
import { App, Modal, Select } from 'antd';
import { useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMove, useOne } from '../../api/hooks.ts';
import { fieldMessages } from '../../api/problem.ts';
import type { FieldInfo, Fields, MoveInfo, Rec, Refs } from '../../api/types.ts';
import { dropDraft, readDraft, writeDraft } from '../../api/draft.ts';
import { fromCity } from '../../format/index.ts';
import { tx } from '../../text/index.ts';
import { useModel, useSession } from '../app/session.tsx';
import { ErrorBox } from '../kit/index.tsx';
import { isEmpty } from './expr.ts';
import { kLines } from './FieldInput.tsx';
import { FieldSet, useMissing } from './RecordForm.tsx';

const kChannels = ['desk', 'telephone', 'sms', 'liaison', 'loudspeaker'] as const;

export function moveOf(model: ReturnType<typeof useModel>, type: string, move: string): MoveInfo | undefined {
  return model.type(type)?.moves.find((m) => m.name === move);
}

export function MoveDialog({ record, move, refs, start, done, close }: {
  record: Rec; move: MoveInfo; refs?: Refs | undefined; start?: Fields; done?: (record: Rec) => void; close: () => void;
}) {
  const { t } = useTranslation();
  const m = useModel();
  const { post, name, session } = useSession();
  const { message } = App.useApp();
  const type = m.type(record.type)!;
  const key = `move:${record.id}:${move.name}`;
  const [fields, setFields] = useState<Fields>(() => ({ ...readDraft<Fields>(key)?.value }));
  // What the screen knows goes along where the move takes it, unseen: the five facts of a consultation.
  const known = Object.fromEntries(Object.entries(start ?? {}).filter(([n]) => [...(move.needs ?? []), ...(move.takes ?? [])].includes(n)));
  const [channel, setChannel] = useState<string>('desk');
  const [at, setAt] = useState('');
  const [reason, setReason] = useState('');
  const [messages, setMessages] = useState<Record<string, string>>({});
  const go = useMove();
  const findMissing = useMissing();
  const list = useMemo(() => {
    const wanted = [...(move.needs ?? []), ...(move.takes ?? [])];
    return wanted.map((n) => type.fields.find((f) => f.name === n)).filter((f): f is FieldInfo => f !== undefined && (f.kind !== 'json' || kLines.has(f.name)) && f.name !== 'channel');
  }, [move, type]);
  const whole = { ...record.fields, ...known, ...fields };
  useEffect(() => { if (Object.keys(fields).length) writeDraft(key, fields); }, [key, fields]);

  const send = () => {
    const lacking = findMissing(list, whole, move.needs ?? []);
    setMessages(lacking);
    if (Object.keys(lacking).length) return;
    const given = Object.fromEntries(Object.entries({ ...known, ...fields }).filter(([, v]) => v !== undefined));
    go.mutate({
      type: record.type, id: record.id, move: move.name,
      body: {
        ...(Object.keys(given).length ? { fields: given } : {}), ...(channel !== 'desk' ? { channel } : {}), ...(reason ? { reason } : {}),
        ...(at ? { occurred_at: fromCity(at)! } : {}), ...(name ? { in_name_of: name } : {}),
      },
    }, {
      onSuccess: (w) => { dropDraft(key); void message.success(t('move.done', { title: tx(move.title) })); done?.(w.record); close(); },
      onError: (e) => setMessages(fieldMessages(e)),
    });
  };
  const receivers = receiversOf(record, refs);
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
        <div className={list.length > 5 ? 'cols2' : 'form'}><FieldSet list={list} value={whole} refs={refs} messages={messages} need={move.needs ?? []} idPrefix="m"
          onChange={(next) => setFields(Object.fromEntries(list.map((f) => [f.name, next[f.name]]).filter(([n, v]) => v !== undefined && (fields[n as string] !== undefined || JSON.stringify(v) !== JSON.stringify(record.fields[n as string] ?? null)))))} /></div>
        <div className="cols2">
          <div className="formrow"><label htmlFor="m-at">{t('move.at')}</label><input id="m-at" className="field" type="datetime-local" value={at} onChange={(e) => setAt(e.target.value)} /></div>
          <div className="formrow"><label htmlFor="m-channel">{t('move.channel')}</label>
            <Select id="m-channel" className="wide100" value={channel} onChange={setChannel} options={kChannels.map((c) => ({ value: c, label: t(`channel.${c}`) }))} /></div>
        </div>
        <div className="formrow"><label htmlFor="m-reason">{t('move.reason')}</label><input id="m-reason" className="field" value={reason} onChange={(e) => setReason(e.target.value)} /></div>
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
  const offered = moves.map((x) => moveOf(m, record.type, x)).filter((x): x is MoveInfo => x !== undefined);
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
