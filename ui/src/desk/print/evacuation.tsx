// Paper of an evacuation plan: one sheet per village, as it hangs on the committee's door.
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import type { Moved } from '../../api/supply.ts';
import type { Rec } from '../../api/types.ts';
import { useOne } from '../../api/hooks.ts';
import { fullTime, num } from '../../format/index.ts';
import { tx } from '../../text/index.ts';
import { useModel } from '../app/session.tsx';
import { Nothing, pickText } from '../kit/index.tsx';
import { Foot, Mark, type SheetProps } from './sheets.tsx';
import { WaySketch } from './WaySketch.tsx';

interface Plan { assignments: Moved[]; generated: boolean; attribution: string }

export function EvacuationSheets({ record }: SheetProps) {
  const { t } = useTranslation();
  const [address] = useSearchParams();
  const plan = record.fields.plan as Plan | undefined;
  const only = address.get('village');
  const rows = (plan?.assignments ?? []).filter((a) => !only || a.village === only);
  if (!plan || rows.length === 0) return <Nothing>{t('evac.none')}</Nothing>;
  // A village that goes to several places has one sheet with all of them.
  const villages = [...new Set(rows.map((r) => r.village))];
  return <>{villages.map((v, i) => <VillageSheet key={v} record={record} rows={rows.filter((r) => r.village === v)} plan={plan} first={i === 0} />)}</>;
}

function VillageSheet({ record, rows, plan, first }: { record: Rec; rows: Moved[]; plan: Plan; first: boolean }) {
  const { t } = useTranslation();
  const m = useModel();
  const s = rows[0]!.sheet;
  const mode = pickText(record, 'mode') === 'foot' ? t('evac.foot') : t('evac.road');
  const facts: [string, React.ReactNode][] = [
    ['households', num(s?.households ?? null)], ['frail', num(s?.frail ?? null)], ['assembly', s?.assembly], ['vehicles_needed', num(s?.vehicles_needed ?? null)], ['leader', <Person key="l" id={s?.leader} />], ['township_leader', <Person key="t" id={s?.township_leader} />],
  ];
  return (
    <article className="a4 evacsheet" style={first ? {} : { breakBefore: 'page' }} data-testid="sheet-evacuation">
      <Mark />
      <h1 style={{ margin: '24pt 0 4pt' }}>{rows[0]!.village_label} {t('evac.sheet')}</h1>
      <p className="to" style={{ textAlign: 'center', fontSize: '12pt', lineHeight: '20pt' }}>{record.number} {pickText(record, 'title')}{record.state === 'proposed' && <> <span className="stampd">{t('evac.draft')}</span></>}</p>
      <p className="to" style={{ fontSize: '12pt', lineHeight: '20pt' }}>{t('evac.sheet_people', { n: num(rows.reduce((n, r) => n + r.people, 0)) })}{s?.means?.length ? `；${s.means.map((x) => m.choice('transfer_means', x)).join('、')}` : ''}</p>
      <table><tbody>{facts.filter(([n, v]) => v && (n !== 'leader' || s?.leader) && (n !== 'township_leader' || s?.township_leader)).map(([n, v]) => <tr key={n}><th style={{ width: '24%' }}>{t(`evac.${n}`)}</th><td>{v}</td></tr>)}</tbody></table>
      {rows.map((r) => (
        <section key={r.shelter} className="keep">
          <h2>{t('evac.sheet_to')}：{r.shelter_label}{rows.length > 1 ? `（${num(r.people)} ${t('evac.people')}）` : ''}</h2>
          <p className="to" style={{ fontSize: '12pt', lineHeight: '20pt' }}>{[r.sheet?.shelter_address && `${t('evac.address')} ${r.sheet.shelter_address}`, r.km !== undefined && t('evac.total_way', { km: num(r.km, 1), n: Math.round(r.min), mode })].filter(Boolean).join('；')}</p>
          {r.sheet?.shelter_manager && <p className="to" style={{ fontSize: '12pt', lineHeight: '20pt' }}>{t('evac.manager')} <Person id={r.sheet.shelter_manager} /></p>}
          {r.line && <WaySketch line={r.line} from={r.village_label} to={r.shelter_label} />}
          {r.sheet && r.sheet.steps.length > 0 && <table><tbody>{r.sheet.steps.map((x, i) => <tr key={i}><td style={{ width: '7%' }}>{i + 1}</td><td>{tx(x.text)}</td><td className="r">{x.km > 0 ? `${num(x.km, 1)} km` : ''}</td></tr>)}</tbody></table>}
        </section>))}
      <p className="to" style={{ fontSize: '9pt', lineHeight: '14pt', marginTop: '10pt' }}>{t('evac.by_roads', { t: fullTime(pickText(record, 'reckoned_at')) })}{plan.generated ? `（${t('circle.generated')}）` : `；${plan.attribution}`}</p>
      <Foot />
    </article>
  );
}

function Person({ id }: { id: string | undefined }) {
  const one = useOne('person', id ?? '', { enabled: Boolean(id) });
  return <>{[one.data?.record.label, pickText(one.data?.record, 'phone')].filter(Boolean).join('　')}</>;
}
