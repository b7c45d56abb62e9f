// 布防统计表 on paper: kilometres above each line and people on the dike by county, then kilometres by class of dike.
import { useTranslation } from 'react-i18next';
import { useDeployment } from '../../api/hooks.ts';
import { fullTime, num } from '../../format/index.ts';
import { useModel, useSession } from '../app/session.tsx';
import { Asked } from '../kit/index.tsx';
import { Foot, Mark } from './sheets.tsx';

type Row = Record<string, unknown>;
const kCols = [['km_over_defence', 1], ['km_over_warning', 1], ['km_over_guarantee', 1], ['leaders', 0], ['labour', 0], ['people_present', 0], ['people_due', 0]] as const;
const number = (v: unknown, digits: number) => (typeof v === 'number' ? num(v, digits) : '—');
/** Counties where no dike stands above a line and nobody is owed are left out: the table is read, not searched. */
export const isGuarded = (r: Row): boolean => kCols.some(([c]) => typeof r[c] === 'number' && r[c] !== 0);

export function GuardSheet({ at }: { at: string | undefined }) {
  const { t } = useTranslation();
  const m = useModel();
  const { post } = useSession();
  const query = useDeployment(at);
  const titles: Record<string, string> = { km_over_defence: t('consult.km_d'), km_over_warning: t('consult.km_w'), km_over_guarantee: `${m.choice('stage_kind', 'guarantee')} km`, leaders: t('deploy.leaders'), labour: t('deploy.labour'), people_present: t('consult.present'), people_due: t('consult.due') };
  return (
    <Asked query={query}>{(a) => {
      const rows = ((a.rows ?? []) as Row[]).filter(isGuarded);
      const totals = a.totals as Row | undefined;
      const classes = [...new Set(rows.flatMap((r) => Object.keys((r.km_by_class ?? {}) as object)))];
      const km = (r: Row, c: string) => { const v = ((r.km_by_class ?? {}) as Row)[c]; return typeof v === 'object' && v !== null ? (v as Row).defence ?? (v as Row).km_over_defence : v; };
      const change = typeof totals?.change === 'number' ? totals.change : null;
      const line = (r: Row, name: string, sum = false) => <tr key={name}><td>{sum ? <b>{name}</b> : name}</td>{kCols.map(([c, d]) => <td key={c} className="r">{sum ? <b>{number(r[c], d)}</b> : number(r[c], d)}</td>)}</tr>;
      return (
        <article className="a4 guardsheet" data-testid="sheet-guard">
          <Mark />
          <h1>{t('print.guard')}</h1>
          <div className="doc-no up"><span>{post?.body_name}</span><span>{t('print.guard_at', { at: fullTime(a.at as string) })}</span></div>
          <table><thead><tr><th>{t('consult.county')}</th>{kCols.map(([c]) => <th key={c} className="r">{titles[c]}</th>)}</tr></thead>
            <tbody>{rows.map((r) => line(r, String(r.name ?? '')))}{totals && line(totals, t('consult.total'), true)}</tbody></table>
          {change !== null && <p className="to">{t('consult.present')} {number(totals?.people_present, 0)}{t('shell.dot')}{t('print.guard_change', { n: `${change > 0 ? '+' : ''}${num(change)}` })}</p>}
          {classes.length > 0 && <section className="keep"><h2>{t('deploy.by_class')}</h2><table><thead><tr><th>{t('consult.county')}</th>{classes.map((c) => <th key={c} className="r">{m.choice('dike_class', c)}</th>)}</tr></thead>
            <tbody>{rows.map((r) => <tr key={String(r.name)}><td>{String(r.name ?? '')}</td>{classes.map((c) => <td key={c} className="r">{number(km(r, c), 1)}</td>)}</tr>)}</tbody></table></section>}
          {rows.length === 0 && <p>{t('deploy.none')}</p>}
          <Foot />
        </article>
      );
    }}</Asked>
  );
}
