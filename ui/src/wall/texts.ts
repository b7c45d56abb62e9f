import type { Texts } from '../text/index.ts';

export const zh = {
  title: '握拳·大屏', leader: '带班', main: '主班', no_level: '没有在执行的响应', received: '受领 {{n}}', on_dike: '堤上人数', km_warning: '超警堤长', km_defence: '超设防堤长', clocks: '在走时钟', late: '本班迟',
  gauges: '控制站水位', gauges_at: '{{t}} 报', silent: '静默 {{t}}', forecast: '{{name}} 预报 {{t}} {{value}} {{issuer}}', city: '全市', sketch: '示意图，非审图底图', incidents: '在办险情', no_incident: '没有在办的险情',
  more: '另有 {{n}} 处，见值班台', dike: '{{km}} km，{{bank}}顺水', waters: '水线：一道超设防，二道超警戒，三道超保证', huts: '哨棚', reported: '{{n}} 已报', owed: '{{n}} 欠报', data: '数据 {{t}}', stale: '数据停在 {{t}}', unknown: '未知',
  no_session: '这块屏没有登录', no_session_text: '在值班台为岗位“大屏”发一条一次性链接，用它打开本页。', no_server: '没有连上服务器，正在再试', left: '左岸，', right: '右岸，', found: '{{t}} 发现',
} as const;

export const en: Texts<typeof zh> = {
  title: 'Muster · wall', leader: 'leader', main: 'duty', no_level: 'No response level in force', received: 'received {{n}}', on_dike: 'On the dikes', km_warning: 'Above warning', km_defence: 'Above guard', clocks: 'Clocks running', late: 'Late, for ever',
  gauges: 'Control gauges', gauges_at: 'as of {{t}}', silent: 'silent {{t}}', forecast: '{{name}} forecast {{t}} {{value}} {{issuer}}', city: 'City', sketch: 'a sketch', incidents: 'Open incidents', no_incident: 'No open incident',
  more: '{{n}} more, see the desk', dike: '{{km}} km, {{bank}}downstream', waters: 'lines: above guard, warning, guarantee', huts: 'Huts', reported: '{{n}} reported', owed: '{{n}} owed', data: 'data {{t}}', stale: 'Data as of {{t}}', unknown: 'unknown',
  no_session: 'This wall is not signed in', no_session_text: 'Issue a one-time link for the post “wall” at the desk and open this page with it.', no_server: 'The server does not answer; trying again', left: 'left bank, ', right: 'right bank, ', found: 'found {{t}}',
};
