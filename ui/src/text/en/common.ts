import type { Texts } from '../index.ts';
import type { common as zh } from '../zh/common.ts';

export const common: Texts<typeof zh> = {
  product: 'Muster', late: 'LATE', due: 'DUE', left: 'left', met: 'done', paused: 'PAUSED', early: 'early', unknown: 'unknown', vacant: 'vacant',
  silent: 'silent', minutes_ago: '{{n}} min ago', seconds_ago: '{{n}} s ago', hours_ago: '{{n}} h ago', days_ago: '{{n}} d ago', just_now: 'just now',
  sent: 'sent', delivered: 'delivered', read: 'read', done: 'done', live: 'Live', offline: 'The server did not answer. What you typed is kept on this device', request_id: 'id {{id}}', retry: 'Try again',
  scenario: 'SCENARIO', drill: 'DRILL', not_counted: 'not in figures', sunday: 'Sun', monday: 'Mon', tuesday: 'Tue', wednesday: 'Wed', thursday: 'Thu', friday: 'Fri', saturday: 'Sat',
};
