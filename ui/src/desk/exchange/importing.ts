// What the import's pages compute before they draw.
import type { Batch, BatchState, ImportColumn, ImportOptions } from '../../api/exchange.ts';
import type { TypeInfo } from '../../api/types.ts';

/** Coordinate systems offered: what a GPS or a map gives, and the plane zones (3°) in which Hubei is surveyed. */
export const kCrs = ['', 'cgcs2000', 'gcj02', 'bd09', 'epsg:4546', 'epsg:4547', 'epsg:4525', 'epsg:4526'] as const;
export const crsKey = (crs: string) => crs.replace(':', '') || 'wgs84';

export type Step = 'choose' | 'check' | 'write' | 'result';
export const kSteps: Step[] = ['choose', 'check', 'write', 'result'];
const kStepOf: Record<BatchState, Step> = {
  checking: 'check', checked: 'check', failed: 'check', cancelled: 'check', running: 'write', done: 'result', stopped: 'result', undoing: 'result', undone: 'result',
};
export const stepOf = (state: BatchState | null): Step => (state === null ? 'choose' : kStepOf[state]);

/** How a column is named to the server: by its title, by its letters when the title is empty or stands twice. */
export function keyOf(column: ImportColumn, all: ImportColumn[]): string {
  return column.title.trim() && all.filter((c) => c.title.trim() === column.title.trim()).length === 1 ? column.title : column.column;
}

const kNotImported = new Set(['json', 'attachment']);
/** What a column may be matched with: fields, then what stands in the record itself. */
export function targetsOf(type: TypeInfo): { fields: string[]; own: string[] } {
  return {
    fields: type.fields.filter((f) => !f.retired && !f.computed && !kNotImported.has(f.kind)).map((f) => f.name),
    own: [...(type.place === 'point' ? ['@lon', '@lat'] : []), ...(type.place !== 'none' ? ['@geometry'] : []), ...(type.fields.some((f) => f.name === 'jurisdiction') ? [] : ['@jurisdiction']), '@id'],
  };
}

export type Choices = Pick<ImportOptions, 'sheet' | 'crs' | 'on_duplicate' | 'jurisdiction' | 'columns'>;
export const choicesOf = (o: ImportOptions): Choices => ({ sheet: o.sheet, crs: o.crs, on_duplicate: o.on_duplicate, jurisdiction: o.jurisdiction, columns: o.columns });
/** Whether what is chosen on the page differs from what the server has checked with. */
export function changed(chosen: Choices, checked: ImportOptions): boolean {
  return (['sheet', 'crs', 'on_duplicate', 'jurisdiction'] as const).some((k) => chosen[k] !== checked[k])
    || Object.entries(chosen.columns).some(([k, v]) => checked.columns[k] !== v);
}

/** The list of what a batch has written. City time of a scenario is not the time of the batch, so there only the order helps. */
export function rowsPath(b: Batch): string {
  const q = new URLSearchParams({ sort: '-changed_at' });
  if (b.options.ledger === 'real') for (const f of [`changed_at:ge:${b.created_at}`, `changed_at:le:${b.changed_at}`]) q.append('filter', f);
  return `/r/${b.type}?${q.toString()}`;
}
