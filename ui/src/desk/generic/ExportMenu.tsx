// What a list shows, as a file: its filters, order and columns, every row and not only those on the screen.
import { App, Dropdown } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ListQuery } from '../../api/client.ts';
import { exchange, type ExportFormat } from '../../api/exchange.ts';
import { Problem } from '../../api/problem.ts';
import type { TypeInfo } from '../../api/types.ts';
import { num } from '../../format/index.ts';
import { save } from '../kit/download.ts';

const kPlaced = new Set<ExportFormat>(['geojson', 'gpkg']);

export function ExportMenu({ type, columns, query, total }: { type: TypeInfo; columns: string[]; query: ListQuery; total: number | null | undefined }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const [busy, setBusy] = useState(false);
  const formats = (['xlsx', 'csv', 'geojson', 'gpkg'] as const).filter((f) => type.place !== 'none' || !kPlaced.has(f));
  const take = async (format: ExportFormat, chosen: string[]) => {
    setBusy(true);
    try {
      const file = await exchange.export(type.name, format, chosen, query);
      save(file.name, file.blob);
      void message.success(t('exporting.done', { name: file.name, n: file.rows === null ? '' : num(file.rows) }));
    } catch (e) { void message.error(e instanceof Problem && e.status === 0 ? t('error.offline') : e instanceof Error ? e.message : String(e), 8); }
    setBusy(false);
  };
  const items = [
    { key: 'shown', type: 'group' as const, label: t('exporting.shown'), children: formats.map((f) => ({ key: f, label: t(`exporting.${f}`) })) },
    { key: 'again', type: 'group' as const, label: t('exporting.again'), children: [{ key: 'again:xlsx', label: t('exporting.xlsx') }, { key: 'again:csv', label: t('exporting.csv') }] },
  ];
  return (
    <Dropdown trigger={['click']} disabled={busy || !total} menu={{ items, onClick: ({ key }) => void take(key.replace('again:', '') as ExportFormat, key.startsWith('again:') ? [] : columns) }}>
      <button type="button" className="btn" disabled={busy || !total} data-testid="export">{t(busy ? 'exporting.busy' : 'exporting.title', { n: num(total ?? 0) })}</button>
    </Dropdown>
  );
}
