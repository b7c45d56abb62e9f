import { stage } from './format.ts';
import { useLang, type Both } from './lang.tsx';

export type StageKind = 'defence' | 'warning' | 'guarantee' | 'record';

export interface Thresholds { defence?: number | null; warning?: number | null; guarantee?: number | null }

export const kStageWords: Record<StageKind, { over: Both; short: Both }> = {
  defence: { over: { zh: '超设防', en: 'guard' }, short: { zh: '设', en: 'G' } },
  warning: { over: { zh: '超警戒', en: 'warning' }, short: { zh: '警', en: 'W' } },
  guarantee: { over: { zh: '超保证', en: 'guarantee' }, short: { zh: '保', en: 'S' } },
  record: { over: { zh: '超历史', en: 'record' }, short: { zh: '史', en: 'R' } },
};

/** `超警戒 0.04`, `+0.04 warning`; `设防下` below all stages; null when it cannot be said. */
export function stageWords(kind: StageKind | null | undefined, over_m: number | null | undefined, value: number | null | undefined, lang: 'zh' | 'en'): string | null {
  if (value == null) return null;
  if (!kind || over_m == null) return lang === 'zh' ? '设防下' : 'below guard';
  const word = kStageWords[kind].over[lang];
  return lang === 'zh' ? `${word} ${stage(over_m)}` : `+${stage(over_m)} ${word}`;
}

export interface StaffScale { low: number; high: number }

/** Range of the drawn staff: from half a span under the lowest stage to a little over the highest, widened to hold the reading. */
export function staffScale(value: number | null, t: Thresholds): StaffScale {
  const marks = [t.defence, t.warning, t.guarantee].filter((m): m is number => m != null);
  if (marks.length === 0) return value === null ? { low: 0, high: 1 } : { low: value - 2, high: value + 2 };
  const bottom = Math.min(...marks);
  const span = Math.max(1, Math.max(...marks) - bottom);
  const scale = { low: bottom - span * 0.49, high: bottom + span * 1.16 };
  if (value !== null && value < scale.low) scale.low = value - span * 0.1;
  if (value !== null && value > scale.high) scale.high = value + span * 0.1;
  return scale;
}

export interface GaugeGlyphProps {
  value: number | null | undefined;
  thresholds: Thresholds;
  silent?: boolean;
  /** `strip` 26×44, `wall` 116 wide with named ticks. */
  size?: 'strip' | 'wall';
  /** Height of the wall staff in pixels. */
  height?: number;
  name?: string;
}

/** A staff with its three ticks, water up to the reading, an ink mark at it; dashed and empty when silent. */
export function GaugeGlyph({ value, thresholds, silent, size = 'strip', height = 390, name }: GaugeGlyphProps) {
  const lang = useLang();
  const known = silent || value == null ? null : value;
  const scale = staffScale(known, thresholds);
  const wall = size === 'wall';
  const [top, tall, x, w] = wall ? [0, height, 2, 44] : [1, 42, 1, 8];
  const y = (v: number) => top + tall - ((v - scale.low) / (scale.high - scale.low)) * tall;
  const unit = wall ? 5.5 : 1;
  const ticks: [StageKind, number | null | undefined][] = [
    ['defence', thresholds.defence], ['warning', thresholds.warning], ['guarantee', thresholds.guarantee],
  ];
  // On a short staff the names would touch: the warning stage keeps its own.
  const named = (kind: StageKind) => kind === 'warning' || thresholds.warning == null
    || Math.abs(y(thresholds[kind as keyof Thresholds]!) - y(thresholds.warning)) >= 28;
  const words = `${name ?? ''} ${known === null ? (lang === 'zh' ? '未知' : 'unknown') : `${stage(known)} m`}`.trim();
  return (
    <svg width={wall ? 116 : 26} height={wall ? height + 4 : 44} viewBox={wall ? `0 -2 116 ${height + 4}` : '0 0 26 44'}
      fontSize="28" role="img" aria-label={words}>
      {known !== null && <rect x={x} y={y(known)} width={w} height={Math.max(0, top + tall - y(known))} fill="var(--water)" />}
      <rect x={x} y={top} width={w} height={tall} fill="none" stroke="var(--ink-3)" strokeWidth={wall ? 2 : 1} strokeDasharray={known === null ? (wall ? '10 8' : '2 2') : undefined} />
      {wall && decimetres(scale).map((v) => <path key={v} d={`M46 ${y(v)}h8`} stroke="var(--line-2)" strokeWidth="1.5" />)}
      {ticks.map(([kind, v]) => v != null && (
        <g key={kind}>
          <path d={wall ? `M2 ${y(v)}H${kind === 'warning' ? 72 : kind === 'defence' ? 66 : 78}` : `M9 ${y(v)}h${kind === 'warning' ? 7 : kind === 'defence' ? 4 : 10}`}
            stroke="var(--ink)" strokeWidth={wall ? (kind === 'warning' ? 5 : 2.5) : kind === 'warning' ? 2 : 1.2} />
          {wall && named(kind) && <text x="84" y={y(v) + 10} fill="var(--ink-2)">{kStageWords[kind].short[lang]}</text>}
        </g>
      ))}
      {known !== null && <path d={wall ? `M-2 ${y(known)}H50` : `M0 ${y(known)}h11`} stroke="var(--ink)" strokeWidth={wall ? 5 : 2 * unit} />}
    </svg>
  );
}

/** Small ticks of the wall staff, at most thirty. */
function decimetres(scale: StaffScale): number[] {
  const span = scale.high - scale.low;
  const step = [0.1, 0.2, 0.5, 1, 2, 5].find((s) => span / s <= 30) ?? 10;
  const marks: number[] = [];
  for (let v = Math.ceil(scale.low / step) * step; v <= scale.high; v += step) marks.push(Number(v.toFixed(2)));
  return marks;
}
