import { stage } from './format.ts';
import { textWidth } from './width.ts';

/** A reach of dike whose control gauge stands over so many stages: 0 none, 1 设防, 2 警戒, 3 保证. Stakes in metres. */
export interface WaterReach { from: number; to: number; lines: 0 | 1 | 2 | 3 }
export interface DikeFlag { id: string; at: number; name: string; value?: number | null; note?: string }
export interface DikeIncident { id: string; at: number; kind: string; note?: string }
export interface DikeHut { id: string; at: number; reported: boolean; name?: string }
/** A county's reach starts here, downstream. */
export interface DikeBreak { at: number; name: string }

export interface DikeFacts {
  name: string;
  /** Stake at the upstream end, metres: the greater one, drawn at the left. */
  upstream: number;
  downstream: number;
  water: WaterReach[];
  flags: DikeFlag[];
  incidents: DikeIncident[];
  huts: DikeHut[];
  breaks: DikeBreak[];
}

export type MarkKind = 'flag' | 'incident' | 'hut';
export interface DikeMark { kind: MarkKind; id: string; at: number; text: string; owed?: boolean }

/** Everything a key press steps through, downstream: gauges, incidents, and the huts that owe a report. */
export function dikeMarks(dike: DikeFacts): DikeMark[] {
  const marks: DikeMark[] = [
    ...dike.flags.map((f): DikeMark => ({ kind: 'flag', id: f.id, at: f.at, text: [f.name, stage(f.value), f.note].filter(Boolean).join(' ') })),
    ...dike.incidents.map((i): DikeMark => ({ kind: 'incident', id: i.id, at: i.at, text: [i.kind, i.note].filter(Boolean).join(' ') })),
    ...dike.huts.filter((h) => !h.reported).map((h): DikeMark => ({ kind: 'hut', id: h.id, at: h.at, text: h.name ?? '', owed: true })),
  ];
  return marks.sort((a, b) => b.at - a.at);
}

export interface DikeScale { left: number; right: number; upstream: number; downstream: number }

/** Pixels of a stake: stakes fall downstream, left to right. */
export function stakeX(scale: DikeScale, at: number): number {
  const share = (scale.upstream - at) / (scale.upstream - scale.downstream || 1);
  return scale.left + Math.min(1, Math.max(0, share)) * (scale.right - scale.left);
}

/** Kilometre ticks: size 10, 5 or 1; single kilometres only when at least 5 px apart. */
export function stakeTicks(scale: DikeScale): { at: number; size: 1 | 5 | 10 }[] {
  const low = Math.min(scale.upstream, scale.downstream);
  const high = Math.max(scale.upstream, scale.downstream);
  const perKm = ((scale.right - scale.left) / (high - low || 1)) * 1000;
  const step = perKm >= 5 ? 1 : perKm >= 1.2 ? 5 : 10;
  const ticks: { at: number; size: 1 | 5 | 10 }[] = [];
  for (let km = Math.ceil(low / 1000 / step) * step; km * 1000 <= high; km += step) ticks.push({ at: km * 1000, size: km % 10 === 0 ? 10 : km % 5 === 0 ? 5 : 1 });
  return ticks;
}

export interface MarkLabel { id: string; x: number; text: string; side: 'right' | 'left' | 'none' }

/** Labels of marks, first come first served: right of the mark, else left, else none (the mark still has its name for readers). */
export function placeMarkLabels(marks: { id: string; x: number; text: string; half: number }[], fontPx: number, left: number, right: number): MarkLabel[] {
  const taken: [number, number][] = marks.map((m) => [m.x - m.half, m.x + m.half]);
  const free = (from: number, to: number, self: number) =>
    from >= left && to <= right && taken.every(([a, b], i) => i === self || to <= a || from >= b);
  return marks.map((m, self) => {
    const wide = textWidth(m.text, fontPx) + 6;
    for (const side of ['right', 'left'] as const) {
      const [from, to] = side === 'right' ? [m.x + m.half, m.x + m.half + wide] : [m.x - m.half - wide, m.x - m.half];
      if (!free(from, to, self)) continue;
      taken.push([from, to]);
      return { id: m.id, x: side === 'right' ? from + 3 : to - 3, text: m.text, side };
    }
    return { id: m.id, x: m.x, text: m.text, side: 'none' };
  });
}
