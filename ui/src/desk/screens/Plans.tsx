// 预案: the plan as data, and per action whom it reaches today, or why nobody.
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate, useParams } from 'react-router';
import { usePlanLint, usePlans } from '../../api/hooks.ts';
import { fmt, LevelBadge, readLevel } from '../../parts/index.ts';
import { lang, tx } from '../../text/index.ts';
import { useCityNow } from '../../api/clock.ts';
import { fullDate, num } from '../../format/index.ts';
import { DateInput } from '../generic/Typed.tsx';
import { useModel } from '../app/session.tsx';
import { Asked, Nothing, recordPath, Sheet } from '../kit/index.tsx';

type Loose = Record<string, unknown>;
const isObj = (v: unknown): v is Loose => typeof v === 'object' && v !== null && !Array.isArray(v);
/** A list, or the values of an object with the key as name. */
export function entries(v: unknown): Loose[] {
  if (Array.isArray(v)) return v.filter(isObj);
  if (isObj(v)) return Object.entries(v).filter(([, x]) => isObj(x)).map(([k, x]) => ({ name: k, ...(x as Loose) }));
  return [];
}
const plansOf = (answer: unknown): Loose[] => (isObj(answer) && (Array.isArray(answer.plans) || isObj(answer.plans)) ? entries(answer.plans) : isObj(answer) && Array.isArray(answer.items) ? entries(answer.items) : entries(answer));
const text = (v: unknown): string => (isObj(v) && ('zh' in v || 'en' in v) ? tx(v) : v === null || v === undefined || isObj(v) ? '' : String(v));

/** The plan in force, else the flood plan, else the first. */
const first = (list: Loose[]) => { const p = list.find((x) => x.in_force) ?? list.find((x) => x.hazard === 'flood') ?? list[0]; return String(p?.plan ?? p?.name ?? ''); };
interface Assignee { name: string; person: string | null; person_name: string | null; post: string | null; unit: string | null; work: string | null; work_type: string | null; missing: string | null }
interface LintRow { level: string; action: Loose; total: number; missing: Assignee[]; reachable: Assignee[] }
const where = (a: Assignee) => (a.person ? recordPath('person', a.person) : a.post ? recordPath('post', a.post) : a.unit ? recordPath('body', a.unit) : a.work && a.work_type ? recordPath(a.work_type, a.work) : null);
/** The server gives a reason in both languages, `中文 / English`. */
const oneOf = (both: string | null) => { const [zh, en] = (both ?? '').split(' / '); return lang() === 'en' ? en ?? zh : zh; };
const label = (a: Assignee) => [a.name, a.person_name && a.person_name !== a.name ? a.person_name : ''].filter(Boolean).join(' ');

export function Plans() {
  const { t } = useTranslation();
  const { name } = useParams();
  const navigate = useNavigate();
  const plans = usePlans();
  return (
    <div className="page cols left" data-testid="plans">
      <Sheet title={t('plans.title')}>
        <Asked query={plans}>{(a) => {
          const list = plansOf(a);
          return list.length === 0 ? <Nothing>{t('plans.none')}</Nothing> : (
            <ul className="plainlist scroll">{list.map((p) => {
              const key = String(p.plan ?? p.name);
              return <li key={key}><button type="button" aria-current={key === (name ?? first(list)) ? 'true' : undefined} className={`plain ${key === (name ?? first(list)) ? 'on' : ''}`} style={{ width: '100%' }} onClick={() => navigate(`/plans/${key}`)}><b>{text(p.title) || key}</b><div className="xs dim">{text(p.source)}</div></button></li>;
            })}</ul>
          );
        }}</Asked>
      </Sheet>
      {plans.data ? <Lint name={name ?? first(plansOf(plans.data))} plan={plansOf(plans.data).find((p) => String(p.plan ?? p.name) === (name ?? first(plansOf(plans.data))))} /> : <Sheet />}
    </div>
  );
}

function Lint({ name, plan }: { name: string; plan: Loose | undefined }) {
  const { t } = useTranslation();
  const m = useModel();
  const [at, setAt] = useState('');
  const [gaps, setGaps] = useState(false);
  const today = fullDate(useCityNow());
  const lint = usePlanLint(name, at || undefined);
  const levels = entries(plan?.levels);
  return (
    <Sheet title={`${t('plans.lint')}${t('shell.dot')}${text(plan?.title) || name}`} sub={t('plans.lint_sub')} testid="lint"
      actions={<><label className="row sm"><input type="checkbox" checked={gaps} onChange={(e) => setGaps(e.target.checked)} />{t('plans.gaps_only')}</label><label className="row sm mut">{t('plans.at')}<DateInput value={at || today} onChange={(v) => setAt(v ? String(v) : '')} /></label></>}>
      <Asked query={lint}>{(answer) => {
        const rows = (answer.rows ?? []) as LintRow[];
        const ok = rows.filter((r) => r.missing.length === 0).length;
        return (
          <div className="scroll">
            <p className="pad" style={{ paddingBottom: 4 }}><b className={ok < rows.length ? 'our' : ''} data-testid="lint-count">{t('plans.ok', { ok, all: rows.length })}</b></p>
            {[...new Set(rows.map((r) => r.level))].map((g) => {
              const level = readLevel(g);
              const meta = levels.find((l) => String(l.level ?? l.name) === g);
              return (
                <div key={g}>
                  <div className="qg">{level ? <LevelBadge level={level} size={16} {...(meta ? { text: text(meta.title) } : {})} /> : <b>{g}</b>}<span className="ell">{entries(meta?.conditions).map((c) => text(c.text)).filter(Boolean).join(t('list_comma'))}</span></div>
                  <table><thead><tr><th style={{ width: '32%' }}>{t('plans.action')}</th><th>{t('plans.to')}</th><th>{t('plans.deadline')}</th><th>{t('plans.clause')}</th></tr></thead>
                    <tbody>{rows.filter((r) => r.level === g && (!gaps || r.missing.length > 0)).map((r, i) => (
                      <tr key={String(r.action.id ?? i)} data-testid="lint-row"><td className="wrap"><b title={text(r.action.text)}>{text(r.action.title)}</b> <span className="xs dim">{m.choice('task_kind', r.action.kind)}</span></td>
                        <td className="wrap">{r.reachable.slice(0, 3).map((a, j) => { const to = where(a); return <span key={j}>{j > 0 ? t('list_comma') : ''}{to ? <Link className="ink" to={to}>{label(a)}</Link> : label(a)}</span>; })}{r.reachable.length > 3 && <span className="dim"> {t('plans.more', { n: num(r.total - r.missing.length) })}</span>}
                          {r.missing.slice(0, 3).map((a, j) => <div key={`m${j}`} className="ce gap" style={{ minHeight: 24, whiteSpace: 'normal', marginTop: 2 }}><b>{t('resp.vacant')}</b><span>{label(a)} {oneOf(a.missing)}</span>{where(a) && <Link to={where(a)!} style={{ marginLeft: 'auto' }}>{t('duty.open')}</Link>}</div>)}
                          {r.missing.length > 3 && <span className="our xs">{t('plans.more', { n: r.missing.length })}</span>}</td>
                        <td className="nw">{typeof r.action.deadline_ms === 'number' ? fmt.span(r.action.deadline_ms, lang()) : ''}</td><td className="nw dim">{text(r.action.clause)}</td></tr>))}</tbody></table>
                </div>
              );
            })}
          </div>
        );
      }}</Asked>
    </Sheet>
  );
}
