// A box with a chart of ours: follows its size, the theme and its option. Screens register the parts of ECharts that they use.
import * as echarts from 'echarts/core';
import { CanvasRenderer } from 'echarts/renderers';
import { useEffect, useRef } from 'react';
import { useThemeMode } from '../app/theme.tsx';

echarts.use([CanvasRenderer]);

/** @param option for the theme `mode`; @param pick a bar or point was pressed: its place in the series */
export function Chart({ option, label, testid, pick }: { option: echarts.EChartsCoreOption; label: string; testid: string; pick?: (index: number) => void }) {
  const { mode } = useThemeMode();
  const box = useRef<HTMLDivElement>(null);
  const chart = useRef<echarts.ECharts | null>(null);
  const picked = useRef(pick);
  picked.current = pick;
  useEffect(() => {
    const c = echarts.init(box.current!);
    c.on('click', (e) => picked.current?.(e.dataIndex));
    chart.current = c;
    const watch = new ResizeObserver(() => c.resize());
    watch.observe(box.current!);
    return () => { watch.disconnect(); c.dispose(); chart.current = null; };
  }, [mode]);
  useEffect(() => { chart.current?.setOption(option, { replaceMerge: ['series'] }); }, [option, mode]);
  return <div ref={box} className="chart" role="img" aria-label={label} data-testid={testid} />;
}
