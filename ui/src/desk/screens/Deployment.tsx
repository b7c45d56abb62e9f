// 布防: kilometres over each line and people on the dike, by county and class, with the change on the day before.
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useDeployment, useList } from '../../api/hooks.ts';
import { fromCity, num } from '../../format/index.ts';
import { useModel, useSession } from '../app/session.tsx';
import { Asked, Nothing, pickText, RecordClock, refLabel, Sheet, StateTag } from '../kit/index.tsx';
import { dayTime } from '../../format/index.ts';

type Row = Record<string, unknown>;
/** The rows of the answer, whichever way they are grouped. */
export function rowsOf(answer: Row): Row[] {
  for (const n of ['rows', 'by_jurisdiction', 'counties', 'by', 'deployment', 'items']) if (Array.isArray(answer[n])) return answer[n] as Row[];
  return [];
}
/** A figure is a number, or `{value, change, rows_url}`. */
export function figureOf(v: unknown): { value: number | null; change: number | null; url: string | null } {
  if (typeof v === 'number') return { value: v, change: null, url: null };
  if (typeof v === 'object' && v !== null) {
    const o = v as Row;
    return { value: typeof o.value === 'number' ? o.value : null, change: typeof o.change === 'number' ? o.change : null, url: typeof o.rows_url === 'string' ? o.rows_url : null };
  }
  return { value: null, change: null, url: null };
}
/** `/api/v1/records/guard_report?filter=…` → the list page of the same rows. */
export const pageOfRows = (url: string | null): string | null => {
  const m = url ? /\/api\/v1\/records\/(\w+)(\?.*)?$/.exec(url) : null;
  return m ? `/r/${m[1]}${m[2] ?? ''}` : null;
};

const kCols = [['km_over_defence', 1], ['km_over_warning', 1], ['km_over_guarantee', 1], ['leaders', 0], ['labour', 0], ['people_present', 0], ['people_due', 0]] as const;

export function Deployment() {
  const { t } = useTranslation();
  const m = useModel();
  const { may } = useSession();
  const [at, setAt] = useState('');
  const query = useDeployment(at ? fromCity(at) : undefined);
  const areas = useList('jurisdiction', { limit: 200 }, { staleTime: Infinity });
  const owed = useList('patrol_shift', { filter: ['state:eq:due'], limit: 60, sort: 'due_at' });
  const name = (r: Row) => String(r.name ?? r.jurisdiction_name ?? areas.data?.items.find((a) => a.id === r.jurisdiction)?.label ?? '');
  const title = (c: string) => ({ km_over_defence: t('consult.km_d'), km_over_warning: t('consult.km_w'), km_over_guarantee: m.choice('stage_kind', 'guarantee') + ' km', leaders: t('deploy.leaders'), labour: t('deploy.labour'), people_present: t('consult.present'), people_due: t('consult.due') })[c] ?? c;
  return (
    <div className="page cols" data-testid="deployment">
      <Sheet title={t('deploy.title')} sub={t('deploy.sub')} actions={<><label className="row sm mut">{t('deploy.at')}<input className="field" type="datetime-local" value={at} onChange={(e) => setAt(e.target.value)} /></label>{may('guard_report', 'create') && <Link className="btn" to="/r/guard_report/new">{t('deploy.report')}</Link>}</>}>
        <Asked query={query}>{(a) => {
          const rows = rowsOf(a);
          const cols = kCols.filter(([c]) => rows.some((r) => c in r) || (a.totals && c in (a.totals as Row)));
          const byClass = Array.isArray(a.classes) ? (a.classes as Row[]) : Array.isArray(a.by_class) ? (a.by_class as Row[]) : [];
          const line = (r: Row, label: string, key: string, sum = false) => (
            <tr key={key} className={sum ? 'sum' : ''}><td>{label}</td>{cols.map(([c, digits]) => {
              const f = figureOf(r[c]);
              const change = f.change ?? (typeof (r.change as Row | undefined)?.[c] === 'number' ? ((r.change as Row)[c] as number) : null);
              const to = pageOfRows(f.url ?? (r.rows_url as string | null) ?? null);
              const text = f.value === null ? '—' : f.value === 0 ? '0' : num(f.value, digits);
              return <td key={c} className="r">{to ? <Link className="fig ink" to={to}>{text}</Link> : text}{change !== null && change !== 0 && <span className="xs dim"> {change > 0 ? '+' : '−'}{num(Math.abs(change), digits)}</span>}</td>;
            })}</tr>
          );
          return (
            <div className="scroll">
              <table><thead><tr><th>{t('consult.county')}</th>{cols.map(([c]) => <th key={c} className="r">{title(c)}</th>)}</tr></thead>
                <tbody>{rows.map((r, i) => line(r, [name(r), r.class ? m.choice('dike_class', r.class) : ''].filter(Boolean).join(t('shell.dot')), String(i)))}{a.totals ? line(a.totals as Row, t('consult.total'), 'sum', true) : null}</tbody></table>
              {byClass.length > 0 && <table style={{ marginTop: 16 }}><thead><tr><th>{t('deploy.class')}</th>{cols.map(([c]) => <th key={c} className="r">{title(c)}</th>)}</tr></thead><tbody>{byClass.map((r, i) => line(r, m.choice('dike_class', r.class), `c${i}`))}</tbody></table>}
              {rows.length === 0 && <Nothing>{t('deploy.none')}</Nothing>}
              <p className="foot" style={{ padding: '8px 12px' }}>{t('deploy.change')}</p>
            </div>
          );
        }}</Asked>
      </Sheet>
      <Sheet title={t('deploy.patrol')} sub={t('deploy.owed', { n: owed.data?.total ?? 0 })} actions={<Link className="sm" to="/r/patrol_shift">{t('deploy.all')}</Link>} testid="patrol">
        <div className="scroll">{(owed.data?.items ?? []).map((r) => (
          <div key={r.id} className="tk"><Link className="ink ell" to={`/r/patrol_shift/${r.id}`}><b>{refLabel(owed.data?.refs, r.fields.section)}</b></Link><RecordClock clock={{ ...r, type: 'clock', state: 'running', fields: { started_at: r.fields.shift_start, due_at: r.fields.due_at } }} />
            <span className="sm mut ell">{refLabel(owed.data?.refs, r.fields.leader)} {dayTime(pickText(r, 'shift_start'))}</span><StateTag type={r.type} state={r.state} /></div>))}</div>
      </Sheet>
    </div>
  );
}
