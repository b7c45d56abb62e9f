// How a township's zero report looks, and in which order those that are owed are called.
import type { ZeroCounty, ZeroRow } from '../../../api/types.ts';

export type ZeroLook = 'reported' | 'something' | 'late' | 'due' | 'overdue';

/** News outweighs lateness: what was told matters more than when. */
export function lookOf(r: ZeroRow): ZeroLook {
  if (r.state === 'due') return r.late ? 'overdue' : 'due';
  return r.something ? 'something' : r.late ? 'late' : 'reported';
}

/** What is still owed: overdue ones first, then county by county as the board has them. */
export function overdueFirst(counties: ZeroCounty[]): ZeroRow[] {
  const owed = counties.flatMap((c) => c.rows.filter((r) => r.state === 'due'));
  return [...owed.filter((r) => r.late), ...owed.filter((r) => !r.late)];
}
