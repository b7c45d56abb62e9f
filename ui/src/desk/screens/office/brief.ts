// The facts under a brief as figures, each leading to its rows.
import { num } from '../../../format/index.ts';
import { pageOfRows } from '../consultation/facts.ts';

type Part = Record<string, unknown>;
export interface FactRow { name: string; value: string; to: string | null }

/** Only what the record knows: a part that is missing, or a figure that is not a number, has no row. */
export function factRows(facts: Record<string, unknown>): FactRow[] {
  const part = (name: string): Part => (facts[name] && typeof facts[name] === 'object' && !Array.isArray(facts[name]) ? facts[name] as Part : {});
  const rows: FactRow[] = [];
  const add = (name: string, value: unknown, to: string | null, digits = 0) => { if (typeof value === 'number' && Number.isFinite(value)) rows.push({ name, value: num(value, digits), to }); };
  const url = (p: Part) => (typeof p.rows_url === 'string' ? pageOfRows(p.rows_url) : null);
  if (Array.isArray(facts.water)) add('gauges', (facts.water as Part[]).filter((g) => g.stage_kind).length, '/r/gauge');
  if (Array.isArray(facts.levels)) add('levels', facts.levels.length, facts.levels.length === 1 ? `/r/level_notice/${String((facts.levels[0] as Part).id)}` : '/r/level_notice');
  const [incidents, guard, warnings, desk, zero] = [part('incidents'), part('guard'), part('warnings'), part('desk'), part('zero_reports')];
  add('found', incidents.found, url(incidents));
  add('open', incidents.open, url(incidents));
  add('km', guard.km_over_defence, '/deployment', 1);
  add('people', guard.people_present, '/deployment');
  add('warnings', warnings.warnings, url(warnings));
  add('answered', warnings.answered, '/r/callout');
  add('calls', desk.calls, url(desk));
  add('late', desk.receipts_late, '/r/report_receipt');
  if (Array.isArray(zero.missing)) add('zero', zero.missing.length, typeof zero.day === 'string' ? `/zero/${zero.day}` : '/zero');
  return rows;
}
