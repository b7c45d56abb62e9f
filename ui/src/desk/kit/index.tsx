// Small pieces that every desk screen shares.
import { useEffect, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { Problem } from '../../api/problem.ts';
import type { Rec, Refs } from '../../api/types.ts';
import { Clock, clockFacts } from '../../parts/index.ts';
import { tx } from '../../text/index.ts';
import { useModel } from '../app/session.tsx';

/** A sheet of paper: head with title, sub and actions, then what it holds. */
export function Sheet({ title, sub, actions, children, className = '', testid }: {
  title?: ReactNode; sub?: ReactNode; actions?: ReactNode; children?: ReactNode; className?: string; testid?: string;
}) {
  return (
    <section className={`sheet ${className}`} data-testid={testid}>
      {title !== undefined && (
        <div className="sh"><h2>{title}</h2>{sub !== undefined && <span className="sub ell">{sub}</span>}<span className="grow" />{actions}</div>
      )}
      {children}
    </section>
  );
}

/** What failed, what was kept, what to do, and the id to quote. */
export function ErrorBox({ error, again, kept }: { error: unknown; again?: () => void; kept?: boolean }) {
  const { t } = useTranslation();
  if (!error) return null;
  const p = error instanceof Problem ? error : undefined;
  const text = p && p.status === 0 ? t('error.offline') : error instanceof Error ? error.message : String(error);
  return (
    <div className="errbox" role="alert" data-testid="error">
      <span className="our">{text}</span>
      {p?.errors.length ? <ul>{p.errors.map((e, i) => <li key={i}>{e.detail}</li>)}</ul> : null}
      {kept && <span className="mut">{t('error.kept')}</span>}
      <span className="row">
        {again && <button type="button" className="btn" onClick={again}>{t('error.again')}</button>}
        {p?.requestId && <span className="xs dim">{t('error.id', { id: p.requestId })}</span>}
      </span>
    </div>
  );
}

/** Nothing here, and why or what then. */
export const Nothing = ({ children }: { children: ReactNode }) => <div className="nothing dim">{children}</div>;

export function Loading() {
  const { t } = useTranslation();
  return <div className="nothing dim" aria-busy="true">{t('loading')}</div>;
}

/** One query's three faces: waiting, failed, there. */
export function Asked<R>({ query, children }: {
  query: { data: R | undefined; error: Error | null; refetch: () => unknown }; children: (data: R) => ReactNode;
}) {
  if (query.data !== undefined) return <>{children(query.data)}</>;
  if (query.error) return <ErrorBox error={query.error} again={() => { query.refetch(); }} />;
  return <Loading />;
}

export function refLabel(refs: Refs | undefined, id: unknown): string {
  return typeof id === 'string' ? refs?.[id]?.label ?? '' : '';
}
export const recordPath = (type: string, id: string): string =>
  type === 'dike_incident' ? `/incidents/${id}` : type === 'consultation' ? `/consultation/${id}` : `/r/${type}/${id}`;

/** Opens a form about a record: its name goes along, since an id alone has none. */
export const aboutState = (r: Pick<Rec, 'id' | 'type' | 'label'>) => ({ refs: { [r.id]: { type: r.type, label: r.label } } });

/** A link to the record that an id names; the id's beginning when its label is unknown. */
export function RefLink({ id, refs, type }: { id: unknown; refs?: Refs | undefined; type?: string }) {
  if (typeof id !== 'string' || id === '') return null;
  const r = refs?.[id];
  const to = r?.type ?? type;
  const label = r?.label ?? id.slice(0, 8);
  return to ? <Link to={recordPath(to, id)}>{label}</Link> : <>{label}</>;
}

/** The ruler of a record of type `clock`. */
export function RecordClock({ clock, label, show }: { clock: Rec | null | undefined; label?: string; show?: 'both' | 'bar' | 'words' }) {
  if (!clock) return null;
  return <Clock {...clockFacts(clock)} {...(label ? { label } : {})} {...(show ? { show } : {})} />;
}

/** What a clock counts, in the reader's language: the model's words where it still has them. */
export function ClockTitle({ clock }: { clock: Rec }) {
  const m = useModel();
  const info = m.type(pickText(clock, 'about_type'))?.clocks.find((c) => c.name === clock.fields.name);
  return <>{tx(info?.title) || pickText(clock, 'title')}</>;
}

/** The state of a record in the model's words. */
export function StateTag({ type, state }: { type: string; state: string | null }) {
  const m = useModel();
  return state ? <span className="tag" data-state={state}>{m.stateTitle(type, state)}</span> : null;
}

/** Key presses outside fields; ignored while Chinese input composes. */
export function useKeys(keys: Record<string, (e: KeyboardEvent) => void>, enabled = true): void {
  useEffect(() => {
    if (!enabled) return undefined;
    const press = (e: KeyboardEvent) => {
      if (e.isComposing || e.keyCode === 229 || e.defaultPrevented) return;
      const inField = isField(e.target);
      const name = `${e.ctrlKey || e.metaKey ? 'ctrl+' : ''}${e.key.length === 1 ? e.key.toLowerCase() : e.key}`;
      const act = keys[name];
      if (!act || e.altKey || (inField && !name.startsWith('ctrl+') && name !== 'Escape')) return;
      act(e);
    };
    document.addEventListener('keydown', press);
    return () => document.removeEventListener('keydown', press);
  });
}
export function isField(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
}

/** The first of several fields that holds a text, number or boolean. */
export function pick(record: { fields: Record<string, unknown> } | null | undefined, ...names: string[]): unknown {
  for (const n of names) {
    const v = record?.fields[n];
    if (v !== null && v !== undefined && v !== '') return v;
  }
  return undefined;
}
export const pickText = (record: { fields: Record<string, unknown> } | null | undefined, ...names: string[]): string => {
  const v = pick(record, ...names);
  return v === undefined || typeof v === 'object' ? '' : String(v);
};
export const pickNumber = (record: { fields: Record<string, unknown> } | null | undefined, ...names: string[]): number | null => {
  const v = pick(record, ...names);
  return typeof v === 'number' ? v : null;
};
