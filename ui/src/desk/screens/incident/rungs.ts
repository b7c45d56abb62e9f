// Callouts as rungs of the ladder, receipts and tasks as delivery states.
import type { Rec, Refs } from '../../../api/types.ts';
import type { DeliveryState, Rung } from '../../../parts/index.ts';
import { hourMinute } from '../../../format/index.ts';

const text = (r: Rec, n: string) => (typeof r.fields[n] === 'string' ? (r.fields[n] as string) : '');

export function calloutRungs(callouts: Rec[], refs: Refs, t: (k: string, o?: Record<string, unknown>) => string): Rung[] {
  return [...callouts].sort((a, b) => Number(a.fields.rung ?? 0) - Number(b.fields.rung ?? 0) || text(a, 'sent_at').localeCompare(text(b, 'sent_at'))).map((c) => {
    const person = refs[text(c, 'person')]?.label ?? '';
    const post = refs[text(c, 'post')]?.label ?? refs[text(c, 'unit')]?.label ?? (text(c, 'role') ? t(`role.${text(c, 'role')}`, { defaultValue: text(c, 'role') }) : t('incident.rung', { n: c.fields.rung ?? 1 }));
    const by = text(c, 'answered_by') && text(c, 'answered_by') !== text(c, 'person') ? refs[text(c, 'answered_by')]?.label : undefined;
    const channel = [t(`channel.${text(c, 'channel')}`, { defaultValue: text(c, 'channel') }), hourMinute(text(c, 'sent_at'))].filter(Boolean).join(' ');
    const state: Rung['state'] = c.state === 'answered' ? 'ok' : c.state === 'missed' || c.state === 'withdrawn' ? 'miss' : text(c, 'sent_at') ? 'now' : 'next';
    return {
      key: c.id, state, post, person, channel, ...(by ? { proxy: t('incident.for', { name: by }) } : {}),
      at: state === 'ok' ? text(c, 'answered_at') : text(c, 'sent_at'), clock: { startedAt: text(c, 'sent_at'), dueAt: text(c, 'due_at') },
    };
  });
}

/** Sent, delivered, read and done are distinct; accepted is done only for what only asks to be accepted. */
export function deliveryOf(r: Rec): DeliveryState {
  if (['acknowledged', 'accepted', 'answered', 'done'].includes(r.state ?? '')) return r.type === 'task' && r.state === 'accepted' ? 'read' : 'done';
  if (r.state === 'read' || text(r, 'read_at')) return 'read';
  if (r.state === 'delivered' || text(r, 'delivered_at')) return 'delivered';
  return r.state === 'waiting' ? 'none' : 'sent';
}

/** The limit that a record carries itself, as a clock: receipts and call-outs `due_at`, tasks `deadline`. Null where it has none. */
export function ownClock(r: Rec): Rec | null {
  const due = text(r, 'due_at') || text(r, 'deadline');
  if (!due) return null;
  const met = ['receipt_at', 'answered_at', 'done_at', 'reported_at'].map((n) => text(r, n)).find(Boolean) ?? null;
  return { ...r, type: 'clock', state: met ? 'met' : 'running', fields: { started_at: r.fields.starts_at ?? r.fields.sent_at ?? null, due_at: due, met_at: met } };
}
