// A file that was read and checked: numbers, what is wrong and how it is mended, what is there already, and the writing.
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { api } from '../../api/client.ts';
import { dropDraft, readDraft, writeDraft } from '../../api/draft.ts';
import { exchange, type Batch, type Duplicate, type ImportError } from '../../api/exchange.ts';
import type { FieldInfo, TypeInfo } from '../../api/types.ts';
import { num } from '../../format/index.ts';
import { tx } from '../../text/index.ts';
import { FieldValue } from '../generic/FieldValue.tsx';
import { ErrorBox, recordPath } from '../kit/index.tsx';
import { changed, choicesOf, type Choices } from './importing.ts';
import { useDownload } from './ImportPage.tsx';
import { ColumnMatch, OptionFields } from './Match.tsx';

const kAtOnce = 50;

export function Checked({ type, batch, take }: { type: TypeInfo; batch: Batch; take: (b: Batch) => void }) {
  const { t } = useTranslation();
  const key = `import:${batch.id}`;
  const [chosen, setChosen] = useState<Choices>(() => readDraft<Choices>(key)?.value ?? choicesOf(batch.options));
  const set = (change: Partial<Choices>) => { const next = { ...chosen, ...change }; setChosen(next); writeDraft(key, next); };
  const again = useMutation({ mutationFn: (change: Partial<Choices>) => exchange.check(batch.id, { ...chosen, ...change }), onSuccess: (b) => { dropDraft(key); take(b); } });
  const write = useMutation({ mutationFn: (goodOnly: boolean) => exchange.confirm(batch.id, goodOnly), onSuccess: take });
  const download = useDownload();
  const dirty = changed(chosen, batch.options);
  const c = batch.counts;
  const faults = batch.column_errors ?? [];
  // Rows that are there already are the commonest error: what to do with them stands beside the numbers.
  const refused = batch.options.on_duplicate === 'refuse' && chosen.on_duplicate === 'refuse' && (batch.errors ?? []).some((e) => e.code === 'row_exists');
  const writable = !dirty && batch.state === 'checked' && faults.length === 0 && (c?.create ?? 0) + (c?.update ?? 0) > 0;
  return (
    <>
      {batch.refused && <div className="errbox" role="alert" data-testid="refused"><span className="our">{tx(batch.refused)}</span></div>}
      {batch.state === 'cancelled' && <p className="mut">{t('importing.state_cancelled')}</p>}
      {c && <Counts counts={c} />}
      {faults.length > 0 && <div className="errbox" role="alert"><b>{t('importing.column_errors')}</b><ul>{faults.map((e, i) => <li key={i}>{tx(e)}</li>)}</ul></div>}
      {batch.state === 'checked' && c && (
        <div className="importgo">
          {c.bad > 0 && <span className="row wrapping"><button type="button" className="btn" onClick={() => download(() => exchange.errorSheet(batch.id, 'xlsx'))} data-testid="error-sheet">{t('importing.error_sheet')}</button>
            <button type="button" className="btn g" onClick={() => download(() => exchange.errorSheet(batch.id, 'csv'))}>{t('importing.error_csv')}</button></span>}
          {dirty ? <span className="mut sm">{t('importing.check_first')}</span>
            : c.bad > 0 ? <button type="button" className="btn" disabled={!writable || write.isPending} onClick={() => write.mutate(true)} data-testid="write-good">{t('importing.write_good', { n: num(c.create + c.update), bad: num(c.bad) })}</button>
              : <button type="button" className="btn p" disabled={!writable || write.isPending} onClick={() => write.mutate(false)} data-testid="write">{t('importing.write', { n: num(c.create + c.update) })}</button>}
          {refused && <span className="row wrapping">{(['skip', 'update'] as const).map((how) => <button key={how} type="button" className="btn" disabled={again.isPending} onClick={() => again.mutate({ on_duplicate: how })} data-testid={`there-${how}`}>{t(`importing.there_${how}`)}</button>)}</span>}
          <span className="sm mut">{c.create + c.update === 0 ? t('importing.nothing') : t('importing.can_undo')}</span>
        </div>
      )}
      <ErrorBox error={write.error} />
      {(batch.errors?.length ?? 0) > 0 && <Errors type={type} errors={batch.errors!} bad={c?.bad ?? 0} />}
      {(batch.duplicates?.length ?? 0) > 0 && <Duplicates type={type} rows={batch.duplicates!} />}
      <h3 className="h3">{t('importing.how_read')}</h3>
      <OptionFields type={type} value={chosen} onChange={set} sheet={batch.format !== 'csv' && batch.format !== 'geojson'} />
      {(batch.columns?.length ?? 0) > 0 && <ColumnMatch type={type} columns={batch.columns!} chosen={chosen.columns} onChange={(columns) => set({ columns })} />}
      <div className="importgo"><button type="button" className={`btn ${dirty ? 'p' : ''}`} disabled={again.isPending || (!dirty && batch.state === 'checked')} onClick={() => again.mutate({})} data-testid="check-again">{t('importing.check_again')}</button></div>
      <ErrorBox error={again.error} kept />
    </>
  );
}

export function Counts({ counts }: { counts: NonNullable<Batch['counts']> }) {
  const { t } = useTranslation();
  return (
    <div className="counts" data-testid="counts">
      {(['rows', 'bad', 'create', 'update', 'skip', 'same'] as const).filter((k) => k === 'rows' || k === 'bad' || k === 'create' || counts[k] > 0).map((k) => (
        <div key={k} className={`stt ${k === 'bad' && counts.bad > 0 ? 'o' : ''}`} data-count={k}><b>{num(counts[k])}</b><span>{t(`importing.n_${k}`)}</span></div>))}
    </div>
  );
}

/** Rows that are wrong, cell by cell. */
export function Errors({ type, errors, bad }: { type: TypeInfo; errors: ImportError[]; bad?: number }) {
  const { t } = useTranslation();
  const [most, setMost] = useState(kAtOnce);
  // The server names the field in the model's first language.
  const text = (e: ImportError) => { const title = type.fields.find((f) => f.name === e.field)?.title; return tx({ zh: e.zh, en: title?.en ? e.en.replace(title.zh, title.en) : e.en }); };
  return (
    <>
      <h3 className="h3">{t('importing.errors')}{bad !== undefined && <span className="sm mut"> {t('importing.errors_sub', { n: num(bad) })}</span>}</h3>
      <div className="scroll"><table data-testid="errors" className="errtable"><thead><tr><th className="r">{t('importing.row')}</th><th>{t('importing.column')}</th><th>{t('importing.value')}</th><th>{t('importing.cause')}</th></tr></thead>
        <tbody>{errors.slice(0, most).map((e, i) => (
          <tr key={i}><td className="r">{e.row ?? '—'}</td><td className="nw">{[e.column, e.title].filter(Boolean).join(' ')}</td><td className="our val">{e.value === null || e.value === undefined ? '' : String(e.value)}</td><td className="wrap">{text(e)}</td></tr>))}</tbody></table></div>
      {errors.length > most && <button type="button" className="btn" onClick={() => setMost(errors.length)}>{t('importing.show_all', { n: errors.length })}</button>}
    </>
  );
}

/** Rows of the file whose record is there already: what stands and what the file would put. */
function Duplicates({ type, rows }: { type: TypeInfo; rows: Duplicate[] }) {
  const { t } = useTranslation();
  const [most, setMost] = useState(kAtOnce);
  const field = (n: string): FieldInfo => type.fields.find((f) => f.name === n) ?? { name: n, kind: 'text', title: { zh: n === 'geometry' ? '位置' : n, en: n === 'geometry' ? 'Place' : n } };
  return (
    <>
      <h3 className="h3">{t('importing.duplicates')}<span className="sm mut"> {t('importing.duplicates_sub', { n: rows.length })}</span></h3>
      <div className="scroll"><table data-testid="duplicates"><thead><tr><th className="r">{t('importing.row')}</th><th>{t('importing.there')}</th><th>{t('importing.field')}</th><th>{t('importing.before')}</th><th>{t('importing.after')}</th></tr></thead>
        <tbody>{rows.slice(0, most).flatMap((d) => {
          const changes = Object.entries(d.changes);
          const first = (span: number) => <><td className="r" rowSpan={span}>{d.row}</td><td rowSpan={span}><Link to={recordPath(type.name, d.id)} target="_blank">{d.label}</Link></td></>;
          if (!changes.length) return [<tr key={d.row}>{first(1)}<td colSpan={3} className="dim">{t('importing.no_change')}</td></tr>];
          return changes.map(([n, [before, after]], i) => <tr key={`${d.row}:${n}`}>{i === 0 && first(changes.length)}<td className="mut">{tx(field(n).title)}</td><td className="dim"><Side field={field(n)} value={before} /></td><td><Side field={field(n)} value={after} /></td></tr>);
        })}</tbody></table></div>
      {rows.length > most && <button type="button" className="btn" onClick={() => setMost(rows.length)}>{t('importing.show_all', { n: rows.length })}</button>}
    </>
  );
}

/** One side of a change; a reference is shown by its name, not by its id. */
function Side({ field, value }: { field: FieldInfo; value: unknown }) {
  const to = field.kind === 'person' || field.kind === 'jurisdiction' ? field.kind : field.kind === 'reference' && field.to && field.to !== '*' ? field.to : '';
  const id = typeof value === 'string' ? value : '';
  const named = useQuery({ queryKey: ['one', to, id], queryFn: () => api.get(to, id), enabled: to !== '' && id !== '', staleTime: 300_000 });
  if (typeof value === 'object' && value !== null && field.kind === 'text') return <span className="xs">{JSON.stringify((value as { coordinates?: unknown }).coordinates ?? value).slice(0, 60)}</span>;
  return <FieldValue field={field} value={value} short {...(named.data ? { refs: { [id]: { type: to, label: named.data.record.label } } } : {})} />;
}
