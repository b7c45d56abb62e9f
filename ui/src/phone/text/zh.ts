/** Texts of the phone page. */
export const zh = {
  title: '握拳·手机',
  tab: { tasks: '任务', report: '上报', orders: '调拨', outbox: '待发', duty: '值班室' },
  tasks: {
    title: '我的任务', none: '没有要办的', none_text: '新的任务、叫应和该报的班会排在这里。', done_today: '本机今天办过', report_shift: '报这一班', shift: '{{t}}巡查，报一行',
    shift_text: '每组一句：人数、看见什么。没有也要报“无”。', by: '{{t}} 前', from: '{{who}} 派', as_of: '{{t}}取的', loading: '正在取任务', at_stage: '{{name}} {{value}}{{trend}} {{words}}', reported: '值班室 {{t}} 回执',
    nothing: '无变化', something: '有变化', call: '叫应：{{who}}', open_call: '应答', until: '班到 {{t}}', owed: '前面还欠 {{n}} 班',
  },
  move: { send: '送出', store: '存好待发', cancel: '返回', reason: '缘由', for_person: '代 {{who}} 签收', stored: '已存，在待发里' },
  report: {
    title: '一行报', for_shift: '报 {{t}} 这一班', hint: '想到什么写什么：桩号、离堤脚多远、什么险情、几个人', read_as: '看成这样，点一下可改', later: '有信号时再认；写的话原样送', nothing_read: '没有认出什么，照样能报',
    no_need: '位置、照片可以不带。桩号已经够派人。', add_photo: '附照片', photos: '照片 {{n}} 张，已缩小', add_place: '附位置', place: '已附位置 ±{{n}} m', no_place: '没有取到位置，不影响报送',
    store: '存好待发', send: '送出', result: '结果', to_incident: '填成险情单', call: '急就打电话', call_same: '值班室，同样算报到', call_none: '值班室电话未登记', kept: '写的字一直在本机，关了也在',
    facts: { stake: '桩号', side: '位置', bank: '岸别', distance_m: '距堤脚', kind: '类型', water: '出水', people: '人', goods: '物资', aperture_cm: '口径', sand: '带砂', count: '处数' },
    unknown: '未知', set: '改为', ok: '好', clear: '说不准', metres: '{{n}} m', people: '{{n}} 人', corrected: '更正：{{what}}', edit: '改好再送',
  },
  incident: { title: '险情单', from_line: '由一行报填好，点哪项改哪项', send: '报险情', needs: '还缺 {{what}}' },
  outbox: {
    title: '待发', rule: '收到回执才删', none: '没有待发的', none_text: '写好的先存在本机，送到并收到回执后移到下面。', sent: '已有回执', refused: '没有收下 {{n}}', tried: '已试 {{n}} 次', edit: '改', again: '再送', withdraw: '作废', withdrawn: '已作废', receipt: '{{t}} 回执', number: '编号 {{n}}',
    quote: '编号 {{id}}', send_now: '现在送',
    why: { next: '排队', sending: '正在送', no_signal: '等信号', server_busy: '服务器忙，稍后再试', sign_in: '等登录', other_account: '别人写的，等他登录', behind_refused: '等前一条改好' },
    clock: '写时手机钟快慢 {{t}}',
  },
  call: {
    title: '叫应', come: '请到场', answer: '请应答', left: '应答还剩', over: '应答已过', go: '收到，我去', noted: '收到', cannot: '去不了，转下一位', proxy: '代 {{who}} 签收', proxy_note: '记作代签收，本人不倒计时', you: '您，{{who}}', now: '现在', missed: '未应答', answered: '已应答',
    next: '待呼', sms: '短信回 1 也行', phone: '回电值班室', before: '{{t}} 前', close: '先看任务', may_proxy: '{{who}} 可代签',
  },
  duty: {
    title: '值班室', room: '今天值班', none: '没有取到值班表', me: '我', post: '以何岗位', ledger: '台账', language: '语言', theme: '明暗', theme_auto: '随时钟', theme_light: '日间', theme_dark: '夜间', sign_out: '退出', unsent: '还有 {{n}} 条没有送到，退出后留在本机，等您再登录', device: '这台手机', secure: '能离线打开', online_only: '仅在线', online_only_text: '此地址不是 https，断网时打不开本页；已打开的页面仍可写，存在本机。', installed: '离线已备好', preparing: '正在备离线', persist: '存储已请求保留', not_persist: '系统可能清理久不用的数据，请装到桌面',
    clock: '手机钟与市里相差', version: '版本', checked: '最近取数', roles: { leader: '带班领导', main: '主班', deputy: '副班', technical: '水利技术', military: '军分区联络' },
  },
  sign: { title: '登录', account: '用户名', password: '密码', code: '动态口令（如有）', go: '登录', demo: '演示人物，点一下就进', link: '正在用一次性链接登录', who: '换人', offline: '没有信号，登录要等连上', kept: '本机有 {{n}} 条待发' },
  note: { offline: '没有信号。', offline_text: '写下就存在手机里，有信号自动送，不用再点。', insecure: '仅在线。', insecure_text: '此地址不是 https，断网后重开不了本页。', update: '新版已备好。', update_go: '换新版', update_wait: '先送完 {{n}} 条再换也行，字都留着。', expired: '登录已过期。', expired_text: '写的都在本机，登录后接着送。', stale: '数据停在 {{t}}' },
  common: { back: '返回', close: '关闭', lang: 'English', done: '完成', unknown: '未知' },
} as const;
