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
    open: ['导入', 'Import'], title: ['导入{{type}}', 'Import: {{type}}'], template: ['下载模板', 'Template'], another: ['另一个文件', 'Another file'], to_list: ['回列表', 'To the list'], not_allowed: ['您无权新增或修改此类登记', 'You may not add or change rows of this register'],
    steps: ['导入的环节', 'Steps of the import'], step_choose: ['选文件', 'Choose the file'], step_check: ['核对', 'Check'], step_write: ['写入', 'Write'], step_result: ['结果', 'Result'],
    choose: ['选文件', 'Choose a file'], uploading: ['正在上传…', 'Uploading…'], formats: ['或拖到这里。Excel（.xlsx）、CSV、GeoJSON、GeoPackage、KML、Shapefile（打成 .zip），不超过 64 MB', 'or drop it here: Excel (.xlsx), CSV, GeoJSON, GeoPackage, KML, Shapefile (in a .zip), up to 64 MB'], checked_first: ['先核对，您确认后才写入', 'It is checked first; nothing is written before you confirm'],
    options: ['怎样读这个文件', 'How the file is read'], how_read: ['怎样读的', 'How it was read'], sheet: ['工作表或图层', 'Sheet or layer'], sheet_any: ['空：最合适的一张', 'empty: the one that fits best'],
    duplicate: ['已有的行', 'Rows that are there already'], duplicate_refuse: ['算错误，列出来', 'are errors and are listed'], duplicate_skip: ['跳过，不改', 'are skipped'], duplicate_update: ['更新已有，用文件里的值', 'are updated from the file'], there_skip: ['已有的跳过', 'Skip those there'], there_update: ['更新已有的', 'Update those there'],
    crs: ['坐标系', 'Coordinate system'], crs_wgs84: ['WGS 84 经纬度，或文件自己写明的', 'WGS 84, or what the file states'], crs_cgcs2000: ['CGCS2000 经纬度', 'CGCS2000, degrees'], crs_gcj02: ['GCJ-02（高德、腾讯地图）', 'GCJ-02 (Amap, Tencent)'], crs_bd09: ['BD-09（百度地图）', 'BD-09 (Baidu)'],
    crs_epsg4546: ['CGCS2000 三度带，中央经线 111°，无带号', 'CGCS2000 3° zone, meridian 111°, no zone prefix'], crs_epsg4547: ['CGCS2000 三度带，中央经线 114°，无带号', 'CGCS2000 3° zone, meridian 114°, no zone prefix'], crs_epsg4525: ['CGCS2000 三度带 37 带', 'CGCS2000 3° zone 37'], crs_epsg4526: ['CGCS2000 三度带 38 带', 'CGCS2000 3° zone 38'],
    jurisdiction: ['行里没写属地时归', 'Jurisdiction of rows that name none'], jurisdiction_own: ['空：本岗位的属地', 'empty: that of your post'],
    column: ['列', 'Column'], in_file: ['文件里的标题', 'Title in the file'], field: ['字段', 'Field'], field_of: ['“{{column}}”列对应的字段', 'Field of column {{column}}'], by: ['由来', 'Matched by'], by_given: ['您选的', 'your choice'], by_title: ['标题', 'title'], by_name: ['字段名', 'field name'], by_remembered: ['上次的对应', 'as last time'], by_none: ['没认出，不导入', 'not recognised, left out'], not_known: ['没认出', 'not recognised'], leave_out: ['不导入', 'leave out'],
    target_lon: ['经度或横坐标', 'Longitude or easting'], target_lat: ['纬度或纵坐标', 'Latitude or northing'], target_geometry: ['位置（GeoJSON）', 'Place (GeoJSON)'], target_jurisdiction: ['属地', 'Jurisdiction'], target_id: ['记录编号', 'Record id'],
    recent: ['最近导入的', 'Recent imports'], file: ['文件', 'File'], state: ['状态', 'State'], rows: ['行', 'Rows'], bad: ['错', 'Wrong'],
    state_checking: ['正在核对', 'Checking'], state_checked: ['核对完', 'Checked'], state_running: ['正在写入', 'Writing'], state_done: ['已写入', 'Written'], state_undoing: ['正在撤销', 'Undoing'], state_undone: ['已撤销', 'Undone'], state_failed: ['没能读', 'Not readable'], state_cancelled: ['核对已停', 'Check ended'], state_stopped: ['写入中途停下，已写的还在', 'Stopped; what was written stays'],
    of: ['{{a}} / {{b}} 行', '{{a}} of {{b}} rows'], so_far: ['已看 {{n}} 行', '{{n}} rows so far'], may_leave: ['可以离开这一页，回来接着看', 'You may leave this page and come back'], stop: ['停下', 'Stop'], cancel: ['不核对了', 'End the check'],
    n_rows: ['行', 'rows'], n_bad: ['行有错', 'wrong'], n_create: ['将新增', 'new'], n_update: ['将更新', 'to update'], n_skip: ['跳过', 'skipped'], n_same: ['已有且相同', 'the same already'], n_created: ['已新增', 'added'], n_updated: ['已更新', 'updated'], n_failed: ['没写成', 'refused'], n_left: ['行有错未写', 'wrong, not written'], n_removed: ['已删回', 'removed again'], n_restored: ['已还原', 'put back'],
    column_errors: ['先改这些列，才能写入', 'These columns must be mended before anything is written'], error_sheet: ['下载错误行（Excel）', 'Wrong rows (Excel)'], error_csv: ['CSV', 'CSV'], check_first: ['改了读法，先再核对', 'Check again first: the reading was changed'], check_again: ['再核对', 'Check again'],
    write: ['写入 {{n}} 条', 'Write {{n}} rows'], write_good: ['只写对的 {{n}} 条，错的 {{bad}} 行不写', 'Write the {{n}} good rows, not the {{bad}} wrong'], nothing: ['没有要写的', 'Nothing to write'], can_undo: ['写入后 30 天内可以撤销', 'Can be undone for 30 days'],
    errors: ['错在哪里，怎样改', 'What is wrong and how to mend it'], errors_sub: ['{{n}} 行；错误行在 Excel 里改好，作为新文件再导入', '{{n}} rows; correct the wrong rows in Excel and import them as a new file'], row: ['行', 'Row'], value: ['值', 'Value'], cause: ['原因与改法', 'Cause and remedy'], show_all: ['列出全部 {{n}} 条', 'Show all {{n}}'],
    duplicates: ['已有的', 'There already'], duplicates_sub: ['{{n}} 行', '{{n}} rows'], there: ['已有记录', 'Record'], before: ['现在', 'Now'], after: ['文件里', 'In the file'], no_change: ['没有不同', 'no difference'],
    to_rows: ['看写入的行', 'See the rows'], record: ['批次记录与历次改动', 'Batch record and history'], undo: ['撤销这次导入', 'Undo this import'], undo_title: ['撤销导入 {{file}}', 'Undo the import of {{file}}'], undo_text: ['新增的 {{n}} 条删去，更新的 {{m}} 条还原；之后被人改过的不动，会列出来。', 'The {{n}} rows added are removed, the {{m}} updated are put back; what somebody changed since stays and is listed.'], undo_why: ['为什么撤销', 'Why'], undo_reason: ['撤销原因：{{reason}}', 'Reason: {{reason}}'], kept: ['之后被改过，没有动的 {{n}} 条', '{{n}} changed since and left alone'],
  },
} as const satisfies Pairs;
