// Which steps a person can take on a record, and what the record will be once the waiting ones are through.
import type { Model, MoveInfo, Rec } from '../api/types.ts';
import type { OutboxItem } from './outbox/store.ts';

/** Steps that a machine or the duty room takes, not the person who holds the task. */
const kNotMine = new Set(['deliver', 'read', 'miss', 'withdraw', 'reassign', 'cancel', 'unaccept', 'unacknowledge']);
/** The order in which steps are offered; the first is the large button. */
const kOrder = ['accept', 'answer', 'report', 'depart', 'finish', 'progress', 'decline'];

/** The move names that an outbox item of this record takes. */
function moveOf(item: OutboxItem): string | null {
  return /\/moves\/([a-z_]+)$/.exec(item.path)?.[1] ?? null;
}

/** State of a record as it will be when what waits has been sent. */
export function stateAfter(record: Rec, items: OutboxItem[], model: Model | null): string | null {
  let state = record.state;
  for (const item of items) {
    if (item.state !== 'waiting' || item.chain !== record.id) continue;
    const to = model?.types[record.type]?.moves.find((m) => m.name === moveOf(item))?.to;
    if (to) state = to;
  }
  return state;
}

/** The person's own steps from a state, the likely one first. `roles` are those of the acting post. */
export function stepsFrom(record: Rec, state: string | null, model: Model | null, roles: string[]): MoveInfo[] {
  const moves = model?.types[record.type]?.moves ?? [];
  const away = ['team', 'supply', 'expert', 'transfer'].includes(String(record.fields.kind)) && !record.fields.on_road_at;
  return moves
    .filter((m) => state !== null && m.from.includes(state) && !kNotMine.has(m.name) && (!m.by?.length || m.by.some((r) => roles.includes(r))))
    .filter((m) => m.name !== 'depart' || away)
    .filter((m) => m.name !== 'finish' || state === 'accepted')
    .sort((a, b) => rank(a.name) - rank(b.name));
}
function rank(name: string): number {
  const at = kOrder.indexOf(name);
  return at < 0 ? kOrder.length : at;
}
