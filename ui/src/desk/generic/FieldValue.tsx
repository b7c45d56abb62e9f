// A field's value as text with its unit, dictionary word or link.
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { api } from '../../api/client.ts';
import type { FieldInfo, Rec, Refs } from '../../api/types.ts';
import { dayTime, duration, fullTime, money, num, stake } from '../../format/index.ts';
import { Unknown } from '../../parts/index.ts';
import { useModel } from '../app/session.tsx';
import { RefLink } from '../kit/index.tsx';
import { isEmpty } from './expr.ts';

export const kNumeric = new Set(['number', 'integer', 'money', 'stake', 'duration']);

/** @param short in a table cell: no links inside, no second line, times without the year */
export function FieldValue({ field, value, refs, record, short }: {
  field: FieldInfo; value: unknown; refs?: Refs | undefined; record?: Rec | undefined; short?: boolean;
}): ReactNode {
  const { t } = useTranslation();
  const m = useModel();
  if (record?.masked?.includes(field.name)) return short ? <span className="dim">{isEmpty(value) ? '••••' : String(value)}</span> : <Masked record={record} field={field} value={value} />;
  if (isEmpty(value)) return short ? <span className="dim">—</span> : <Unknown />;
  const unit = field.unit && !short ? <small className="unit"> {unitWord(field.unit, t)}</small> : null;
  switch (field.kind) {
    case 'choice': return m.choice(field.of, value);
    case 'multi_choice': return (value as unknown[]).map((v) => m.choice(field.of, v)).join(t('list_comma'));
    case 'boolean': return t(value ? 'yes' : 'no');
    case 'number': case 'integer': return <>{num(value as number)}{unit}</>;
    case 'money': return <>{money(value as number)}{short ? null : <small className="unit"> {t('yuan')}</small>}</>;
    case 'stake': return stake(value as number);
    case 'duration': return duration(value as number);
    case 'instant': return short ? dayTime(value as string) : fullTime(value as string);
    case 'date': return String(value).slice(0, 10);
    case 'reference': case 'person': case 'jurisdiction': {
      const type = field.kind === 'reference' ? (field.to && field.to !== '*' ? field.to : undefined) : field.kind;
      return short ? refs?.[String(value)]?.label ?? String(value).slice(0, 8) : <RefLink id={value} refs={refs} {...(type ? { type } : {})} />;
    }
    case 'references': return (value as string[]).map((id, i) => <span key={id}>{i > 0 ? t('list_comma') : ''}{short ? refs?.[id]?.label ?? id.slice(0, 8) : <RefLink id={id} refs={refs} {...(field.to && field.to !== '*' ? { type: field.to } : {})} />}</span>);
    case 'attachment': return (Array.isArray(value) ? value : [value]).map((a, i) => {
      const hash = typeof a === 'string' ? a : String((a as { hash?: string }).hash ?? '');
      return <a key={hash} href={api.attachmentUrl(hash)} target="_blank" rel="noreferrer">{i > 0 ? t('list_comma') : ''}{typeof a === 'object' ? (a as { name?: string }).name : t('object.file', { n: i + 1 })}</a>;
    });
    case 'json': return Array.isArray(value) && value.every((x) => typeof x === 'string') ? value.join(t('list_comma')) : short ? <span className="dim">{t('object.data')}</span> : <pre className="json">{JSON.stringify(value, null, 1)}</pre>;
    case 'long_text': return short ? String(value).slice(0, 60) : <span className="pre">{String(value)}</span>;
    default: return field.name === 'phone' && !short ? <a href={`tel:${String(value)}`}>{String(value)}</a> : String(value);
  }
}
export function unitWord(unit: string, t: (k: string, o?: { defaultValue: string }) => string): string {
  return t(`unit.${unit}`, { defaultValue: unit.replace('m3', 'm³') });
}

/** A personal value, hidden until asked for with a reason; the server logs who asked. */
function Masked({ record, field, value }: { record: Rec; field: FieldInfo; value: unknown }) {
  const { t } = useTranslation();
  const [shown, setShown] = useState<string | null>(null);
  const [asking, setAsking] = useState(false);
  const [reason, setReason] = useState('');
  const [error, setError] = useState('');
  if (shown !== null) return <>{field.name.startsWith('phone') ? <a href={`tel:${shown}`}>{shown}</a> : shown}</>;
  if (!asking) return <><span className="dim">{isEmpty(value) ? '••••' : String(value)}</span> <button type="button" className="btn g mini" onClick={() => setAsking(true)}>{t('object.reveal')}</button></>;
  const ask = () => { api.reveal(record.type, record.id, field.name, reason).then((r) => setShown(String(r.value ?? '')), (e: Error) => setError(e.message)); };
  return (
    <form className="row" onSubmit={(e) => { e.preventDefault(); ask(); }}>
      <input className="field" autoFocus required value={reason} placeholder={t('object.reveal_why')} aria-label={t('object.reveal_why')} onChange={(e) => setReason(e.target.value)} />
      <button className="btn">{t('object.reveal')}</button>{error && <span className="our">{error}</span>}
    </form>
  );
}

/** A link to a record of any type. */
export function RecordLink({ record }: { record: Rec }) { return <Link to={`/r/${record.type}/${record.id}`}>{record.label}</Link>; }
