// 布防: kilometres over each line and people on the dike, by county and class, with the change on the day before.
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useDeployment, useList } from '../../api/hooks.ts';
import { dayTime, num } from '../../format/index.ts';
import { useModel, useSession } from '../app/session.tsx';
import { InstantInput } from '../generic/Typed.tsx';
import { pageOfRows } from './consultation/facts.ts';
import { Asked, Nothing, pickText, RecordClock, refLabel, Sheet } from '../kit/index.tsx';

type Row = Record<string, unknown>;
const kCols = [['km_over_defence', 1], ['km_over_warning', 1], ['km_over_guarantee', 1], ['leaders', 0], ['labour', 0], ['people_present', 0], ['people_due', 0]] as const;

export function Deployment() {
  const { t } = useTranslation();
  const m = useModel();
  const { may } = useSession();
  const [at, setAt] = useState('');
  const query = useDeployment(at || undefined);
  const owed = useList('patrol_shift', { filter: ['state:eq:due'], limit: 60, sort: 'due_at' });
  const title = (c: string) => ({ km_over_defence: t('consult.km_d'), km_over_warning: t('consult.km_w'), km_over_guarantee: m.choice('stage_kind', 'guarantee') + ' km', leaders: t('deploy.leaders'), labour: t('deploy.labour'), people_present: t('consult.present'), people_due: t('consult.due') })[c] ?? c;
  return (
    <div className="page cols" data-testid="deployment">
      <Sheet title={t('deploy.title')} sub={t('deploy.sub')} actions={<><a className="btn noprint" href={`/print/deployment/${at ? encodeURIComponent(at) : 'now'}`} target="_blank" rel="noreferrer" data-testid="to-print">{t('incident.print')}</a><label className="row sm mut">{t('deploy.at')}<InstantInput value={at || null} onChange={(v) => setAt((v as string | null) ?? '')} label={t('deploy.at')} /></label>{may('guard_report', 'create') && <Link className="btn" to="/r/guard_report/new">{t('deploy.report')}</Link>}</>}>
        <Asked query={query}>{(a) => {
          const rows = ((a.rows ?? []) as Row[]).filter((r) => kCols.some(([c]) => r[c] !== 0));
          const classes = [...new Set(rows.flatMap((r) => Object.keys((r.km_by_class ?? {}) as object)))];
          const n = (v: unknown) => (typeof v === 'number' ? v : null);
          const change = (v: unknown) => (n(v) ? <span className="xs dim"> {n(v)! > 0 ? '+' : '−'}{num(Math.abs(n(v)!))}</span> : null);
          const line = (r: Row, label: string, key: string, sum = false) => (
            <tr key={key} className={sum ? 'sum' : ''}><td>{label}</td>{kCols.map(([c, digits]) => {
              const to = pageOfRows((c.startsWith('km_') ? r.sections_url : r.rows_url) as string);
              const text = n(r[c]) === null ? '—' : num(n(r[c]), digits);
              return <td key={c} className="r">{to && n(r[c]) ? <Link className="fig ink" to={to}>{text}</Link> : text}{c === 'people_present' && change(r.change)}</td>;
            })}</tr>
          );
          return (
            <div className="scroll">
              <table><thead><tr><th>{t('consult.county')}</th>{kCols.map(([c]) => <th key={c} className="r">{title(c)}</th>)}</tr></thead>
                <tbody>{rows.map((r, i) => line(r, String(r.name ?? ''), String(i)))}{a.totals ? line(a.totals as Row, t('consult.total'), 'sum', true) : null}</tbody></table>
              {classes.length > 0 && <table style={{ marginTop: 16 }}><thead><tr><th>{t('deploy.by_class')}</th>{classes.map((c) => <th key={c} className="r">{m.choice('dike_class', c)}</th>)}</tr></thead>
                <tbody>{rows.map((r, i) => <tr key={i}><td>{String(r.name ?? '')}</td>{classes.map((c) => { const v = ((r.km_by_class ?? {}) as Record<string, unknown>)[c]; const km = typeof v === 'number' ? v : n((v as Row | undefined)?.defence) ?? n((v as Row | undefined)?.km_over_defence); return <td key={c} className="r">{km === null || km === undefined ? '—' : num(km, 1)}</td>; })}</tr>)}</tbody></table>}
              {rows.length === 0 && <Nothing>{t('deploy.none')}</Nothing>}
              <p className="foot" style={{ padding: '8px 12px' }}>{[typeof a.calibre === 'string' ? a.calibre : '', t('deploy.change'), dayTime(a.at as string)].filter(Boolean).join(t('shell.dot'))}</p>
            </div>
          );
        }}</Asked>
      </Sheet>
      <Sheet title={t('deploy.patrol')} sub={t('deploy.owed', { n: owed.data?.total ?? 0 })} actions={<Link className="sm" to="/r/patrol_shift">{t('deploy.all')}</Link>} testid="patrol">
        <div className="scroll">{(owed.data?.items ?? []).map((r) => (
          <div key={r.id} className="tk"><Link className="ink ell all" to={`/r/patrol_shift/${r.id}`}><b>{refLabel(owed.data?.refs, r.fields.section)}</b></Link>
            <span className="sm mut ell">{refLabel(owed.data?.refs, r.fields.leader)} {dayTime(pickText(r, 'shift_start'))}</span><RecordClock clock={{ ...r, type: 'clock', state: 'running', fields: { started_at: r.fields.shift_start, due_at: r.fields.due_at } }} /></div>))}</div>
      </Sheet>
    </div>
  );
}
