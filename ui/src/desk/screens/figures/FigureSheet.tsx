// One figure: its value, calibre and change, then its parts as bars and as a table whose every number opens its rows.
import { BarChart } from 'echarts/charts';
import { GridComponent, TooltipComponent } from 'echarts/components';
import * as echarts from 'echarts/core';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';
import { num } from '../../../format/index.ts';
import { colours } from '../../../gen/theme.ts';
import { lang, tx } from '../../../text/index.ts';
import { useModel } from '../../app/session.tsx';
import { useThemeMode } from '../../app/theme.tsx';
import { Chart } from '../../kit/Chart.tsx';
import { ErrorBox, Nothing, Sheet } from '../../kit/index.tsx';
import { save } from '../../kit/download.ts';
import { Change, useFigures, type Asked } from './Figures.tsx';
import { figureCsv, monthName, monthsOf, rowsPage, type Figure, type Line, type Indicator } from './figures.ts';

echarts.use([BarChart, GridComponent, TooltipComponent]);

export function FigureSheet({ indicator, figure, before, asked, by, setBy, setPeriod }: {
  indicator: Indicator; figure: Figure; before: Figure | undefined; asked: Asked; by: string; setBy: (b: string) => void; setPeriod: (p: string) => void;
}) {
  const { t } = useTranslation();
  const m = useModel();
  const split = indicator.by.includes(by) ? by : '';
  const months = monthsOf(asked.period);
  const parts = useFigures(split ? [{ name: indicator.name, of: indicator.of, asked: { ...asked, by: split } }] : months.map((period) => ({ name: indicator.name, of: indicator.of, asked: { ...asked, period } })));
  const fieldTitle = (name: string) => name === 'jurisdiction' ? t('form.jurisdiction') : name === 'state' ? t('figures.state') : name === 'county' ? t('consult.county') : tx(m.type(indicator.of)?.fields.find((f) => f.name === name)?.title) || name;
  const words = (key: string, label: string) => key === '' ? t('unknown') : split === 'state' ? m.stateTitle(indicator.of, key) : m.choiceOf(indicator.of, split, key) === key ? label : m.choiceOf(indicator.of, split, key);
  const failed = parts.find((p) => p.error)?.error;
  const lines: Line[] = split
    ? (parts[0]?.data?.by ?? []).map((p) => ({ key: p.key, label: words(p.key, p.label), value: p.value, to: rowsPage(parts[0]!.data!.rows_url, split, p.key) })).sort((a, b) => b.value - a.value)
    : months.map((month, i) => ({ key: month, label: monthName(month.slice(5)), value: parts[i]?.data?.value ?? 0, to: parts[i]?.data ? rowsPage(parts[i]!.data!.rows_url) : null }));
  const ready = parts.every((p) => p.data);
  const stamp = `${parts.map((p) => p.dataUpdatedAt).join()}|${split}|${lang()}`;
  const rows = rowsPage(figure.rows_url);
  const exported = () => save(`${indicator.name}-${asked.period}${split ? `-${split}` : ''}.csv`, figureCsv(
    [[t('figures.figure'), tx(figure.title)], [t('figures.value'), `${figure.value ?? ''} ${tx(figure.unit)}`], [t('figures.period'), figure.period], [t('figures.calibre'), `${figure.calibre.id} ${tx(figure.calibre.text)}`]],
    [split ? fieldTitle(split) : t('figures.month'), tx(figure.unit)], lines));
  return (
    <Sheet title={tx(figure.title)} sub={figure.period} testid="figure" actions={<button type="button" className="btn" disabled={!ready} onClick={exported} data-testid="figure-export">{t('figures.export')}</button>}>
      <div className="fighead">
        <div><div className="big">{rows ? <Link className="fig ink" to={rows} data-testid="figure-rows">{num(figure.value)}</Link> : num(figure.value)}<small>{tx(figure.unit)}</small></div></div>
        <dl>
          <dt>{t('figures.on_year')}</dt><dd><Change now={figure} before={before} /></dd>
          <dt>{t('figures.calibre')}</dt><dd>{tx(figure.calibre.text)} <span className="dim xs">{figure.calibre.id}{figure.calibre.valid_from ? `${t('shell.dot')}${t('figures.since', { at: figure.calibre.valid_from })}` : ''}</span></dd>
        </dl>
      </div>
      <div className="filters" role="tablist">
        {['', ...indicator.by.filter((b) => b !== 'month')].map((b) => <button type="button" role="tab" key={b} aria-selected={split === b} className={`btn ${split === b ? 'sel' : ''}`} onClick={() => setBy(b)} data-testid={`by-${b || 'month'}`}>{b ? fieldTitle(b) : t('figures.by_month', { y: asked.period.slice(0, 4) })}</button>)}
      </div>
      {failed ? <ErrorBox error={failed} /> : !ready ? <Nothing>{t('loading')}</Nothing> : lines.length === 0 || lines.every((l) => l.value === 0) ? <Nothing>{t('figures.nothing')}</Nothing> : (
        <div className="figbody">
          <Bars lines={lines} stamp={stamp} sideways={split !== ''} unit={tx(figure.unit)} on={split ? '' : asked.period.slice(0, 7)} {...(split ? {} : { pick: (i: number) => setPeriod(months[i]!) })} />
          <div className="scroll"><table data-testid="figure-table"><thead><tr><th>{split ? fieldTitle(split) : t('figures.month')}</th><th className="r">{tx(figure.unit)}</th></tr></thead>
            <tbody>{lines.map((l) => <tr key={l.key} className={l.key === asked.period.slice(0, 7) ? 'on' : ''}><td>{l.label}</td><td className="r">{l.to && l.value !== 0 ? <Link className="fig ink" to={l.to}>{num(l.value)}</Link> : num(l.value)}</td></tr>)}
              {split !== '' && <tr className="sum"><td>{t('consult.total')}</td><td className="r">{num(lines.reduce((a, l) => a + l.value, 0))}</td></tr>}</tbody></table></div>
        </div>
      )}
      <p className="foot" style={{ padding: '8px 16px' }}>{t('figures.foot')}</p>
    </Sheet>
  );
}

function Bars({ lines, stamp, sideways, unit, on, pick }: { lines: Line[]; stamp: string; sideways: boolean; unit: string; on: string; pick?: (i: number) => void }) {
  const { t } = useTranslation();
  const { mode } = useThemeMode();
  const navigate = useNavigate();
  // The table holds every part; the drawing the largest twenty.
  const shown = useMemo(() => (sideways ? lines.slice(0, 20).reverse() : lines), [stamp, sideways]);
  const option = useMemo(() => {
    const k = colours[mode];
    const font = getComputedStyle(document.documentElement).getPropertyValue('--font');
    const text = { color: k['ink-2'], fontFamily: font, fontSize: 12 };
    const names = { type: 'category' as const, data: shown.map((l) => l.label), axisLabel: { ...text, ...(sideways ? { width: 150, overflow: 'truncate' as const } : {}) }, axisLine: { lineStyle: { color: k['line-2'] } }, axisTick: { show: false } };
    const values = { type: 'value' as const, min: 0, minInterval: 1, axisLabel: text, splitLine: { lineStyle: { color: k.line } }, name: unit, nameTextStyle: text };
    return {
      animation: false, textStyle: { fontFamily: font }, grid: { left: sideways ? 164 : 52, right: 40, top: 28, bottom: 28 }, xAxis: sideways ? { ...values, name: '' } : names, yAxis: sideways ? names : values,
      tooltip: { trigger: 'item', backgroundColor: k.raised, borderColor: k.line, textStyle: { color: k.ink, fontSize: 12 } },
      series: [{ type: 'bar', barMaxWidth: 26, data: shown.map((l) => ({ value: l.value, itemStyle: { color: l.key === on ? k.ink : k.water } })), label: { show: true, position: sideways ? 'right' as const : 'top' as const, color: k.ink, fontSize: 12, formatter: (p: { value: number }) => (p.value === 0 ? '' : num(p.value)) } }],
    };
  }, [shown, mode, sideways, unit, on]);
  return <Chart option={option} label={t('figures.chart')} testid="figure-chart" pick={(i) => { if (pick) pick(i); else { const to = shown[i]?.to; if (to) navigate(to); } }} />;
}
