// How a file is read: what its columns mean, where its coordinates are from, what happens to rows that are there already.
import { Select } from 'antd';
import { useTranslation } from 'react-i18next';
import type { ImportColumn, OnDuplicate } from '../../api/exchange.ts';
import type { TypeInfo } from '../../api/types.ts';
import { tx } from '../../text/index.ts';
import { RefSelect } from '../generic/FieldInput.tsx';
import { crsKey, kCrs, keyOf, targetsOf, type Choices } from './importing.ts';

type Some = Pick<Choices, 'crs' | 'on_duplicate' | 'jurisdiction'> & { sheet?: string };

/** @param sheet whether the file has sheets or layers to choose from */
export function OptionFields({ type, value, onChange, sheet }: { type: TypeInfo; value: Some; onChange: (change: Partial<Some>) => void; sheet?: boolean }) {
  const { t } = useTranslation();
  return (
    <div className="importoptions">
      {sheet && <div className="formrow"><label htmlFor="i-sheet">{t('importing.sheet')}</label>
        <input id="i-sheet" className="field" value={value.sheet ?? ''} placeholder={t('importing.sheet_any')} onChange={(e) => onChange({ sheet: e.target.value })} /></div>}
      <div className="formrow"><label htmlFor="i-duplicate">{t('importing.duplicate')}</label>
        <Select id="i-duplicate" className="wide100" value={value.on_duplicate} onChange={(v: OnDuplicate) => onChange({ on_duplicate: v })}
          options={(['refuse', 'skip', 'update'] as const).map((v) => ({ value: v, label: t(`importing.duplicate_${v}`) }))} /></div>
      {type.place !== 'none' && <div className="formrow"><label htmlFor="i-crs">{t('importing.crs')}</label>
        <Select id="i-crs" className="wide100" value={value.crs} onChange={(v: string) => onChange({ crs: v })}
          options={[...kCrs, ...(kCrs.some((c) => c === value.crs) ? [] : [value.crs])].map((v) => ({ value: v, label: t(`importing.crs_${crsKey(v)}`, { defaultValue: v }) }))} /></div>}
      <div className="formrow"><label htmlFor="i-jurisdiction">{t('importing.jurisdiction')}</label>
        <RefSelect id="i-jurisdiction" to="jurisdiction" value={value.jurisdiction || null} placeholder={t('importing.jurisdiction_own')} onChange={(v) => onChange({ jurisdiction: v ? String(v) : '' })} /></div>
    </div>
  );
}

/** Each column of the file with the field it fills; where the match came from stands beside it. */
export function ColumnMatch({ type, columns, chosen, onChange }: {
  type: TypeInfo; columns: ImportColumn[]; chosen: Record<string, string>; onChange: (columns: Record<string, string>) => void;
}) {
  const { t } = useTranslation();
  const targets = targetsOf(type);
  const own = (target: string) => t(`importing.target_${target.slice(1)}`);
  const options = [
    { value: '@skip', label: t('importing.leave_out') },
    ...targets.fields.map((n) => { const f = type.fields.find((x) => x.name === n)!; return { value: n, label: `${tx(f.title)}${f.required ? ' ＊' : ''}` }; }),
    ...targets.own.map((n) => ({ value: n, label: own(n) })),
  ];
  return (
    <div className="scroll"><table className="match" data-testid="columns"><thead><tr><th>{t('importing.column')}</th><th>{t('importing.in_file')}</th><th>{t('importing.field')}</th><th>{t('importing.by')}</th></tr></thead>
      <tbody>{columns.map((c) => {
        const key = keyOf(c, columns);
        const mine = chosen[key];
        const value = mine === undefined ? c.target || undefined : mine === '' ? '@skip' : mine;
        return (
          <tr key={c.column}><td className="dim">{c.column}</td><td>{c.title || <span className="dim">—</span>}</td>
            <td><Select size="small" className="wide100" showSearch optionFilterProp="label" placeholder={t('importing.not_known')} aria-label={t('importing.field_of', { column: c.title || c.column })} value={value} options={options}
              {...(value === undefined ? { status: 'warning' as const } : {})} onChange={(v: string) => onChange({ ...chosen, [key]: v === '@skip' ? '' : v })} /></td>
            <td className="xs dim">{mine !== undefined ? t('importing.by_given') : c.by ? t(`importing.by_${c.by}`) : t('importing.by_none')}</td></tr>
        );
      })}</tbody></table></div>
  );
}
