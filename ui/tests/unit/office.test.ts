// What the screens of the duty room's papers compute before they draw.
import { describe, expect, it } from 'vitest';
import type { Rec, ZeroCounty, ZeroRow } from '../../src/api/types.ts';
import { factRows } from '../../src/desk/screens/office/brief.ts';
import { byHand, papersOf, squaresOf, stepsOfMessage } from '../../src/desk/screens/office/messages.ts';
import { dayFrom } from '../../src/desk/screens/office/Tabs.tsx';
import { lookOf, overdueFirst } from '../../src/desk/screens/office/zero.ts';

const message = (id: string, state: string, fields: Record<string, unknown>): Rec => ({ id, type: 'message_out', version: 1, ledger: 'real', owner_node: '', jurisdiction_id: null, state, number: id, label: id, occurred_at: null, recorded_at: '', changed_at: '', created_by: '', model_version: '', fields, geometry: null });
const titles = { queued: 'q', sent: 's', delivered: 'd', acknowledged: 'a' };

describe('outgoing messages', () => {
  it('to several receivers are one paper, whatever lies between them', () => {
    const papers = papersOf([message('1', 'sent', { about: 'x', subject: 'A' }), message('2', 'sent', { about: 'y', subject: 'B' }), message('3', 'queued', { about: 'x', subject: 'A' })]);
    expect(papers.map((p) => p.rows.map((r) => r.id))).toEqual([['1', '3'], ['2']]);
  });
  it('about one matter with another subject are another paper', () => expect(papersOf([message('1', 'sent', { about: 'x', subject: 'first' }), message('2', 'sent', { about: 'x', subject: 'second' })])).toHaveLength(2));
  it.each([['queued', {}, 'none'], ['sent', {}, 'sent'], ['delivered', {}, 'delivered'], ['acknowledged', {}, 'done'], ['failed', {}, 'none'], ['failed', { sent_at: '2026-08-20T00:00:00Z' }, 'sent']])('%s %j looks %s', (state, fields, look) => expect(squaresOf(message('1', state, fields))).toBe(look));
  it('signed for without a delivery show the delivery without a time', () => {
    const steps = stepsOfMessage(message('1', 'acknowledged', { queued_at: 'q0', sent_at: 's0', signed_at: 'a0' }), titles);
    expect(steps.map((s) => [s.key, s.state, s.at])).toEqual([['queued', 'done', 'q0'], ['sent', 'done', 's0'], ['delivered', 'done', undefined], ['acknowledged', 'now', 'a0']]);
  });
  it('wait for a person only before they are sent, and only by telephone, fax, SMS or voice', () => {
    expect(byHand(message('1', 'queued', { channel: 'telephone' }))).toBe(true);
    expect(byHand(message('1', 'queued', { channel: 'written' }))).toBe(false);
    expect(byHand(message('1', 'sent', { channel: 'telephone' }))).toBe(false);
  });
});

describe('a brief', () => {
  it('shows only what its facts know, each with its rows', () => {
    const rows = factRows({ incidents: { found: 2, rows_url: '/api/v1/records/dike_incident?ledger=real' }, guard: { people_present: null }, zero_reports: { day: '2026-08-19', missing: [{}, {}] } });
    expect(rows).toEqual([{ name: 'found', value: '2', to: '/r/dike_incident?ledger=real' }, { name: 'zero', value: '2', to: '/zero/2026-08-19' }]);
  });
});

describe('a zero report', () => {
  const row = (id: string, more: Partial<ZeroRow>): ZeroRow => ({ id, version: 1, body: '', name: id, state: 'due', due_at: '', late: false, something: false, ...more });
  it.each([[{}, 'due'], [{ late: true }, 'overdue'], [{ state: 'reported' }, 'reported'], [{ state: 'reported', late: true }, 'late'], [{ state: 'reported', late: true, something: true }, 'something']] as const)('%j looks %s', (more, look) => expect(lookOf(row('a', more))).toBe(look));
  it('that is overdue is called first', () => {
    const county = (rows: ZeroRow[]): ZeroCounty => ({ due: 0, reported: 0, something: 0, reported_late: 0, overdue: 0, rows });
    expect(overdueFirst([county([row('a', {}), row('b', { state: 'reported' })]), county([row('c', { late: true })])]).map((r) => r.id)).toEqual(['c', 'a']);
  });
  it.each([['2026-08-20', -1, '2026-08-19'], ['2026-08-31', 1, '2026-09-01'], ['2028-02-28', 1, '2028-02-29']])('%s and %d days is %s', (day, by, to) => expect(dayFrom(day, by)).toBe(to));
});
