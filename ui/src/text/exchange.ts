// Texts of the registers page, of files in and of files out: [Chinese, English].
import type { Pairs } from './pairs.ts';

export const exchange = {
  registers: {
    all: ['{{g}} 组 {{n}} 类', '{{n}} registers in {{g}} groups'], found: ['找到 {{n}} 类', '{{n}} found'], find: ['找台账：名称、用途', 'Find a register: title, use'], fold: ['全部收起', 'Fold all'], unfold: ['全部展开', 'Unfold all'],
    none: ['没有名称或用途含“{{words}}”的台账', 'No register speaks of “{{words}}”'], retired: ['停用', 'retired'], retired_text: ['此类已停用，不再新增', 'No longer in use: nothing new is entered'],
  },
  exporting: {
    title: ['导出 {{n}} 条', 'Export {{n}}'], busy: ['正在导出…', 'Exporting…'], shown: ['所示各列', 'The columns shown'], again: ['全部列，改后可再导入', 'All columns, to correct and import again'], done: ['已导出 {{n}} 行：{{name}}', '{{n}} rows: {{name}}'],
    xlsx: ['Excel 表格（.xlsx）', 'Excel workbook (.xlsx)'], csv: ['CSV', 'CSV'], geojson: ['GeoJSON', 'GeoJSON'], gpkg: ['GeoPackage（.gpkg）', 'GeoPackage (.gpkg)'],
  },
  importing: {
    open: ['导入', 'Import'],
  },
} as const satisfies Pairs;
