// Native inputs for model fields: the phone's own small renderer.
import { useId } from 'react';
import type { FieldInfo, Model } from '../api/types.ts';
import { fromCity, fullTime, parseStake, stake } from '../format/index.ts';
import { lang, tx } from '../text/index.ts';
import { Choices } from './bits.tsx';

export interface FieldInputProps { field: FieldInfo; model: Model | null; value: string; required?: boolean; error?: string; onChange: (value: string) => void }

export function FieldInput({ field, model, value, required, error, onChange }: FieldInputProps) {
  const id = useId();
  const title = `${tx(field.title)}${field.unit && field.kind === 'number' ? `（${field.unit}）` : ''}${required ? ' *' : ''}`;
  const choices = field.of ? model?.dictionaries[field.of]?.choices.filter((c) => !c.retired) : undefined;
  if (field.kind === 'choice' && choices) {
    return <div className="fld"><span>{title}</span><Choices label={title} options={choices.map((c) => ({ value: c.value, title: tx(c.title) }))} value={value || null} onChange={(v) => onChange(v ?? '')} /></div>;
  }
  const shared = { id, value, 'aria-invalid': error ? true : undefined, onChange: (e: { target: { value: string } }) => onChange(e.target.value) };
  return (
    <label className="fld" htmlFor={id}>
      <span>{title}</span>
      {field.kind === 'long_text' || (field.kind === 'text' && (field.max_length ?? 0) > 100) ? <textarea {...shared} rows={2} maxLength={field.max_length || undefined} />
        : <input {...shared} {...inputOf(field)} />}
      {error && value && <span className="our">{error}</span>}
    </label>
  );
}

function inputOf(field: FieldInfo): Record<string, string | number | undefined> {
  switch (field.kind) {
    case 'number': case 'integer': case 'money': return { type: 'text', inputMode: 'decimal' };
    case 'stake': return { type: 'text', inputMode: 'text', placeholder: '718+350' };
    case 'instant': return { type: 'datetime-local' };
    case 'date': return { type: 'date' };
    default: return { type: 'text', maxLength: field.max_length || undefined };
  }
}

/** Turns what was typed into field values; what is required and empty, or unreadable, is an error and not sent. */
export function readFields(fields: FieldInfo[], values: Record<string, string>, required: Set<string>): { fields: Record<string, unknown>; errors: Record<string, string> } {
  const read: Record<string, unknown> = {};
  const errors: Record<string, string> = {};
  for (const f of fields) {
    const text = (values[f.name] ?? '').trim();
    if (text === '') {
      if (required.has(f.name)) errors[f.name] = lang() === 'zh' ? '必填' : 'required';
      continue;
    }
    const value = readValue(f, text);
    if (value === undefined) errors[f.name] = lang() === 'zh' ? '看不懂，请改' : 'cannot be read';
    else read[f.name] = value;
  }
  return { fields: read, errors };
}

export function readValue(field: FieldInfo, text: string): unknown {
  switch (field.kind) {
    case 'number': case 'integer': {
      const n = Number(text.replace('，', '.').replace(/[米人]$/, ''));
      return Number.isFinite(n) && (field.kind === 'number' || Number.isInteger(n)) ? n : undefined;
    }
    case 'stake': return parseStake(text);
    case 'instant': return fromCity(text);
    case 'boolean': return text === 'true';
    default: return text;
  }
}

/** A stored value as text for an input. */
export function showValue(field: FieldInfo, value: unknown): string {
  if (value === null || value === undefined) return '';
  if (field.kind === 'instant') return fullTime(String(value)).replace(' ', 'T');
  return field.kind === 'stake' ? stake(Number(value)) : String(value);
}
