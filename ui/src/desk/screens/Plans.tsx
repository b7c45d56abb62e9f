// 预案: the plan as data, and per action whom it reaches today, or why nobody.
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate, useParams } from 'react-router';
import { usePlanLint, usePlans } from '../../api/hooks.ts';
import { LevelBadge, readLevel } from '../../parts/index.ts';
import { tx } from '../../text/index.ts';
import { duration } from '../../format/index.ts';
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

/** Where an action goes and why not: `resolved`, `to`, `targets`, with `why`/`problem` for what reaches nobody. */
export function reach(a: Loose): { names: { label: string; to: string | null }[]; why: string; ok: boolean } {
  const list = [a.resolved, a.targets, a.receivers, a.holders, a.resolves_to, a.reaches].find(Array.isArray) as unknown[] | undefined;
  const names = (list ?? []).map((x) => {
    if (!isObj(x)) return { label: String(x), to: null };
    const label = [x.unit ?? x.body ?? x.body_name, x.post ?? x.post_title, x.person ?? x.name, x.label].map(text).filter(Boolean).join(' ');
    return { label, to: typeof x.id === 'string' && typeof x.type === 'string' ? recordPath(x.type, x.id) : null };
  });
  const problems = [a.why, a.problem, a.problems, a.reason, a.missing].flatMap((p) => (Array.isArray(p) ? p : p ? [p] : []));
  const why = problems.map((p) => (isObj(p) ? text(p.text ?? p.detail ?? p.message ?? p) : String(p))).filter(Boolean).join('; ');
  const ok = typeof a.ok === 'boolean' ? a.ok : typeof a.resolves === 'boolean' ? a.resolves : names.length > 0 && why === '';
  return { names, why, ok };
}

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
              return <li key={key}><button type="button" className={`plain ${key === (name ?? String(list[0]?.plan ?? list[0]?.name)) ? 'on' : ''}`} style={{ width: '100%' }} onClick={() => navigate(`/plans/${key}`)}><b>{text(p.title) || key}</b><div className="xs dim">{text(p.source)}</div></button></li>;
            })}</ul>
          );
        }}</Asked>
      </Sheet>
      {plans.data ? <Lint name={name ?? String(plansOf(plans.data)[0]?.plan ?? plansOf(plans.data)[0]?.name ?? '')} plan={plansOf(plans.data).find((p) => String(p.plan ?? p.name) === name) ?? plansOf(plans.data)[0]} /> : <Sheet />}
    </div>
  );
}

function Lint({ name, plan }: { name: string; plan: Loose | undefined }) {
  const { t } = useTranslation();
  const m = useModel();
  const [at, setAt] = useState('');
  const [gaps, setGaps] = useState(false);
  const lint = usePlanLint(name, at || undefined);
  const levels = entries(plan?.levels);
  return (
    <Sheet title={`${t('plans.lint')}${t('shell.dot')}${text(plan?.title) || name}`} sub={t('plans.lint_sub')} testid="lint"
      actions={<><label className="row sm"><input type="checkbox" checked={gaps} onChange={(e) => setGaps(e.target.checked)} />{t('plans.gaps_only')}</label><label className="row sm mut">{t('plans.at')}<input className="field" type="date" value={at} onChange={(e) => setAt(e.target.value)} /></label></>}>
      <Asked query={lint}>{(answer) => {
        // Flat actions with their level, or levels with actions.
        const flat = [answer.actions, answer.rows, answer.items].find(Array.isArray) as Loose[] | undefined;
        const actions = flat ?? entries(answer.levels).flatMap((l) => entries(l.actions).map((a): Loose => ({ level: l.level ?? l.name, ...a })));
        const ok = actions.filter((a) => reach(a).ok).length;
        const groups = [...new Set(actions.map((a) => String(a.level ?? '')))];
        return (
          <div className="scroll">
            <p className="pad" style={{ paddingBottom: 4 }}><b className={ok < actions.length ? 'our' : ''} data-testid="lint-count">{t('plans.ok', { ok, all: actions.length })}</b></p>
            {groups.map((g) => {
              const level = readLevel(g);
              const meta = levels.find((l) => String(l.level ?? l.name) === g);
              return (
                <div key={g}>
                  <div className="qg">{level ? <LevelBadge level={level} size={16} text={text(meta?.title) || undefined!} /> : <b>{g}</b>}<span className="ell">{entries(meta?.conditions).map((c) => text(c.text)).filter(Boolean).join('；')}</span></div>
                  <table><thead><tr><th style={{ width: '30%' }}>{t('plans.action')}</th><th>{t('plans.to')}</th><th>{t('plans.deadline')}</th><th>{t('plans.clause')}</th></tr></thead>
                    <tbody>{actions.filter((a) => String(a.level ?? '') === g && (!gaps || !reach(a).ok)).map((a, i) => {
                      const r = reach(a);
                      const limit = a.deadline_ms ?? a.deadline;
                      return (
                        <tr key={String(a.id ?? i)}><td className="wrap"><b>{text(a.title) || String(a.id ?? '')}</b>{a.kind ? <span className="xs dim"> {m.choice('task_kind', a.kind)}</span> : null}</td>
                          <td className="wrap">{r.ok ? <>{r.names.slice(0, 4).map((n, j) => <span key={j}>{j > 0 ? t('list_comma') : ''}{n.to ? <Link className="ink" to={n.to}>{n.label}</Link> : n.label}</span>)}{r.names.length > 4 && <span className="dim"> {t('plans.more', { n: r.names.length })}</span>}{r.names.length === 0 && typeof a.count === 'number' ? num(a.count) : null}</>
                            : <div className="ce gap" style={{ minHeight: 28, whiteSpace: 'normal' }}><b>{t('resp.vacant')}</b><span>{t('plans.nobody', { why: r.why || '—' })}</span></div>}
                            {r.ok && r.why && <div className="xs our">{r.why}</div>}</td>
                          <td className="nw">{typeof limit === 'number' ? duration(limit) : text(limit)}</td><td className="nw dim">{text(a.clause)}</td></tr>
                      );
                    })}</tbody></table>
                </div>
              );
            })}
          </div>
        );
      }}</Asked>
    </Sheet>
  );
}
const num = (n: number) => String(n);
