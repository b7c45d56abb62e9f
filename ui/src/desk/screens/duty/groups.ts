// Rows of the queue that are one matter: tasks of one notice, calls of one warning, patrols of one shift, receivers of one report.
import type { DeskRow } from '../../../api/types.ts';

/** What the server must be asked for to count a group, and which states mean that it was met. */
/** `by`: fields that make rows one matter, tried in this order. */
interface Kind { by: string[]; met: string }
export const kKinds: Record<string, Kind> = {
  task: { by: ['about'], met: 'accepted,done' },
  // A person may be called for many matters at once; then the person is what the calls have in common.
  callout: { by: ['about', 'person'], met: 'answered' },
  receipt: { by: ['notice'], met: 'accepted' },
  patrol_shift: { by: ['shift_start'], met: 'reported' },
  report_receipt: { by: ['about'], met: 'acknowledged' },
};
/** Fewer rows than this stay as they are. */
export const kLeast = 3;

export interface Group { type: string; by: string; value: string }
export interface Entry {
  /** Id of the record, or of the group. */
  id: string;
  /** The row whose limit comes first. */
  first: DeskRow;
  /** One row, or all of the group in the queue's order. */
  rows: DeskRow[];
  group: Group | null;
}

function keysOf(row: DeskRow): Group[] {
  const type = row.record.type;
  return (kKinds[type]?.by ?? []).flatMap((by) => { const value = row.record.fields[by]; return typeof value === 'string' && value ? [{ type, by, value }] : []; });
}
export const groupId = (g: Group) => `group:${g.type}:${g.by}:${g.value}`;

/** Puts rows of one matter together where the most urgent of them stands; the order of the queue is kept otherwise. */
export function entriesOf(rows: DeskRow[], least = kLeast): Entry[] {
  const counts = new Map<string, number>();
  for (const r of rows) for (const k of keysOf(r)) counts.set(groupId(k), (counts.get(groupId(k)) ?? 0) + 1);
  const out: Entry[] = [];
  const groups = new Map<string, Entry>();
  for (const r of rows) {
    const group = keysOf(r).find((k) => counts.get(groupId(k))! >= least) ?? null;
    const id = group ? groupId(group) : r.record.id;
    const there = groups.get(id);
    if (there) { there.rows.push(r); continue; }
    const entry: Entry = { id, first: r, rows: [r], group };
    if (group) groups.set(id, entry);
    out.push(entry);
  }
  return out;
}

/** What the keys step through: entries, and the rows of those that are open. */
export function stepsOf(entries: Entry[], open: Set<string>): string[] {
  return entries.flatMap((e) => (e.group && open.has(e.id) ? [e.id, ...e.rows.map((r) => r.record.id)] : [e.id]));
}
/** The entry that an id stands in, itself or as one of its rows. */
export function entryOf(entries: Entry[], id: string | null): Entry | undefined {
  return entries.find((e) => e.id === id) ?? entries.find((e) => e.rows.some((r) => r.record.id === id));
}
