// One input per field kind; values are those of the API (fen, milliseconds, metres, ids).
import { useQuery } from '@tanstack/react-query';
import { Select } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import type { FieldInfo, Refs } from '../../api/types.ts';
import { duration, parseDuration, parseStake, stake } from '../../format/index.ts';
import { tx } from '../../text/index.ts';
import { DateInput, InstantInput, Typed } from './Typed.tsx';
import { useDelayed } from '../app/Palette.tsx';
import { useModel } from '../app/session.tsx';
import { unitWord } from './FieldValue.tsx';

export interface InputProps {
  field: FieldInfo; value: unknown; onChange: (value: unknown) => void; refs?: Refs | undefined; id: string; invalid?: boolean; autoFocus?: boolean;
}

export function FieldInput(p: InputProps) {
  const { field } = p;
  const { t } = useTranslation();
  const m = useModel();
  const common = { id: p.id, 'aria-invalid': p.invalid || undefined, autoFocus: p.autoFocus, className: 'field' };
  switch (field.kind) {
    case 'choice': case 'multi_choice': {
      const choices = (m.dictionary(field.of)?.choices ?? []).filter((c) => !c.retired || c.value === p.value);
      return (
        <Select id={p.id} className="wide100" value={(p.value ?? undefined) as string} allowClear showSearch optionFilterProp="label" autoFocus={p.autoFocus ?? false}
          {...(field.kind === 'multi_choice' ? { mode: 'multiple' as const } : {})} {...(p.invalid ? { status: 'error' as const } : {})}
          options={choices.map((c) => ({ value: c.value, label: tx(c.title) }))} onChange={(v) => p.onChange(v ?? null)} />
      );
    }
    case 'reference': case 'person': case 'jurisdiction':
      return <RefSelect id={p.id} to={field.kind === 'reference' ? field.to || '*' : field.kind} value={p.value as string} refs={p.refs} onChange={p.onChange} invalid={p.invalid} />;
    case 'references':
      return <RefSelect id={p.id} to={field.to || '*'} many value={(p.value ?? []) as string[]} refs={p.refs} onChange={p.onChange} invalid={p.invalid} />;
    case 'boolean':
      return (
        <Select id={p.id} className="wide100" allowClear value={p.value === undefined || p.value === null ? undefined : p.value ? 1 : 0}
          options={[{ value: 1, label: t('yes') }, { value: 0, label: t('no') }]} onChange={(v: number | undefined) => p.onChange(v === undefined ? null : v === 1)} />
      );
    case 'number': case 'integer':
      return <Typed {...p} strict kind={field.kind} show={(v) => String(v)} read={(x) => { const n = Number(x.replace(/,/g, '')); return x.trim() !== '' && Number.isFinite(n) && (field.kind === 'number' || Number.isInteger(n)) ? n : undefined; }}
        unit={field.unit ? unitWord(field.unit, t) : ''} mode="decimal" />;
    case 'money': return <Typed {...p} strict kind={field.kind} show={(v) => String((v as number) / 100)} read={(x) => { const n = Number(x.replace(/,/g, '')); return x.trim() !== '' && Number.isFinite(n) ? Math.round(n * 100) : undefined; }} unit={t('yuan')} mode="decimal" />;
    case 'stake': return <Typed {...p} strict kind={field.kind} show={(v) => stake(v as number)} read={parseStake} unit="" hint="718+350" />;
    case 'duration': return <Typed {...p} strict kind={field.kind} show={(v) => duration(v as number)} read={parseDuration} unit="" hint="30m, 24h, 10d" />;
    case 'date': return <DateInput {...p} strict />;
    case 'instant': return <InstantInput {...p} strict />;
    case 'long_text': return <textarea {...common} rows={4} maxLength={field.max_length || 20000} value={String(p.value ?? '')} onChange={(e) => p.onChange(e.target.value || null)} />;
    case 'attachment': return <FileInput {...p} />;
    case 'json': return kLines.has(field.name) ? <LinesInput {...p} /> : <Typed {...p} strict kind={field.kind} show={(v) => JSON.stringify(v)} read={(x) => { try { return JSON.parse(x) as unknown; } catch { return undefined; } }} unit="" />;
    default: return <input {...common} maxLength={field.max_length || 200} value={String(p.value ?? '')} onChange={(e) => p.onChange(e.target.value || null)} />;
  }
}

/** Structured lists that people write as lines: attendees (`post name`), items of a handover. */
export const kLines = new Set(['attendees', 'items', 'others']);
export function linesText(value: unknown): string {
  if (!Array.isArray(value)) return '';
  return value.map((x) => (typeof x === 'string' ? x : [x.post, x.name ?? x.person, x.text].filter(Boolean).join(' '))).join('\n');
}
export function readLines(name: string, text: string, before: unknown): unknown[] | null {
  const old = Array.isArray(before) ? before as Record<string, unknown>[] : [];
  const lines = text.split('\n').map((l) => l.trim()).filter(Boolean);
  if (!lines.length) return null;
  return lines.map((line) => {
    // A line left as it was keeps what else its row holds.
    const same = old.find((x) => linesText([x]) === line);
    if (same) return same;
    if (name === 'items') return { text: line, open: true };
    const at = line.lastIndexOf(' ');
    return at < 0 ? { name: line } : { post: line.slice(0, at), name: line.slice(at + 1) };
  });
}
function LinesInput({ id, field, value, onChange, invalid }: InputProps) {
  const { t } = useTranslation();
  const [text, setText] = useState(linesText(value));
  return <textarea id={id} className="field" rows={4} value={text} placeholder={t(field.name === 'items' ? 'form.lines_items' : 'form.lines_people')} aria-invalid={invalid || undefined} onChange={(e) => { setText(e.target.value); onChange(readLines(field.name, e.target.value, value)); }} />;
}

/** Choice of records by typing; the server searches. */
export function RefSelect({ id, to, many, value, refs, onChange, invalid, placeholder, autoFocus }: {
  id?: string; to: string; many?: boolean; value: string | string[] | null | undefined; refs?: Refs | undefined;
  onChange: (value: unknown) => void; invalid?: boolean | undefined; placeholder?: string; autoFocus?: boolean;
}) {
  const { t } = useTranslation();
  const [text, setText] = useState('');
  const [open, setOpen] = useState(false);
  const asked = useDelayed(text.trim(), 200);
  const found = useQuery({
    queryKey: ['pick', to, asked], enabled: open && (to !== '*' || asked !== ''), staleTime: 30_000,
    queryFn: async ({ signal }) => to === '*' ? (await api.search(asked, signal)).items.map((i) => ({ value: i.id, label: i.label }))
      : (await api.list(to, { q: asked, limit: 30 }, signal)).items.map((r) => ({ value: r.id, label: r.label })),
  });
  const chosen = (Array.isArray(value) ? value : value ? [value] : []) as string[];
  const unknown = chosen.filter((c) => !refs?.[c] && !found.data?.some((o) => o.value === c));
  const named = useQuery({
    queryKey: ['named', to, unknown], enabled: to !== '*' && unknown.length > 0 && unknown.length < 20, staleTime: 300_000,
    queryFn: async () => Promise.all(unknown.map(async (u) => ({ value: u, label: (await api.get(to, u)).record.label }))),
  });
  const options = [...(found.data ?? [])];
  for (const c of chosen) if (!options.some((o) => o.value === c)) options.push({ value: c, label: refs?.[c]?.label ?? named.data?.find((n) => n.value === c)?.label ?? c.slice(0, 8) });
  return (
    <Select id={id ?? ''} className="wide100" showSearch allowClear filterOption={false} autoFocus={autoFocus ?? false} placeholder={placeholder} {...(placeholder ? { 'aria-label': placeholder } : {})}
      {...(many ? { mode: 'multiple' as const } : {})} {...(invalid ? { status: 'error' as const } : {})} value={(many ? chosen : value ?? undefined) as never} options={options}
      notFoundContent={found.isFetching ? t('loading') : to === '*' && asked === '' ? t('form.type_to_search') : t('palette.none')}
      onSearch={setText} onOpenChange={setOpen} onChange={(v: unknown) => { setText(''); onChange(v ?? null); }} />
  );
}

/** What the server keeps of a file: its content under a hash, its name and kind beside it. */
interface Attached { hash: string; name: string; size: number; media_type: string }

function FileInput({ id, value, onChange }: InputProps) {
  const { t } = useTranslation();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState('');
  const files = (Array.isArray(value) ? value : value ? [value] : []) as Attached[];
  const add = async (input: HTMLInputElement) => {
    setBusy(true);
    setError('');
    const added: Attached[] = [];
    // What has arrived is kept even when a later file does not.
    try { for (const f of Array.from(input.files ?? [])) added.push(await api.attach(f)); } catch (e) { setError(e instanceof Error ? e.message : String(e)); }
    onChange([...files, ...added]);
    input.value = '';
    setBusy(false);
  };
  return (
    <span className="col">
      <input id={id} type="file" multiple disabled={busy} onChange={(e) => void add(e.currentTarget)} />
      {files.map((f) => <span key={f.hash} className="row xs"><a href={api.attachmentUrl(f.hash)} target="_blank" rel="noreferrer">{f.name}</a>
        <button type="button" className="btn g mini" onClick={() => onChange(files.filter((x) => x !== f))}>{t('form.remove')}</button></span>)}
      {error && <span className="our xs" role="alert">{error}</span>}
    </span>
  );
}
