import { instantMs, kMinute, type Instant } from './format.ts';
import { textWidth } from './width.ts';

/** One fact and its limit: either may be absent. */
export interface RulerItem {
  key: string;
  name: string;
  at?: Instant;
  limit?: Instant;
  /** When an open limit turns violet. */
  warnAt?: Instant;
}

export interface Span { from: number; to: number }

const kSteps = [1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720, 1440, 2880, 10080].map((m) => m * kMinute);

/** The stretch of time that shows all facts, all limits and now, with a margin on both sides. */
export function rulerSpan(items: RulerItem[], now: number): Span {
  const all = items.flatMap((i) => [instantMs(i.at), instantMs(i.limit)]).filter((x): x is number => x !== null).concat(now);
  const low = Math.min(...all);
  const high = Math.max(...all);
  const room = Math.max((high - low) * 0.06, 2 * kMinute);
  return { from: low - room, to: high + room };
}

/** Ticks for a ruler of `width` pixels: a labelled one at least every `gap` pixels, five parts between. */
export function rulerTicks(span: Span, width: number, gap = 110): { at: number; major: boolean }[] {
  const length = span.to - span.from;
  const major = kSteps.find((s) => (s / length) * width >= gap) ?? kSteps[kSteps.length - 1]!;
  const minor = major / (major % (6 * kMinute) === 0 ? 6 : 5);
  const ticks: { at: number; major: boolean }[] = [];
  // City midnight is whole hours from UTC, so counting from the epoch lands on whole local minutes.
  for (let at = Math.ceil(span.from / minor) * minor; at <= span.to; at += minor) ticks.push({ at, major: at % major === 0 });
  return ticks;
}

export interface Placed<T> { item: T; x: number; row: number }

/** Puts labels into rows so that none covers another; later labels go to lower rows, the last row takes the rest. */
export function placeLabels<T extends { text: string; x: number }>(labels: T[], fontPx: number, rows: number): Placed<T>[] {
  const ends = Array.from({ length: rows }, () => -Infinity);
  return [...labels].sort((a, b) => a.x - b.x).map((item) => {
    const half = textWidth(item.text, fontPx) / 2 + 4;
    const row = ends.findIndex((end) => item.x - half >= end);
    const chosen = row < 0 ? ends.indexOf(Math.min(...ends)) : row;
    ends[chosen] = item.x + half;
    return { item, x: item.x, row: chosen };
  });
}
