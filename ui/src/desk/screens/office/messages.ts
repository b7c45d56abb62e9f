// What the screen of outgoing messages computes before it draws.
import type { Rec } from '../../../api/types.ts';
import type { DeliveryState, Step } from '../../../parts/index.ts';
import { pickText } from '../../kit/index.tsx';

/** The tabs: what a person must do, what is on its way, what has been signed for, everything. */
export const kTabs = { todo: 'failed,queued', way: 'sent,delivered', signed: 'acknowledged', all: '' } as const;
export type Tab = keyof typeof kTabs;

export interface Paper { key: string; subject: string; rows: Rec[] }

/** One text to several receivers is one paper: messages about the same matter with the same subject, newest paper first. */
export function papersOf(messages: Rec[]): Paper[] {
  const out = new Map<string, Paper>();
  for (const r of messages) {
    const key = `${pickText(r, 'about')}|${pickText(r, 'subject')}`;
    const paper = out.get(key);
    if (paper) paper.rows.push(r);
    else out.set(key, { key, subject: pickText(r, 'subject') || r.label, rows: [r] });
  }
  return [...out.values()];
}

const kSquares: Record<string, DeliveryState> = { sent: 'sent', delivered: 'delivered', acknowledged: 'done' };
export const squaresOf = (r: Rec): DeliveryState => kSquares[r.state ?? ''] ?? (r.fields.receipt_at ? 'delivered' : r.fields.sent_at ? 'sent' : 'none');

/** When the newest step was reached. */
export const lastStep = (r: Rec): string => pickText(r, 'signed_at', 'receipt_at', 'sent_at', 'queued_at');

/** Queued, sent, delivered, signed for, each with its own time; one that was passed over stays without. */
export function stepsOfMessage(r: Rec, titles: Record<'queued' | 'sent' | 'delivered' | 'acknowledged', string>): Step[] {
  const at = { queued: pickText(r, 'queued_at'), sent: pickText(r, 'sent_at'), delivered: pickText(r, 'receipt_at'), acknowledged: pickText(r, 'signed_at') };
  const names = ['queued', 'sent', 'delivered', 'acknowledged'] as const;
  const reached = names.reduce((n, name, i) => (at[name] || r.state === name ? i : n), 0);
  return names.map((name, i) => ({ key: name, title: titles[name], state: i < reached ? 'done' : i === reached ? 'now' : 'next', ...(at[name] ? { at: at[name] } : {}) }));
}

/** Waits for a person: telephone, fax and SMS are not sent by the machine, and what failed for good comes back. */
export const byHand = (r: Rec): boolean => r.state === 'queued' && ['telephone', 'fax', 'sms', 'voice'].includes(pickText(r, 'channel'));
