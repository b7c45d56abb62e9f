// Observed and forecast stage of a station, with its thresholds as ink lines.
import { LineChart } from 'echarts/charts';
import { GridComponent, MarkLineComponent, TooltipComponent } from 'echarts/components';
import * as echarts from 'echarts/core';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Series } from '../../../api/types.ts';
import { dayTime } from '../../../format/index.ts';
import { colours } from '../../../gen/theme.ts';
import { chartRows } from './rows.ts';
import { useThemeMode } from '../../app/theme.tsx';
import { Chart } from '../../kit/Chart.tsx';

echarts.use([LineChart, GridComponent, MarkLineComponent, TooltipComponent]);

export function Hydrograph({ series, thresholdName }: { series: Series; thresholdName: (kind: string) => string }) {
  const { t } = useTranslation();
  const { mode } = useThemeMode();
  const option = useMemo(() => {
    const k = colours[mode];
    const font = getComputedStyle(document.documentElement).getPropertyValue('--font');
    const { observed, forecast, last, peak } = chartRows(series);
    const values = [...observed.map((p) => p[1]), ...forecast.flatMap((p) => [p[1] - p[2], p[1] + p[2]])];
    const [low, high] = [Math.min(...values), Math.max(...values)];
    const room = Math.max(0.2, (high - low) * 0.12);
    const limits = series.thresholds.filter((x) => x.value_m >= low - room && x.value_m <= high + room * 2);
    const text = { color: k['ink-3'], fontFamily: font, fontSize: 12 };
    const label = (p: [number, number] | undefined, name: string, position: string, offset: [number, number] = [0, 0]) => p && { coord: p, name, position, offset };
    // Near the line of now the peak's words stand to its right, where there is room.
    const span = Math.max(1, (forecast.at(-1)?.[0] ?? 0) - (observed[0]?.[0] ?? 0));
    const near = peak && last && peak[0] - last[0] < span * 0.15;
    const marks = [label(last, last ? last[1].toFixed(2) : '', 'left', [-4, 14]), label(peak && (!last || peak[1] > last[1] + 0.01) ? [peak[0], peak[1]] : undefined, peak ? `${peak[1].toFixed(2)}\n${dayTime(peak[0])}${peak[2] ? ` ±${peak[2]} m` : ''}` : '', near ? 'right' : 'top', near ? [4, -12] : [0, 0])].filter(Boolean);
    return {
      animation: false, textStyle: { fontFamily: font },
      grid: { left: 52, right: 24, top: 26, bottom: 30 },
      tooltip: { trigger: 'axis', backgroundColor: k.raised, borderColor: k.line, textStyle: { color: k.ink, fontSize: 12 }, axisPointer: { lineStyle: { color: k.accent } },
        formatter: (list: unknown) => { const a = (list as { value: [number, number]; seriesName: string }[]).filter((x) => !x.seriesName.startsWith('_')); return a.length ? `${dayTime(a[0]!.value[0])}<br>${a.map((x) => `${x.seriesName} <b>${x.value[1].toFixed(2)}</b> m`).join('<br>')}` : ''; } },
      xAxis: { type: 'time', axisLabel: { ...text, hideOverlap: true, formatter: (v: number) => dayTime(v) }, axisLine: { lineStyle: { color: k['line-2'] } }, splitLine: { show: true, lineStyle: { color: k.line } } },
      yAxis: { type: 'value', min: Number((low - room).toFixed(1)), max: Number((high + room).toFixed(1)), axisLabel: { ...text, formatter: (v: number) => v.toFixed(1) }, splitLine: { lineStyle: { color: k.line } } },
      series: [
        { name: t('consult.observed'), type: 'line', data: observed, showSymbol: false, lineStyle: { color: k.water, width: 2 }, itemStyle: { color: k.water }, areaStyle: { color: k['water-soft'], opacity: 0.8, origin: 'start' }, z: 3,
          markLine: { silent: true, symbol: 'none', animation: false, data: [
            ...limits.map((x) => ({ yAxis: x.value_m, name: thresholdName(x.kind), lineStyle: { color: k.ink, width: x.kind === 'warning' ? 1.8 : 1, type: 'solid' as const }, label: { formatter: `${thresholdName(x.kind)} ${x.value_m.toFixed(2)}`, position: 'insideStartTop' as const, color: k.ink, fontWeight: x.kind === 'warning' ? 700 : 400 } })),
            ...(last ? [{ xAxis: last[0], lineStyle: { color: k.ink, width: 1, type: 'solid' as const }, label: { formatter: t('consult.to_now', { at: dayTime(last[0]) }), color: k.ink, position: 'insideEndTop' as const, rotate: 0, align: 'right' as const } }] : []),
          ] } },
        { name: '_low', type: 'line', data: forecast.map(([at, v, e]) => [at, v - e]), stack: 'band', showSymbol: false, lineStyle: { opacity: 0 }, silent: true },
        { name: '_band', type: 'line', data: forecast.map(([at, , e]) => [at, 2 * e]), stack: 'band', showSymbol: false, lineStyle: { opacity: 0 }, areaStyle: { color: k['water-2'], opacity: 0.28 }, silent: true },
        { name: t('consult.forecast'), type: 'line', data: forecast.map(([at, v]) => [at, v]), showSymbol: false, lineStyle: { color: k.water, width: 2, type: 'dashed' }, itemStyle: { color: k.water }, z: 4 },
        { name: '_marks', type: 'line', data: marks.map((x) => ({ value: x!.coord, name: x!.name, label: { show: true, formatter: x!.name, position: x!.position, offset: x!.offset, align: x!.position === 'right' ? 'left' : undefined } })), lineStyle: { opacity: 0 }, symbol: 'circle', symbolSize: 8, itemStyle: { color: k.surface, borderColor: k.ink, borderWidth: 1.6 }, label: { color: k.ink, fontWeight: 700, lineHeight: 16 }, z: 6 },
      ],
    };
  }, [series, mode, t, thresholdName]);
  return <Chart option={option} label={t('consult.stage_sub')} testid="hydrograph" />;
}
