// Texts of the burden page: [Chinese, English].
import type { Pairs } from './pairs.ts';

export const burden = {
  burden: {
    title: ['负担', 'Burden'], sub: ['按乡镇、按月要填多少字段', 'fields asked for, by township and month'], place: ['地方', 'Place'], everywhere: ['全部地方', 'Everywhere'], register: ['登记', 'Register'], any: ['看任一登记的字段', 'Fields of any register'],
    forms: ['次数', 'Forms'], asked: ['要填', 'Asked'], filled: ['实填', 'Filled'], unread: ['无人读', 'Unread'], none: ['这个月没有人填报。', 'Nobody filled in anything in this period.'],
    sum: ['填 {{forms}} 次，要填 {{asked}} 个字段，实填 {{filled}} 个', '{{forms}} forms, {{asked}} fields asked, {{filled}} filled'], show_fields: ['字段由谁读', 'Who reads the fields'], show_rows: ['逐次填报', 'Each form'],
    at: ['时间', 'At'], what: ['做了什么', 'What'], record: ['记录', 'Record'], op_create: ['新登记', 'New'], op_update: ['修改', 'Edit'], op_move: ['办一步', 'Step'], first: ['列出前 {{n}} 条，共 {{all}} 条', 'the first {{n}} of {{all}}'],
    field: ['字段', 'Field'], readers: ['读者', 'Readers'], nobody: ['没有人读', 'nobody reads it'], of_fields: ['表单 {{n}} 个字段，{{unread}} 个没有人读。', '{{n}} fields in the form, {{unread}} read by nobody.'], upper: ['上级系统也要这类登记：{{names}}。', 'Upper systems want this register too: {{names}}.'],
    note: ['读者从定义和程序里找出：指标、时钟、公式、列表、筛选、记录名称、查重、检索、各屏和各模块。记录自己的页面和导出什么都显示，不算读者。没有人读的字段，可在定义里改为 retired（停用）。', 'Readers are found in the definitions and in the program: figures, clocks, formulas, list, filters, the record’s name, its key, search, screens and modules. The record’s own page and exports show everything and are no readers. A field that nobody reads may be retired in its definition.'],
    kind_figure: ['指标', 'figures'], kind_clock: ['时钟', 'clock'], kind_formula: ['公式或条件', 'formula or condition'], kind_list: ['列表', 'list'], kind_filter: ['筛选', 'filter'], kind_label: ['记录名称', 'name of the record'], kind_key: ['查重', 'key'], kind_search: ['检索', 'search'], kind_module: ['程序', 'program'], kind_screen: ['屏', 'screens'],
    screen_net: ['责任网', 'Duties'], screen_incident: ['险情', 'Incidents'], screen_supply: ['物资圈', 'Circle'], screen_office: ['值班文书', 'Office papers'], screen_print: ['打印页', 'Printed pages'], screen_phone: ['手机', 'Phone'], screen_wall: ['大屏', 'Wall'],
    open: ['负担', 'Burden'],
  },
} as const satisfies Pairs;
