// 数字: every figure with its unit and calibre, the change on last year where the calibre is the same; each opens the rows it counts.
import { useQueries, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link, useParams, useSearchParams } from 'react-router';
import { api, callState } from '../../../api/client.ts';
import { cityNow } from '../../../api/clock.ts';
import { fullDate, num } from '../../../format/index.ts';
import { tx } from '../../../text/index.ts';
import { useSession } from '../../app/session.tsx';
import { ErrorBox, Nothing, Sheet } from '../../kit/index.tsx';
import { RefSelect } from '../../generic/FieldInput.tsx';
import { DateInput } from '../../generic/Typed.tsx';
import { FigureSheet } from './FigureSheet.tsx';
import { comparable, isPeriod, kMonths, monthName, rowsPage, yearBefore, type Figure, type Indicator } from './figures.ts';

export interface Asked { period: string; jurisdiction: string; by?: string }
const ask = (name: string, of: string, a: Asked) => ({
  queryKey: ['list', of, 'figure', name, a, callState().ledger, callState().lang], staleTime: 15_000,
  queryFn: async () => (await api.figure(name, a)) as unknown as Figure,
});
export function useFigures(all: { name: string; of: string; asked: Asked }[]) { return useQueries({ queries: all.map((x) => ask(x.name, x.of, x.asked)) }); }

export function Figures() {
  const { t } = useTranslation();
  const { may, ledger } = useSession();
  const { name } = useParams();
  const [address, setAddress] = useSearchParams();
  const today = fullDate(cityNow());
  const given = address.get('period') ?? '';
  const period = isPeriod(given) ? given : today.slice(0, 7);
  const jurisdiction = address.get('jurisdiction') ?? '';
  const set = (key: string, value: string) => { const a = new URLSearchParams(address); if (value) a.set(key, value); else a.delete(key); setAddress(a, { replace: true }); };
  const list = useQuery({ queryKey: ['figures'], queryFn: api.figures, staleTime: 300_000 });
  const readable = ((list.data?.items ?? []) as unknown as Indicator[]).filter((i) => may(i.of, 'read'));
  const asked = { period, jurisdiction };
  const now = useFigures(readable.map((i) => ({ name: i.name, of: i.of, asked })));
  const chosen = readable.find((i) => i.name === name) ?? readable[0];
  const before = useFigures(chosen ? [{ name: chosen.name, of: chosen.of, asked: { ...asked, period: yearBefore(period) } }] : [])[0]?.data;
  const at = chosen ? readable.indexOf(chosen) : -1;
  const query = address.toString();
  return (
    <div className="page cols left figures" data-testid="figures">
      <Sheet title={t('figures.title')} sub={ledger.kind === 'real' ? t('figures.sub') : t('figures.sub_scenario')} testid="figure-list">
        <PeriodBar period={period} today={today} set={(p) => set('period', p)} jurisdiction={jurisdiction} setJurisdiction={(j) => set('jurisdiction', j)} />
        <div className="scroll">
          <table className="fit"><thead><tr><th>{t('figures.figure')}</th><th className="r">{t('figures.value')}</th><th className="r">{t('figures.on_year')}</th></tr></thead>
            <tbody>{readable.map((i, n) => <ListRow key={i.name} indicator={i} figure={now[n]?.data} failed={Boolean(now[n]?.error)} on={i === chosen} query={query} />)}</tbody></table>
          {list.error ? <ErrorBox error={list.error} again={() => void list.refetch()} /> : readable.length === 0 && <Nothing>{list.data ? t('figures.none') : t('loading')}</Nothing>}
        </div>
      </Sheet>
      {chosen && (now[at]?.data ? <FigureSheet key={chosen.name} indicator={chosen} figure={now[at].data} before={before} asked={asked} by={address.get('by') ?? ''} setBy={(b) => set('by', b)} setPeriod={(p) => set('period', p)} />
        : <Sheet title={t('figures.title')}>{now[at]?.error ? <ErrorBox error={now[at].error} again={() => void now[at]?.refetch()} /> : <Nothing>{t('loading')}</Nothing>}</Sheet>)}
    </div>
  );
}

function ListRow({ indicator, figure, failed, on, query }: { indicator: Indicator; figure: Figure | undefined; failed: boolean; on: boolean; query: string }) {
  const { t } = useTranslation();
  const rows = figure ? rowsPage(figure.rows_url) : null;
  return (
    <tr className={on ? 'on' : ''} data-testid={`figure-${indicator.name}`}>
      <td className="ell what" title={tx(indicator.title)}><Link className="ink" to={`/figures/${indicator.name}${query ? `?${query}` : ''}`} aria-current={on ? 'true' : undefined}><b>{tx(indicator.title)}</b></Link></td>
      <td className="r nw">{failed ? <span className="our">{t('figures.failed')}</span> : figure?.value === null ? <span className="dim">{t('unknown')}</span> : figure ? <>{rows ? <Link className="fig ink" to={rows}>{num(figure.value)}</Link> : num(figure.value)} <small className="unit">{tx(figure.unit)}</small></> : '…'}</td>
      <td className="r nw">{typeof figure?.change?.difference === 'number' && <span title={t('figures.before', { n: num(figure.change.value) })}>{signed(figure.change.difference)}</span>}</td>
    </tr>
  );
}

const signed = (by: number) => (by === 0 ? '±0' : `${by > 0 ? '+' : '−'}${num(Math.abs(by))}`);

/** The change in counts, not in per cent: these are small numbers. */
export function Change({ now, before }: { now: Figure | undefined; before: Figure | undefined }) {
  const { t } = useTranslation();
  if (!now || !before) return null;
  if (!comparable(now, before)) return <span className="dim" title={t('figures.calibre_differs', { at: now.calibre.valid_from ?? '' })}>{t('figures.not_compared')}</span>;
  const by = now.value! - before.value!;
  return <span title={t('figures.before', { n: num(before.value) })}>{signed(by)}</span>;
}

function PeriodBar({ period, today, set, jurisdiction, setJurisdiction }: { period: string; today: string; set: (p: string) => void; jurisdiction: string; setJurisdiction: (j: string) => void }) {
  const { t } = useTranslation();
  const year = period.slice(0, 4);
  const years = [0, 1, 2, 3].map((n) => String(Number(today.slice(0, 4)) - n));
  return (
    <div className="filters">
      <select className="field short" aria-label={t('figures.year')} value={year} onChange={(e) => set(`${e.target.value}${period.slice(4, 7)}`)}>{[...new Set([...years, year])].sort().reverse().map((y) => <option key={y}>{y}</option>)}</select>
      <select className="field short" aria-label={t('figures.month')} value={period.slice(5, 7)} onChange={(e) => set(e.target.value ? `${year}-${e.target.value}` : year)}><option value="">{t('figures.whole_year')}</option>{kMonths.map((m) => <option key={m} value={m}>{monthName(m)}</option>)}</select>
      <span className="filter"><DateInput label={t('figures.day')} value={period.length === 10 ? period : null} onChange={(v) => set(v ? String(v) : period.slice(0, 7))} /></span>
      <span className="filter"><RefSelect to="jurisdiction" value={jurisdiction || null} placeholder={t('form.jurisdiction')} onChange={(v) => setJurisdiction(v ? String(v) : '')} /></span>
    </div>
  );
}
