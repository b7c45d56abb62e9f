// Where names stand beside their signs so that none covers another; a name without a place is left out, its sign stays.
export interface Sign { id: string; x: number; y: number; size: number; label: string; bold: boolean }
export interface Placed { id: string; x: number; y: number; anchor: 'start' | 'end' }
type Box = [left: number, top: number, right: number, bottom: number];

/** Width of a 12 px text: Chinese characters are square, Latin ones a little over half. */
export const widthOf = (text: string) => [...text].reduce((w, c) => w + (c.charCodeAt(0) > 0x2e7f ? 12 : 7), 0);
const apart = (a: Box, b: Box) => a[2] <= b[0] || b[2] <= a[0] || a[3] <= b[1] || b[3] <= a[1];

/** @param width of the drawing; names never leave it. Bold signs are given their place first. */
export function placeLabels(signs: Sign[], width: number): Placed[] {
  const taken: Box[] = signs.map((s) => [s.x - s.size / 2, s.y - s.size / 2, s.x + s.size / 2, s.y + s.size / 2]);
  const out: Placed[] = [];
  for (const s of [...signs].sort((a, b) => Number(b.bold) - Number(a.bold))) {
    const w = widthOf(s.label);
    for (const anchor of ['start', 'end'] as const) {
      const x = anchor === 'start' ? s.x + s.size / 2 + 4 : s.x - s.size / 2 - 4;
      const box: Box = anchor === 'start' ? [x, s.y - 8, x + w, s.y + 6] : [x - w, s.y - 8, x, s.y + 6];
      if (box[0] < 0 || box[2] > width || !taken.every((b) => apart(b, box))) continue;
      taken.push(box);
      out.push({ id: s.id, x, y: s.y + 4, anchor });
      break;
    }
  }
  return out;
}
