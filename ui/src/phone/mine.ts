// Which transfer orders are a person's own; apart from the rest, because the first view needs it.
import type { Rec } from '../api/types.ts';

export interface OrderRow { record: Rec; items: Rec[]; /** What the server lets the caller do now. */ moves?: string[]; eta?: string | null; late?: boolean; lateness_min?: number | null }

/** Steps taken where the goods are; the rest is the duty room's. The order is that of the work. */
export const kSteps = ['accept', 'load', 'depart', 'arrive', 'receive', 'give_back'];

/** From the order of use on: a proposal moves nothing yet. */
const kMoving = new Set(['ordered', 'loading', 'on_road', 'received']);

/** Orders that the person keeps, drives or receives, or may take a step on now. */
export function mine(rows: OrderRow[], me: string): OrderRow[] {
  return rows.filter((r) => kMoving.has(r.record.state ?? '') && (['keeper', 'driver', 'receiver'].some((f) => r.record.fields[f] === me) || (r.moves ?? []).some((m) => kSteps.includes(m))));
}
