// Values that are typed as text: numbers, stakes, durations, dates and instants in the city's time.
import { useEffect, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { cityNow } from '../../api/clock.ts';
import { fullTime, parseDate, parseInstant } from '../../format/index.ts';
import { exampleOf, isUnreadable } from './expr.ts';

export interface TypedProps { id?: string; value: unknown; onChange: (value: unknown) => void; invalid?: boolean | undefined; autoFocus?: boolean | undefined; label?: string; /** Hand on what cannot be read, so that a form can refuse it. */ strict?: boolean }

/** A text field whose text is read into a value when it can be; what cannot be read stays visible and marked. */
export function Typed({ id, value: given, onChange, show, read, unit, hint, kind, invalid, mode, autoFocus, label, strict, children }: TypedProps & {
  show: (v: unknown) => string; read: (text: string) => unknown; unit: string; hint?: string; kind: string; mode?: 'decimal' | 'numeric'; label?: string; children?: ReactNode;
}) {
  const raw = isUnreadable(given) ? given.unreadable : null;
  const value = raw === null ? given : null;
  const [text, setText] = useState(raw ?? (value === null || value === undefined ? '' : show(value)));
  const bad = text.trim() !== '' && read(text) === undefined;
  useEffect(() => {
    const mine = read(text);
    if (JSON.stringify(mine ?? null) !== JSON.stringify(value ?? null) && !(mine === undefined && text !== '' && (value ?? null) === null))
      setText(value === null || value === undefined ? '' : show(value));
    // Only a value from outside rewrites the text, never the user's own typing.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [value]);
  return (
    <span className="unitfield">
      <input id={id} className="field" inputMode={mode} value={text} placeholder={hint} aria-invalid={bad || invalid || undefined} autoFocus={autoFocus} aria-label={label}
        onBlur={() => { const v = read(text); if (v !== undefined) setText(show(v)); }}
        onChange={(e) => { const typed = e.target.value; setText(typed); const v = read(typed); onChange(v === undefined ? (strict && typed.trim() !== '' ? { unreadable: typed } : null) : v); }} />
      {unit && <span className="unit">{unit}</span>}{children}
      <Unread when={bad && !invalid} kind={kind} />
    </span>
  );
}

/** The word under a field whose text cannot be read; silent while somebody types. */
export function Unread({ when, kind }: { when: boolean; kind: string }) {
  const { t } = useTranslation();
  return when ? <span className="our xs unread" role="alert">{t('form.unreadable', { example: exampleOf(kind) })}</span> : null;
}

/** A day; `0820` is read as one of this year. */
export function DateInput(p: TypedProps) {
  return <Typed {...p} show={(v) => String(v).slice(0, 10)} read={(x) => parseDate(x, cityNow())} kind="date" unit="" hint="2026-08-20" mode="numeric" />;
}

/** An instant in the city's time whatever the zone of this computer; `0231` is today. */
export function InstantInput(p: TypedProps) {
  const { t } = useTranslation();
  return (
    <Typed {...p} show={(v) => fullTime(v as string)} read={(x) => parseInstant(x, cityNow())} kind="instant" unit="" hint={t('form.instant_hint')}>
      <button type="button" className="btn mini nw" onClick={() => p.onChange(parseInstant(fullTime(cityNow()), cityNow()))}>{t('form.now')}</button>
    </Typed>
  );
}
