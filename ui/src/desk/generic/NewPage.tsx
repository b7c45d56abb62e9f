// A new record of any type; the draft stays on this device until the server has answered.
import { App } from 'antd';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useLocation, useNavigate, useParams, useSearchParams } from 'react-router';
import { dropDraft, readDraft, writeDraft } from '../../api/draft.ts';
import { useCreate } from '../../api/hooks.ts';
import { fieldMessages } from '../../api/problem.ts';
import type { Fields, Refs, TypeInfo } from '../../api/types.ts';
import { hourMinuteSecond } from '../../format/index.ts';
import { lang, tx } from '../../text/index.ts';
import { ToReal, useRealOnly } from '../app/RealOnly.tsx';
import { useModel, useSession } from '../app/session.tsx';
import { ErrorBox, Nothing, recordPath, Sheet } from '../kit/index.tsx';
import { isUnreadable } from './expr.ts';
import { RecordForm, toFirstError, useMissing, type FormValue } from './RecordForm.tsx';

export function defaults(type: TypeInfo): Fields {
  return Object.fromEntries(type.fields.filter((f) => !f.retired && f.otherwise !== undefined && f.otherwise !== null).map((f) => [f.name, f.otherwise]));
}

export function NewPage() {
  const { type = '' } = useParams();
  const m = useModel();
  const info = m.type(type);
  const { t } = useTranslation();
  if (!info) return <Nothing>{t('error.no_type', { type })}</Nothing>;
  if (info.retired) return <Nothing>{t('registers.retired_text')}</Nothing>;
  return <NewForm key={type} type={info} />;
}

function NewForm({ type }: { type: TypeInfo }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { message } = App.useApp();
  const { post, name } = useSession();
  const [preset] = useSearchParams();
  const refs = (useLocation().state as { refs?: Refs } | null)?.refs;
  // A form opened about something has a draft of its own.
  const key = `new:${type.name}${preset.size ? `:${preset.toString()}` : ''}`;
  const [value, setValue] = useState<FormValue>(() => readDraft<FormValue>(key)?.value ?? {
    fields: { ...defaults(type), ...Object.fromEntries([...preset].filter(([k]) => type.fields.some((f) => f.name === k))) }, jurisdiction_id: post?.jurisdiction_id ?? null,
  });
  const [savedAt, setSavedAt] = useState<number | null>(readDraft(key)?.saved_at ?? null);
  const [touched, setTouched] = useState(false);
  const [messages, setMessages] = useState<Record<string, string>>({});
  const create = useCreate();
  const findMissing = useMissing();
  const realOnly = useRealOnly(type);
  useEffect(() => {
    if (!touched) return undefined;
    const timer = setTimeout(() => setSavedAt(writeDraft(key, value)?.saved_at ?? null), 300);
    return () => clearTimeout(timer);
  }, [key, value, touched]);
  const send = () => {
    const { geometry, ...rest } = value;
    const lacking = findMissing(type.fields, value.fields);
    setMessages(lacking);
    if (isUnreadable(geometry) || Object.keys(lacking).length) { toFirstError(); return; }
    create.mutate({ type: type.name, body: { ...rest, ...(geometry === undefined ? {} : { geometry }), ...(name ? { in_name_of: name } : {}) } }, {
      onSuccess: (w) => { dropDraft(key); void message.success(t('form.saved')); navigate(recordPath(type.name, w.record.id), { replace: true }); },
      onError: (e) => { setMessages(fieldMessages(e, type.fields, lang())); toFirstError(); setSavedAt(writeDraft(key, value)?.saved_at ?? null); },
    });
  };
  return (
    <div className="page narrow">
      <Sheet title={t('form.new', { type: tx(type.title) })} sub={tx(type.help)} testid="new-record"
        actions={<><span className="xs dim">{savedAt ? t('form.kept', { at: hourMinuteSecond(savedAt) }) : ''}</span>
          {savedAt && <button type="button" className="btn g" onClick={() => { dropDraft(key); setSavedAt(null); setTouched(false); setValue({ fields: defaults(type), jurisdiction_id: post?.jurisdiction_id ?? null }); }}>{t('form.drop')}</button>}</>}>
        <div className="pad scroll">
          <RecordForm type={type} value={value} onChange={(v) => { setTouched(true); setValue(v); }} messages={messages} refs={refs} withFrame />
          <ErrorBox error={create.error} kept />
        </div>
        <div className="ma">{realOnly ? <ToReal /> : <button type="button" className="btn p" disabled={create.isPending} onClick={send} data-testid="save">{t('form.save')}</button>}<Link className="btn" to={`/r/${type.name}`}>{t('move.back')}</Link></div>
      </Sheet>
    </div>
  );
}
