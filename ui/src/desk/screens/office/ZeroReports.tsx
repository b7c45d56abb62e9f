// 零报告: every township by county with how it stands today; what was reported; who still owes, with a telephone; and reporting for them.
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { useCityNow } from '../../../api/clock.ts';
import { useZeroBoard } from '../../../api/hooks.ts';
import type { Rec, ZeroBoard, ZeroCounty, ZeroRow } from '../../../api/types.ts';
import { fullDate, hourMinute, num } from '../../../format/index.ts';
import { lang } from '../../../text/index.ts';
import { useModel, useSession } from '../../app/session.tsx';
import { Asked, Nothing, RecordClock, refLabel, Sheet } from '../../kit/index.tsx';
import { pageOfRows } from '../consultation/facts.ts';
import { DayPicker, OfficeTabs } from './Tabs.tsx';
import { BehalfDialog } from './BehalfDialog.tsx';
import { lookOf, overdueFirst } from './zero.ts';

const kAsked = 8 * 3600_000;

export function ZeroReports() {
  const { t } = useTranslation();
  // Reports are asked for at eight: before that the last day is yesterday's.
  const today = fullDate(useCityNow() - kAsked);
  const { day = today } = useParams();
  const board = useZeroBoard(day);
  const { may } = useSession();
  const [chosen, setChosen] = useState<Set<string>>(new Set());
  const [asking, setAsking] = useState<ZeroRow[] | null>(null);
  const mayReport = may('zero_report', 'move');
  const toggle = (ids: string[], on: boolean) => setChosen((c) => { const next = new Set(c); for (const id of ids) if (on) next.add(id); else next.delete(id); return next; });
  const close = (done: string[]) => { toggle(done, false); setAsking(null); };
  return (
    <div className="page cols office" data-testid="zero"><OfficeTabs />
      <Sheet title={t('zero.title')} sub={t('zero.sub')} actions={<DayPicker day={day} today={today} path="/zero" />}>
        <Asked query={board}>{(b) => b.due === 0 ? <Nothing>{t('zero.none')}</Nothing> : <>
          <Figures b={b} />
          <div className="scroll grow" tabIndex={0} role="region" aria-label={t('zero.title')}><table className="zeroboard"><thead><tr><th>{t('zero.county')}</th><th className="r">{t('zero.reported')}</th><th className="r">{t('zero.missing')}</th><th>{t('zero.title')}</th></tr></thead>
            <tbody>{b.counties.map((c) => <County key={c.id ?? '-'} c={c} chosen={chosen} toggle={toggle} open={(r) => setAsking([r])} mayReport={mayReport} />)}</tbody></table></div>
          <div className="ma"><span className="xs dim">{t('zero.key')}</span><span className="grow" />
            {mayReport && (chosen.size === 0 ? <span className="xs dim">{t('zero.choose')}</span> : <button type="button" className="btn p" data-testid="behalf-many" onClick={() => setAsking(b.counties.flatMap((c) => c.rows).filter((r) => chosen.has(r.id) && r.state === 'due'))}>{t('zero.behalf_many', { n: chosen.size })}</button>)}</div>
        </>}</Asked>
      </Sheet>
      <div className="col" style={{ gap: 12, minHeight: 0 }}>{board.data && board.data.due > 0 && <><News b={board.data} /><Owed b={board.data} ask={mayReport ? (r) => setAsking([r]) : undefined} /></>}</div>
      {asking && asking.length > 0 && <BehalfDialog rows={asking} refs={board.data?.refs} close={close} />}
    </div>
  );
}

function Figures({ b }: { b: ZeroBoard }) {
  const { t } = useTranslation();
  const first = b.counties.flatMap((c) => c.rows)[0];
  const missing = b.due - b.reported;
  const clock = first && { id: 'zero', type: 'clock', state: missing === 0 ? 'met' : 'running', fields: { started_at: `${b.day}T08:00:00+08:00`, due_at: first.due_at, met_at: missing === 0 ? b.counties.flatMap((c) => c.rows).map((r) => r.reported_at ?? '').sort().at(-1) : null } } as unknown as Rec;
  const figure = (name: string, n: number, ours = false) => <div className={`stt ${ours && n > 0 ? 'o' : ''}`} data-figure={name}><b>{num(n)}</b><span>{t(`zero.${name}`)}</span></div>;
  const rows = pageOfRows(b.rows_url);
  return (
    <div className="row zerohead"><div className="sts">{figure('due', b.due)}{figure('reported', b.reported)}{figure('something', b.something)}{figure('missing', missing)}{figure('overdue', b.overdue, true)}{figure('late', b.reported_late, true)}</div><span className="grow" />
      {clock && <span className="row sm mut">{t('zero.limit')} {hourMinute(first.due_at)} <RecordClock clock={clock} /></span>}{rows && <Link className="sm nw" to={rows}>{t('zero.rows')}</Link>}</div>
  );
}

function County({ c, chosen, toggle, open, mayReport }: { c: ZeroCounty; chosen: Set<string>; toggle: (ids: string[], on: boolean) => void; open: (r: ZeroRow) => void; mayReport: boolean }) {
  const { t } = useTranslation();
  const due = c.rows.filter((r) => r.state === 'due').map((r) => r.id);
  const name = (lang() === 'en' ? c.name_en || c.name : c.name) ?? t('zero.outside');
  return (
    <tr data-testid="zero-county"><td className="zc">{mayReport && due.length > 0 && <input type="checkbox" aria-label={t('bulk.choose', { label: name })} checked={due.every((id) => chosen.has(id))} onChange={(e) => toggle(due, e.target.checked)} />} <b>{name}</b></td>
      <td className="r">{c.reported}/{c.due}</td><td className={`r ${c.overdue > 0 ? 'our' : ''}`}>{c.due - c.reported || '—'}</td>
      <td className="zts"><ul>{c.rows.map((r) => <li key={r.id}><Township r={r} on={chosen.has(r.id)} toggle={(on) => toggle([r.id], on)} open={() => open(r)} mayReport={mayReport} /></li>)}</ul></td></tr>
  );
}

function Township({ r, on, toggle, open, mayReport }: { r: ZeroRow; on: boolean; toggle: (on: boolean) => void; open: () => void; mayReport: boolean }) {
  const { t } = useTranslation();
  const look = lookOf(r);
  const inner = <><i aria-hidden="true" />{r.name}<span className="hidden">{t(`zero.s_${look}`)}</span></>;
  const title = `${r.name}${t('shell.dot')}${t(`zero.s_${look}`)}${r.reported_at ? `${t('shell.dot')}${t('zero.at', { at: hourMinute(r.reported_at) })}` : ''}`;
  if (r.state !== 'due' || !mayReport) return <Link className={`zt ${look}`} title={title} to={`/r/zero_report/${r.id}`} data-look={look}>{inner}</Link>;
  return (
    <button type="button" className={`zt ${look} ${on ? 'on' : ''}`} title={title} aria-pressed={on} data-look={look} data-testid="township"
      onClick={() => toggle(!on)} onDoubleClick={open}>{inner}</button>
  );
}

function News({ b }: { b: ZeroBoard }) {
  const { t } = useTranslation();
  const m = useModel();
  const news = b.counties.flatMap((c) => c.rows.filter((r) => r.something).map((r) => ({ r, county: (lang() === 'en' ? c.name_en || c.name : c.name) ?? '' }))).sort((x, y) => (y.r.reported_at ?? '').localeCompare(x.r.reported_at ?? ''));
  return (
    <Sheet title={t('zero.news')} sub={String(news.length)} className="zeronews" testid="zero-news">
      {news.length === 0 ? <Nothing>{t('zero.no_news')}</Nothing> : <div className="scroll log" tabIndex={0} role="region" aria-label={t('zero.news')}>{news.map(({ r, county }) => (
        <div key={r.id} className="le"><span className="tm">{hourMinute(r.reported_at)}</span><div><Link className="ink" to={`/r/zero_report/${r.id}`}><b>{county} {r.name}</b></Link><p>{r.text}</p>
          <span className="rf">{[refLabel(b.refs, r.reported_by), m.choice('channel', r.channel)].filter(Boolean).join(t('shell.dot'))}</span></div></div>))}</div>}
    </Sheet>
  );
}

function Owed({ b, ask }: { b: ZeroBoard; ask: ((r: ZeroRow) => void) | undefined }) {
  const { t } = useTranslation();
  const rows = overdueFirst(b.counties);
  return (
    <Sheet title={t('zero.owed')} sub={String(rows.length)} className="growsheet" testid="zero-owed">
      {rows.length === 0 ? <Nothing>{t('zero.all_in')}</Nothing> : <div className="scroll" tabIndex={0} role="region" aria-label={t('zero.owed')}><table className="near"><tbody>{rows.map((r) => (
        <tr key={r.id}><td className={r.late ? 'our' : ''}>{r.name}</td><td>{refLabel(b.refs, r.person) || <span className="unk">{t('unknown')}</span>}</td><td>{r.phone ?? ''}</td><td className="r">{ask && <button type="button" className="btn mini" onClick={() => ask(r)} data-testid="behalf">{t('zero.behalf')}</button>}</td></tr>))}</tbody></table></div>}
    </Sheet>
  );
}
