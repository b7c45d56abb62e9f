import { useState } from 'react';
import {
  Clock, Delivery, DikeRuler, DikeSection, EmptyState, ErrorState, FixedNow, GaugeGlyph, HonestData, kSymbolNames, Ladder, LevelBadge, Mark, NamePlate,
  OnceDialog, SceneMark, SitePlan, Steps, Symbol, TimeRuler, Unknown, useLang, type ClockFacts, type SymbolName,
} from '../index.ts';
import { Problem } from '../../api/problem.ts';
import { kDike, kRungs, kRulerItems, kSite, kSteps } from './samples.ts';

const at = (hhmm: string) => Date.parse(`2026-08-20T${hhmm}+08:00`);
const kNow = at('02:41:18');
const ago = (minutes: number, seconds = 0) => kNow - (minutes * 60 + seconds) * 1000;
const ahead = (minutes: number, seconds = 0) => ago(-minutes, -seconds);

const kClocks: [string, ClockFacts][] = [
  ['在走 running', { startedAt: ago(15, 18), dueAt: ahead(24, 42) }],
  ['将到 warning', { startedAt: ago(35), dueAt: ahead(6, 40) }],
  ['到点 due', { startedAt: ago(60), dueAt: ago(0, 5) }],
  ['迟 late，未办', { startedAt: ago(40), dueAt: ago(4, 12) }],
  ['迟，已办，永留', { startedAt: ago(60), dueAt: at('02:30:00'), doneAt: at('02:36:00') }],
  ['办结 met', { startedAt: ago(40), dueAt: ahead(9), doneAt: at('02:32:00') }],
  ['暂停 paused', { startedAt: ago(40), dueAt: ahead(40), pausedAt: ago(2), pausedReason: { zh: '等省答复', en: 'waiting for the province' } }],
];

/** Every part in every state, in both themes, to be laid beside the mockup. */
export function Gallery() {
  return (
    <FixedNow now={kNow}>
      <div className="gal">
        <section className="hf" data-theme="light"><Sheet title="日间·纸" /></section>
        <section className="hf" data-theme="dark"><Sheet title="夜间·墨" /></section>
      </div>
    </FixedNow>
  );
}

function Sheet({ title }: { title: string }) {
  const lang = useLang();
  const wall = document.documentElement.dataset.density === 'wall';
  const [open, setOpen] = useState(false);
  const [selected, setSelected] = useState('i1');
  const t = { defence: 42, warning: 43, guarantee: 45 };
  const gauges: [number | null, string][] = [[41.6, '设防下'], [42.5, '超设防'], [43.3, '超警戒'], [45.1, '超保证'], [null, '未知']];
  return (
    <>
      <div className="ttl"><Mark size={20} /><b>{title}</b><span className="dim sm">同一份部件，两套令牌</span><span className="grow" /><SceneMark kind="scenario" long /><SceneMark kind="drill" /></div>
      <h3>级别：越尖越急</h3>
      <div className="row" style={{ gap: 22 }}>{([1, 2, 3, 4] as const).map((l) => <LevelBadge key={l} level={l} size={wall ? 104 : 26} />)}</div>
      <h3>时钟：一根有限度的尺</h3>
      <div className="cks">{kClocks.map(([name, facts]) => <div key={name}><span className="mut">{name}</span><Clock {...facts} /></div>)}</div>
      <h3>叫应阶梯</h3>
      <div style={{ maxWidth: wall ? 1400 : 430 }}><Ladder rungs={kRungs(kNow)} /></div>
      <h3>岗与人</h3>
      <div className="row" style={{ gap: 10, flexWrap: 'wrap' }}>
        <NamePlate post="主班" person="高文澜" on /><NamePlate post="技术" person="方牧之" /><NamePlate post="行政" person="蒋怀远" proxy="陶一苇 代签" /><NamePlate post="技术" gap gapDays={20} />
      </div>
      <h3>诚实的数</h3>
      <div className="row" style={{ gap: 18, flexWrap: 'wrap' }}>
        <span><b style={{ fontSize: 'var(--t-title)' }}>43.04</b> m <HonestData text="02:00 实测" /></span>
        <span><b style={{ fontSize: 'var(--t-title)' }}>640</b> m³ <HonestData at={kNow - 31 * 86_400_000} source="盘点" freshness="ageing" /></span>
        <HonestData at={ago(91)} freshness="silent" /><Unknown />
      </div>
      <h3>送达，四格不混</h3>
      <div className="row" style={{ gap: 22 }}>{(['sent', 'delivered', 'read', 'done'] as const).map((s) => <Delivery key={s} state={s} />)}</div>
      <h3>水尺：设防、警戒、保证</h3>
      <div className="row" style={{ gap: 26 }}>
        {gauges.map(([v, name]) => <div key={name} className="c xs mut"><GaugeGlyph value={v} silent={v === null} thresholds={t} size={wall ? 'wall' : 'strip'} name={name} />{name}</div>)}
      </div>
      <h3>地图符号：固定的方，会动的圆，出事的尖</h3>
      <div className="sy">{(Object.keys(kSymbolNames) as SymbolName[]).map((n) => <div key={n}><Symbol name={n} size={30} /><span>{kSymbolNames[n][lang]}</span></div>)}</div>
      <h3>按钮</h3>
      <div className="row" style={{ gap: 10 }}>
        <button className="btn p">签收 <kbd>A</kbd></button><button className="btn">转办</button><button className="btn g">查看</button>
        <button className="btn once" onClick={() => setOpen(true)}>签发，不可撤</button>
      </div>
      <h3>步骤</h3>
      <Steps steps={kSteps} />
      <h3>桩号尺</h3>
      <DikeRuler dike={kDike} selected={selected} onSelect={(m) => setSelected(m.id)} scale={wall ? 2.3 : 1} />
      {!wall && <div className="frame"><DikeRuler dike={kDike} selected={selected} onSelect={(m) => setSelected(m.id)} view="strip" /></div>}
      <h3>桩号尺·列表</h3>
      <DikeRuler dike={kDike} selected={selected} onSelect={(m) => setSelected(m.id)} view="list" />
      <h3>时限尺</h3>
      <TimeRuler items={kRulerItems} now={at('03:44:06')} />
      <h3>平面与断面</h3>
      <div style={{ height: 330 }}><SitePlan site={kSite} /></div>
      <div style={{ height: 150, marginTop: 8 }}><DikeSection site={kSite} /></div>
      <h3>空与错</h3>
      <div className="row" style={{ alignItems: 'flex-start' }}>
        <EmptyState title={lang === 'zh' ? '没有要办的' : 'Nothing to do'}>{lang === 'zh' ? '新的首报、预警和任务会排在这里。' : 'New reports, warnings and tasks line up here.'}</EmptyState>
        <ErrorState error={new Problem(0, { request_id: '7f3a-02' })} kept={lang === 'zh' ? '已写的内容在本机' : 'what you wrote, on this device'} onRetry={() => undefined} />
      </div>
      <OnceDialog open={open} title="签发初报" verb="签发，不可撤" inNameOf="荆州市防汛抗旱指挥部办公室" actingAs="带班领导 周启明" receivers={['省防办', '省应急厅指挥中心', '市委办', '市政府总值班室']}
        text="8月20日2时31分，荆江大堤江陵段桩号718+350左岸堤脚外60米水田发现管涌1处。" onConfirm={() => setOpen(false)} onClose={() => setOpen(false)} />
    </>
  );
}
