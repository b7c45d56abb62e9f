// The form of any type: one column, label above, error under its field, draft kept on this device.
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { FieldInfo, Fields, Geometry, Refs, TypeInfo } from '../../api/types.ts';
import { tx } from '../../text/index.ts';
import { compute, exampleOf, isEmpty, isRequired, isUnreadable, isVisible, missing, type Unreadable } from './expr.ts';
import { FieldInput, kLines, RefSelect } from './FieldInput.tsx';
import { FieldValue } from './FieldValue.tsx';
import { GeometryInput } from './GeometryInput.tsx';

export interface FormValue { fields: Fields; geometry?: Geometry | Unreadable | null; jurisdiction_id?: string | null; occurred_at?: string | null }

/** The fields of a list, with what the model requires now. */
export function FieldSet({ list, value, onChange, messages, refs, need = [], idPrefix = 'f' }: {
  list: FieldInfo[]; value: Fields; onChange: (fields: Fields) => void; messages: Record<string, string>; refs?: Refs | undefined; need?: string[]; idPrefix?: string;
}) {
  const { t } = useTranslation();
  return (
    <>
      {list.filter((f) => isVisible(f, value)).map((f) => {
        const id = `${idPrefix}-${f.name}`;
        const error = messages[f.name];
        const required = isRequired(f, value) || need.includes(f.name);
        return (
          <div key={f.name} className="formrow" data-field={f.name}>
            <label htmlFor={id}>{tx(f.title)}{required && <b className="req" title={t('form.required')}> ＊</b>}{f.help && <span className="xs dim"> {tx(f.help)}</span>}</label>
            {f.computed ? <span className="computed"><FieldValue field={f} value={compute(f.computed, value)} refs={refs} /></span>
              : <FieldInput id={id} field={f} value={value[f.name] ?? null} refs={refs} invalid={Boolean(error)} onChange={(v) => onChange({ ...value, [f.name]: v })} />}
            {error && <span className="our xs" role="alert">{error}</span>}
          </div>
        );
      })}
    </>
  );
}

export function RecordForm({ type, value, onChange, messages, refs, withFrame, children }: {
  type: TypeInfo; value: FormValue; onChange: (value: FormValue) => void; messages: Record<string, string>; refs?: Refs | undefined;
  /** Also ask for jurisdiction and time of occurrence (a new record). */
  withFrame?: boolean; children?: ReactNode;
}) {
  const { t } = useTranslation();
  const all = type.fields.filter((f) => !f.retired && (f.kind !== 'json' || kLines.has(f.name)));
  // A new record with a workflow: instants and persons of later steps come by themselves, so they stand folded.
  const later = (f: FieldInfo) => Boolean(withFrame) && type.states.length > 0 && !f.required && !messages[f.name] && isEmpty(value.fields[f.name]) && /_(at|by|post)$/.test(f.name) && !/^(due|expected|effective|found)_/.test(f.name);
  const list = all.filter((f) => !later(f));
  const folded = all.filter(later);
  return (
    <div className="form">
      {withFrame && (
        <div className="formrow"><label htmlFor="f-jurisdiction_id">{t('form.jurisdiction')}</label>
          <RefSelect id="f-jurisdiction_id" to="jurisdiction" value={value.jurisdiction_id} refs={refs} invalid={Boolean(messages.jurisdiction_id)} onChange={(v) => onChange({ ...value, jurisdiction_id: v as string | null })} />
          {messages.jurisdiction_id && <span className="our xs" role="alert">{messages.jurisdiction_id}</span>}</div>
      )}
      <FieldSet list={list} value={value.fields} onChange={(fields) => onChange({ ...value, fields })} messages={messages} refs={refs} />
      {folded.length > 0 && <details className="more"><summary>{t('form.more', { n: folded.length })}</summary><FieldSet list={folded} value={value.fields} onChange={(fields) => onChange({ ...value, fields })} messages={messages} refs={refs} /></details>}
      {type.place !== 'none' && (
        <div className="formrow" data-field="geometry"><label>{t('form.place')}</label>
          <GeometryInput kind={type.place} value={value.geometry ?? null} onChange={(geometry) => onChange({ ...value, geometry })} />
          {messages.geometry && !isUnreadable(value.geometry) && <span className="our xs" role="alert">{messages.geometry}</span>}</div>
      )}
      {children}
    </div>
  );
}

/** Brings the first field that is refused into view, and the cursor into it. */
export function toFirstError(): void {
  requestAnimationFrame(() => {
    const row = document.querySelector<HTMLElement>('.formrow:has([role=alert])');
    row?.scrollIntoView({ block: 'center' });
    row?.querySelector<HTMLElement>('input, textarea, select')?.focus({ preventScroll: true });
  });
}

/** Messages for what must still be given or cannot be read, found before the server is asked. */
export function useMissing() {
  const { t } = useTranslation();
  return (list: FieldInfo[], fields: Fields, also: string[] = []): Record<string, string> =>
    Object.fromEntries([
      ...missing(list, fields, also).map((name) => [name, t('form.missing', { title: tx(list.find((f) => f.name === name)?.title) })]),
      ...list.filter((f) => isUnreadable(fields[f.name])).map((f) => [f.name, t('form.unreadable', { example: exampleOf(f.kind) })]),
    ]);
}
export function useMessages() { return useState<Record<string, string>>({}); }
