// Texts of the queue's groups, bulk moves, figures, tour, print and drawing: [Chinese, English].
import type { Pairs } from './pairs.ts';

export const screens = {
  same: {
    task: ['任务 {{n}} 项', '{{n}} tasks'], callout: ['叫应 {{n}} 人', '{{n}} calls'], receipt: ['受领回执 {{n}} 家', '{{n}} receipts'], patrol_shift: ['巡查未报 {{n}} 段', '{{n}} patrols not reported'], report_receipt: ['报送 {{n}} 家', '{{n}} receivers'], other: ['{{type}} {{n}} 条', '{{type}}: {{n}}'],
    met_task: ['受领 {{a}}/{{b}}', 'accepted {{a}}/{{b}}'], met_callout: ['应答 {{a}}/{{b}}', 'answered {{a}}/{{b}}'], met_receipt: ['受领 {{a}}/{{b}}', 'accepted {{a}}/{{b}}'], met_patrol_shift: ['已报 {{a}}/{{b}}', 'reported {{a}}/{{b}}'], met_report_receipt: ['接悉 {{a}}/{{b}}', 'received {{a}}/{{b}}'], met_other: ['{{a}}/{{b}}', '{{a}}/{{b}}'],
    open: ['展开', 'Expand'], close: ['收起', 'Collapse'], oldest: ['最早一条的时限', 'oldest limit'], rest: ['没有办到的 {{n}}', '{{n}} still open'], all: ['全部 {{n}}', 'All {{n}}'], shift: ['{{at}} 起的一班', 'shift from {{at}}'], list: ['到台账看全部', 'All in the register'], keys: ['展开收起', 'open, close'], whom: ['谁', 'Who'], first: ['只列前 {{n}} 条', 'the first {{n}} are listed'],
  },
  bulk: {
    chosen: ['已选 {{n}} 条', '{{n}} chosen'], choose_all: ['选所列全部', 'Choose all shown'], choose: ['选 {{label}}', 'Choose {{label}}'], none: ['所选各条没有共同可办的一步', 'The rows chosen share no step'], clear: ['不选', 'Clear'], title: ['{{move}}：{{n}} 条', '{{move}}: {{n}} rows'], go: ['逐条办理', 'Do each'], skip: ['{{n}} 条现在不能办这一步，不在内', '{{n}} rows cannot take this step now and are left out'],
    ok: ['已办', 'done'], wait: ['待办', 'waiting'], now: ['正在办', 'now'], sum: ['办成 {{a}} 条，没办成 {{b}} 条', '{{a}} done, {{b}} refused'], again: ['没办成的再试', 'Try the refused again'], stop: ['停下', 'Stop'], close: ['关闭', 'Close'], offline: ['没有连上服务器', 'the server did not answer'],
  },
  tour: {
    title: ['导览', 'Tour'], go: ['去那一屏', 'Go there'], next: ['下一步', 'Next'], end: ['看完了', 'Done'], skip: ['不看了', 'Skip'], again: ['再看一遍导览', 'Show the tour again'],
    queue: ['左边是现在要我办的：谁、几时、下一步。按 J K 上下，A 办这一步；同一件事的收成一行，→ 展开。', 'On the left: what needs me now, with who, when and next. J K move, A does the next step; rows of one matter are one row, → opens it.'],
    intake: ['边听电话边记：把原话写在第一行，桩号、类型、距离会自己读出来；存下就能建险情。', 'Type while the caller speaks: the line is read into stake, kind and distance; keep it and open the incident.'],
    map: ['一张图：勾图层，点符号看细节；拖下面的时间条看几小时前的样子。', 'The map: tick layers, press a symbol for its facts; drag the hours below to see how it stood.'],
    consult: ['会商：五情摆在一屏，研判、决定、签发、受领都在这里，签发后任务自己派到岗位。', 'Consultation: five facts on one screen, then judgement, decision, signature and receipts; signing sends the tasks.'],
    phone: ['任务到了手机上：堤上的人用 /m 页收任务、报一行，没有信号也能先写着。', 'Tasks reach the phones: people on the dike answer on /m, one line each, also without signal.'],
    strip: ['上面一条：哪一级响应、主要站水位、堤上多少人、多少时钟在走、迟了几件。每个数点开就是它的行。', 'The strip: level in force, key gauges, people on the dikes, clocks running and late. Every number opens its rows.'],
    sign: ['要您审签的在险情室里：正文、受文单位、各自的时限并排，签前再列一遍。', 'What awaits your signature is in the incident room: text, receivers and their clocks, listed once more before signing.'],
    registers: ['台账：每类登记都有列表、表单、导出和沿革。台账在正式账里改。', 'Registers: every type has its list, form, export and history. Registers are changed in the real ledger.'],
    duties: ['责任网：哪个堤段哪一天由谁负责；空缺、到期、联系不上各有各的样子。', 'Duties: who answers for which section on which day; vacant, expired and unreachable look different.'],
    journal: ['审计：每一次改动是谁、以什么岗位、从什么改成什么，链上一条不缺。', 'Journal: every change with who, as what and from what to what, in one unbroken chain.'],
    figures: ['数字：每个数写明口径，点开就是它所计的行。', 'Figures: each states its calibre and opens the rows it counts.'],
  },
  print: {
    mark_scenario: ['【情景】不入统计', 'SCENARIO · not in figures'], mark_drill: ['【演练】', 'DRILL'], draft: ['（拟稿，未签发）', '(draft, not signed)'], draft_n: ['第 {{n}} 稿，未签发', 'draft {{n}}, not signed'], no_date: ['（未签发）', '(not signed)'], signed_by: ['签发：{{name}}', 'Signed: {{name}}'], checked_by: ['核稿：{{name}}', 'Checked: {{name}}'], issued: ['{{at}}印发', 'issued {{at}}'], serial: ['第 {{n}} 期', ' no. {{n}}'], signer: ['签发人：{{name}}', 'Signed by {{name}}'],
    review: ['{{label}}处置复盘', 'After action: {{label}}'], clocks: ['一、各时钟：期限、办到、迟', '1. Clocks: due, met, late'], result: ['结果', 'Result'], late: ['迟 {{by}}', 'LATE {{by}}'], in_time: ['按时', 'in time'], open: ['未办', 'open'], guard: ['布防统计表', 'Guard deployment'], guard_at: ['统计时间 {{at}}', 'As at {{at}}'], guard_change: ['较前日 {{n}}', '{{n}} on the day before'], handover: ['值班交接单', 'Duty handover'], at: ['交班时间', 'Handed over at'], from_shift: ['交班班次', 'Shift that ends'], to_shift: ['接班班次', 'Shift that begins'], items: ['交接事项', 'Items'], no: ['序', 'No.'], item: ['事项', 'Item'], state: ['办理', 'State'], closed: ['已结', 'closed'], still_open: ['续办', 'open'], giver: ['交班人', 'Handed over by'], taker: ['接班人', 'Taken over by'],
    send_to: ['报送：{{list}}', 'Sent to: {{list}}'], printed: ['打印于 {{at}}，数据为该时所存', 'printed {{at}}, data as stored then'], fonts: ['A4。未装小标宋、仿宋时以宋体代，版式不变。', 'A4. Where the official fonts are missing a serif takes their place; the layout stays.'],
  },
  timebar: { label: ['看哪一个钟点', 'Hour shown'], now: ['现在', 'Now'], at: ['{{at}} 时的样子', 'As at {{at}}'], back: ['回到现在', 'Back to now'], note: ['水位与险情按此刻；台账不随时间变', 'stages and incidents of the hour; registers do not change'] },
  figures: {
    title: ['数字', 'Figures'], sub: ['每个数打开到它所计的行', 'every figure opens the rows it counts'], sub_scenario: ['情景账，不入统计', 'scenario ledger, not in the statistics'], figure: ['指标', 'Figure'], value: ['数值', 'Value'], on_year: ['较上年同期', 'On last year'], none: ['没有可看的指标', 'No figure for you to read'], failed: ['没有取到', 'failed'],
    not_compared: ['口径不同，不比', 'not compared'], calibre_differs: ['现行口径自 {{at}} 起，上年同期不在其内', 'this calibre holds since {{at}}; last year lies outside'], before: ['上年同期 {{n}}', 'a year before: {{n}}'], year: ['年', 'Year'], month: ['月', 'Month'], day: ['日', 'Day'], whole_year: ['全年', 'whole year'],
    state: ['状态', 'State'], export: ['导出所示', 'Export'], period: ['期间', 'Period'], calibre: ['口径', 'Calibre'], since: ['自 {{at}}', 'since {{at}}'], by_month: ['{{y}} 年各月', 'Months of {{y}}'], nothing: ['期内没有', 'Nothing in this period'], foot: ['数小，只列数不列百分比。点数字看行；图、表、行是同一次查询。', 'Small numbers: counts, no per cent. Press a number for its rows; chart, table and rows are one query.'], chart: ['各部分的柱图', 'Bars of the parts'],
  },
} as const satisfies Pairs;
