// A list of any type: filters in the address, columns to choose, pages from the server, export of exactly what is shown.
import { useInfiniteQuery } from '@tanstack/react-query';
import { Checkbox, Dropdown, Select } from 'antd';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate, useParams, useSearchParams } from 'react-router';
import { api, callState } from '../../api/client.ts';
import type { FieldInfo, Rec, Refs, TypeInfo } from '../../api/types.ts';
import { dayTime, num } from '../../format/index.ts';
import { Icon, Symbol, symbolOf } from '../../parts/index.ts';
import { tx } from '../../text/index.ts';
import { useModel, useSession } from '../app/session.tsx';
import { Asked, Nothing, recordPath, Sheet, StateTag, useKeys } from '../kit/index.tsx';
import { ToReal, useRealOnly } from '../app/RealOnly.tsx';
import { ExportMenu } from './ExportMenu.tsx';
import { BulkBar, useChoice } from './Bulk.tsx';
import { FieldInput, RefSelect } from './FieldInput.tsx';
import { FieldValue, kNumeric } from './FieldValue.tsx';

const kPage = 50;
const kMost = 200;
const state: FieldInfo = { name: 'state', kind: 'text', title: { zh: '状态', en: 'State' } };
const number: FieldInfo = { name: 'number', kind: 'text', title: { zh: '编号', en: 'Number' } };

const jurisdiction: FieldInfo = { name: 'jurisdiction', kind: 'jurisdiction', title: { zh: '属地', en: 'Jurisdiction' } };
const changedAt: FieldInfo = { name: 'changed_at', kind: 'instant', title: { zh: '更新', en: 'Changed' } };
const kOwn = [state, number, jurisdiction];

/** Columns of a list: the model's, plus number, state and jurisdiction, which stand in the record itself. */
export function columnsOf(type: TypeInfo, chosen: string[] | null): FieldInfo[] {
  const known = (n: string) => type.fields.find((f) => f.name === n) ?? kOwn.find((f) => f.name === n);
  const names = chosen ?? [...type.list.filter((n) => !type.fields.some((f) => f.name === n && f.retired)), ...(type.states.length && !type.list.includes('state') ? ['state'] : [])];
  return names.map(known).filter((f): f is FieldInfo => f !== undefined);
}

const isOwn = (type: TypeInfo, name: string) => !type.fields.some((f) => f.name === name);

export function ListPage() {
  const { type = '' } = useParams();
  const m = useModel();
  const { t } = useTranslation();
  const info = m.type(type);
  if (!info) return <Nothing>{t('error.no_type', { type })}</Nothing>;
  return <ListOf key={type} type={info} />;
}

function ListOf({ type }: { type: TypeInfo }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { may } = useSession();
  const realOnly = useRealOnly(type);
  const [address, setAddress] = useSearchParams();
  const filters = address.getAll('filter');
  const q = address.get('q') ?? '';
  const sort = address.get('sort') ?? '';
  const place = address.get('jurisdiction') ?? '';
  const colKey = `muster.cols.${type.name}`;
  const [cols, setCols] = useState<string[] | null>(() => { try { return JSON.parse(localStorage.getItem(colKey) ?? 'null') as string[] | null; } catch { return null; } });
  const [at, setAt] = useState(0);
  const choice = useChoice();
  const many = type.moves.length > 0 && may(type.name, 'move') && !realOnly;
  const mayImport = !type.retired && !type.append_only && !realOnly && (may(type.name, 'create') || may(type.name, 'update'));
  const columns = useMemo(() => columnsOf(type, cols), [type, cols]);
  const query = useInfiniteQuery({
    queryKey: ['list', type.name, { filters, q, sort, place }, callState().ledger],
    queryFn: ({ pageParam, signal }) => api.list(type.name, { filter: filters, q, sort, jurisdiction: place, limit: kPage, cursor: pageParam }, signal),
    initialPageParam: '', getNextPageParam: (p) => p.next_cursor ?? undefined,
  });
  const pages = query.data?.pages ?? [];
  const rows = pages.flatMap((p) => p.items);
  const refs: Refs = Object.assign({}, ...pages.map((p) => p.refs));
  const total = pages[0]?.total;
  const set = (change: (a: URLSearchParams) => void) => { const a = new URLSearchParams(address); change(a); setAddress(a, { replace: true }); setAt(0); };
  const filterValue = (name: string) => filters.find((f) => f.startsWith(`${name}:eq:`) || f.startsWith(`${name}:in:`))?.replace(/^[^:]+:(eq|in):/, '');
  const setFilter = (name: string, value: unknown) => set((a) => {
    const rest = filters.filter((f) => !f.startsWith(`${name}:`));
    a.delete('filter');
    for (const f of rest) a.append('filter', f);
    if (value !== null && value !== undefined && value !== '') a.append('filter', `${name}:eq:${String(value)}`);
  });
  // The record's own place is sorted by the column that keeps it.
  const by = (c: FieldInfo) => (c === jurisdiction ? 'jurisdiction_id' : c.name);
  const open = (r: Rec) => navigate(recordPath(type.name, r.id));
  useKeys({
    j: () => setAt((i) => Math.min(i + 1, rows.length - 1)), k: () => setAt((i) => Math.max(0, i - 1)),
    ArrowDown: (e) => { e.preventDefault(); setAt((i) => Math.min(i + 1, rows.length - 1)); }, ArrowUp: (e) => { e.preventDefault(); setAt((i) => Math.max(0, i - 1)); },
    x: () => { const r = rows[at]; if (r && many) choice.toggle(r); },
    Enter: () => { const r = rows[at]; if (r && document.activeElement?.tagName !== 'BUTTON' && document.activeElement?.tagName !== 'A') open(r); },
  });
  const filterFields = (type.filters ?? []).map((n) => (n === 'state' ? state : type.fields.find((f) => f.name === n))).filter((f): f is FieldInfo => f !== undefined && !f.retired);
  const shownByField = (f: string) => filterFields.some((x) => f.startsWith(`${x.name}:eq:`) || f.startsWith(`${x.name}:in:`));
  // Types without a drawing of their own get none, rather than that of a task.
  const hasSymbol = type.name === 'task' || symbolOf(type.name, type.icon) !== 'task';
  const more = query.hasNextPage && rows.length < kMost;
  return (
    <div className="page">
      <Sheet title={tx(type.title)} sub={total === undefined ? '' : pages[0]?.total_text || t('list.total', { n: num(total) })} testid="list"
        actions={<>
          <SavedFilters type={type.name} address={address.toString()} open={(s) => setAddress(new URLSearchParams(s))} />
          <Dropdown trigger={['click']} popupRender={() => (
            <div className="menu"><Checkbox.Group className="col" value={columns.map((c) => c.name)}
              options={[...type.fields.filter((f) => f.kind !== 'json' && f.kind !== 'long_text').map((f) => ({ value: f.name, label: `${tx(f.title)}${f.retired ? ` (${t('registers.retired')})` : ''}` })), { value: 'number', label: tx(number.title) }, ...(isOwn(type, 'jurisdiction') ? [{ value: 'jurisdiction', label: tx(jurisdiction.title) }] : []), ...(type.states.length ? [{ value: 'state', label: tx(state.title) }] : [])]}
              onChange={(v) => { const order = [...columns.map((c) => c.name).filter((n) => v.includes(n)), ...(v as string[]).filter((n) => !columns.some((c) => c.name === n))]; setCols(order); localStorage.setItem(colKey, JSON.stringify(order)); }} />
              <button type="button" className="btn g" onClick={() => { setCols(null); localStorage.removeItem(colKey); }}>{t('list.default_columns')}</button></div>)}>
            <button type="button" className="btn">{t('list.columns')}</button>
          </Dropdown>
          <ExportMenu type={type} columns={[...columns.map((c) => c.name), 'changed_at']} query={{ filter: filters, q, sort, jurisdiction: place }} total={total ?? rows.length} />
          {mayImport && <Link className="btn" to={`/r/${type.name}/import`} data-testid="import">{t('importing.open')}</Link>}
          {realOnly && may(type.name, 'create') && !type.retired ? <ToReal /> : may(type.name, 'create') && !type.retired && <Link className="btn p" to={`/r/${type.name}/new`} data-testid="new">{t('list.new')}</Link>}
        </>}>
        <div className="filters">
          <span className="srch" style={{ width: 220 }}><Icon name="search" size={14} /><input data-filter className="inner" defaultValue={q} placeholder={t('list.filter')} aria-label={t('list.filter')}
            onKeyDown={(e) => { if (e.key === 'Enter' && !e.nativeEvent.isComposing) { const v = e.currentTarget.value; set((a) => { if (v) a.set('q', v); else a.delete('q'); }); } }} /><kbd>/</kbd></span>
          <span className="filter"><RefSelect to="jurisdiction" value={place || null} placeholder={t('form.jurisdiction')} onChange={(v) => set((a) => { if (v) a.set('jurisdiction', String(v)); else a.delete('jurisdiction'); })} /></span>
          {filterFields.map((f) => (
            <span key={f.name} className="filter" title={tx(f.title)}>
              {f.name === 'state' ? <Select className="wide100" allowClear placeholder={tx(f.title)} aria-label={tx(f.title)} value={filterValue('state')} onChange={(v) => setFilter('state', v)} options={type.states.map((s) => ({ value: s.name, label: tx(s.title) }))} />
                : f.kind === 'reference' || f.kind === 'person' || f.kind === 'jurisdiction' ? <RefSelect to={f.kind === 'reference' ? f.to || '*' : f.kind} value={filterValue(f.name) ?? null} refs={refs} placeholder={tx(f.title)} onChange={(v) => setFilter(f.name, v)} />
                  : f.kind === 'choice' ? <ChoiceFilter field={f} value={filterValue(f.name)} onChange={(v) => setFilter(f.name, v)} />
                    : f.kind === 'boolean' ? <Select className="wide100" allowClear placeholder={tx(f.title)} aria-label={tx(f.title)} value={filterValue(f.name)} onChange={(v) => setFilter(f.name, v)} options={[{ value: 'true', label: t('yes') }, { value: 'false', label: t('no') }]} />
                      : <FieldInput id={`x-${f.name}`} field={{ ...f, kind: 'text' }} value={filterValue(f.name) ?? ''} onChange={(v) => setFilter(f.name, v)} />}
            </span>
          ))}
          {filters.filter((f) => !shownByField(f)).map((f) => (
            <button key={f} type="button" className="tag plain" title={t('list.clear')} onClick={() => set((a) => { a.delete('filter'); for (const x of filters) if (x !== f) a.append('filter', x); })}>{filterText(type, f)} ×</button>))}
          {(filters.length > 0 || q || place) && <button type="button" className="btn g" onClick={() => setAddress({}, { replace: true })}>{t('list.clear')}</button>}
        </div>
        <Asked query={{ data: query.data, error: query.error, refetch: query.refetch }}>{() => (
          <div className="scroll">
            <table data-testid="rows">
              <thead><tr>{many && <th style={{ width: 30 }}><input type="checkbox" aria-label={t('bulk.choose_all')} checked={rows.length > 0 && rows.every((r) => choice.has(r.id))} onChange={(e) => choice.set(e.target.checked ? rows : [])} /></th>}<th style={{ width: hasSymbol ? 34 : 8 }} />{columns.map((c) => (
                <th key={c.name} className={kNumeric.has(c.kind) ? 'r' : ''} aria-sort={sort === by(c) ? 'ascending' : sort === `-${by(c)}` ? 'descending' : undefined}>
                  <button type="button" className="plain th" onClick={() => set((a) => { const next = sort === by(c) ? `-${by(c)}` : sort === `-${by(c)}` ? '' : by(c); if (next) a.set('sort', next); else a.delete('sort'); })}>
                    {tx(c.title)}{c.unit ? <span className="dim"> {c.unit}</span> : null}{sort === by(c) ? ' ↑' : sort === `-${by(c)}` ? ' ↓' : ''}</button></th>))}
                <th>{t('list.changed')}</th></tr></thead>
              <tbody>{rows.map((r, i) => (
                <tr key={r.id} className={i === at ? 'on' : ''} onClick={() => open(r)} onMouseEnter={() => setAt(i)} style={{ cursor: 'pointer' }}>
                  {many && <td onClick={(e) => e.stopPropagation()}><input type="checkbox" aria-label={t('bulk.choose', { label: r.label })} checked={choice.has(r.id)} onChange={() => choice.toggle(r)} /></td>}
                  <td>{hasSymbol && <Symbol name={symbolOf(type.name, type.icon)} size={18} />}</td>
                  {columns.map((c, n) => <td key={c.name} className={kNumeric.has(c.kind) ? 'r' : ''}>{n === 0 ? <Link to={recordPath(type.name, r.id)} onClick={(e) => e.stopPropagation()}><Cell field={c} r={r} refs={refs} /></Link> : <Cell field={c} r={r} refs={refs} />}</td>)}
                  <td className="dim">{dayTime(r.changed_at)}</td></tr>))}</tbody>
            </table>
            {rows.length === 0 && <Nothing>{filters.length || q ? t('list.none_match') : t('list.none', { type: tx(type.title) })}</Nothing>}
            {more && <button type="button" className="btn" style={{ margin: 12 }} disabled={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>{t('list.more')}</button>}
            {query.hasNextPage && rows.length >= kMost && <Nothing>{t('list.most', { n: kMost })}</Nothing>}
          </div>
        )}</Asked>
        {choice.rows.length > 0 && <BulkBar type={type.name} choice={choice} refs={refs} />}
      </Sheet>
    </div>
  );
}

/** One cell of a row, for a column of `columnsOf`. */
export function Cell({ field, r, refs }: { field: FieldInfo; r: Rec; refs: Refs }) {
  if (field === state) return <StateTag type={r.type} state={r.state} />;
  if (field === number) return r.number;
  if (field === jurisdiction) return <FieldValue field={field} value={r.jurisdiction_id} refs={refs} short />;
  return <FieldValue field={field} value={r.fields[field.name]} refs={refs} record={r} short />;
}
const kSigns: Record<string, string> = { eq: '=', ne: '≠', lt: '<', le: '≤', gt: '>', ge: '≥', in: '=', like: '~' };
const kWords: Record<string, { zh: string; en: string }> = { null: { zh: '未填', en: 'is empty' }, notnull: { zh: '已填', en: 'is given' } };
/** A filter of the address that has no control of its own, in words. */
export function filterText(type: TypeInfo, filter: string): string {
  const [, name = '', op = '', value = ''] = /^([^:]+):([^:]+):?(.*)$/.exec(filter) ?? [];
  const field = type.fields.find((f) => f.name === name) ?? [...kOwn, changedAt].find((f) => f.name === name);
  return `${tx(field?.title) || name} ${kSigns[op] ?? (tx(kWords[op]) || op)} ${/^\d{4}-\d\d-\d\dT/.test(value) ? dayTime(value) : value}`.trim();
}
function ChoiceFilter({ field, value, onChange }: { field: FieldInfo; value: string | undefined; onChange: (v: unknown) => void }) {
  const m = useModel();
  return <Select className="wide100" allowClear showSearch optionFilterProp="label" placeholder={tx(field.title)} aria-label={tx(field.title)} value={value} onChange={onChange} options={(m.dictionary(field.of)?.choices ?? []).map((c) => ({ value: c.value, label: tx(c.title) }))} />;
}

function SavedFilters({ type, address, open }: { type: string; address: string; open: (a: string) => void }) {
  const { t } = useTranslation();
  const key = `muster.filters.${type}`;
  const [saved, setSaved] = useState<{ name: string; address: string }[]>(() => { try { return JSON.parse(localStorage.getItem(key) ?? '[]') as { name: string; address: string }[]; } catch { return []; } });
  const keep = (list: { name: string; address: string }[]) => { setSaved(list); localStorage.setItem(key, JSON.stringify(list)); };
  const save = () => { const name = window.prompt(t('list.save_name')); if (name) keep([...saved.filter((s) => s.name !== name), { name, address }]); };
  return (
    <>{saved.map((s) => <button type="button" key={s.name} className="tag plain" onClick={() => open(s.address)} onContextMenu={(e) => { e.preventDefault(); keep(saved.filter((x) => x !== s)); }} title={t('list.saved_help')}>{s.name}</button>)}
      {address && <button type="button" className="btn g" onClick={save}>{t('list.save')}</button>}</>
  );
}
