/** Texts that desk, phone and wall share. */
export const common = {
  product: '握拳', late: '迟', due: '到点', left: '剩', met: '办', paused: '暂停', early: '早', unknown: '未知', vacant: '空缺',
  silent: '静默', minutes_ago: '{{n}} 分前', seconds_ago: '{{n}} 秒前', hours_ago: '{{n}} 小时前', days_ago: '{{n}} 天前', just_now: '刚刚',
  sent: '已发', delivered: '已达', read: '已读', done: '已办', live: '实时', offline: '没有连上服务器。您填的内容仍在本机', request_id: '编号 {{id}}', retry: '再试',
  scenario: '【情景】', drill: '【演练】', not_counted: '不入统计', sunday: '周日', monday: '周一', tuesday: '周二', wednesday: '周三', thursday: '周四', friday: '周五', saturday: '周六',
} as const;
