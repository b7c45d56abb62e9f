import type { Texts } from '../../text/index.ts';
import type { zh } from './zh.ts';

/** Texts of the phone page. */
export const en: Texts<typeof zh> = {
  title: 'Muster · phone',
  tab: { tasks: 'Tasks', report: 'Report', orders: 'Orders', outbox: 'Unsent', duty: 'Duty room' },
  tasks: {
    title: 'My tasks', none: 'Nothing to do', none_text: 'New tasks, calls and patrol lines that are owed line up here.', done_today: 'Done today on this phone', report_shift: 'Report this shift', shift: '{{t}} patrol: one line',
    shift_text: 'A sentence per group: how many, what was seen. “Nothing” is a report too.', by: 'by {{t}}', from: 'sent by {{who}}', as_of: 'fetched {{t}}', loading: 'Fetching tasks', at_stage: '{{name}} {{value}}{{trend}} {{words}}', reported: 'receipt {{t}}',
    nothing: 'No change', something: 'Changed', call: 'Call: {{who}}', open_call: 'Answer', until: 'shift to {{t}}', owed: '{{n}} earlier shifts are still owed',
  },
  move: { send: 'Send', store: 'Store to send', cancel: 'Back', reason: 'Reason', for_person: 'Accept for {{who}}', stored: 'Stored; see Unsent' },
  report: {
    title: 'One line', for_shift: 'Report the {{t}} shift', hint: 'Write as it comes: stake, metres from the toe, what kind, how many people', read_as: 'Read as; tap to correct', later: 'Read when there is signal; your words go as they are', nothing_read: 'Nothing recognised; it can be sent all the same',
    no_need: 'Place and photo are optional. The stake is enough to send people.', add_photo: 'Add photo', photos: '{{n}} photos, made small', add_place: 'Add place', place: 'Place added ±{{n}} m', no_place: 'No position; it does not matter',
    store: 'Store to send', send: 'Send', result: 'Result', to_incident: 'Fill an incident form', call: 'Urgent? Call', call_same: 'the duty room; it counts the same', call_none: 'duty room number not on file', kept: 'Your words stay on this phone, closed or not',
    facts: { stake: 'Stake', side: 'Where', bank: 'Bank', distance_m: 'From toe', kind: 'Kind', water: 'Water', people: 'People', goods: 'Goods', aperture_cm: 'Aperture', sand: 'Sand', count: 'How many' },
    unknown: 'unknown', set: 'Set to', ok: 'OK', clear: 'Not sure', metres: '{{n}} m', people: '{{n}}', corrected: 'correction: {{what}}', edit: 'Correct and send',
  },
  incident: { title: 'Incident form', from_line: 'Filled from your line; tap what is wrong', send: 'Report the incident', needs: 'still needed: {{what}}' },
  outbox: {
    title: 'Unsent', rule: 'kept until the receipt', none: 'Nothing unsent', none_text: 'What you write is stored here first and moves down when the receipt is in.', sent: 'With receipt', refused: 'Not accepted {{n}}', tried: '{{n}} tries', edit: 'Edit', again: 'Send again', withdraw: 'Withdraw', withdrawn: 'withdrawn', receipt: 'receipt {{t}}', number: 'no. {{n}}',
    quote: 'reference {{id}}', send_now: 'Send now',
    why: { next: 'in the queue', sending: 'sending', no_signal: 'waiting for signal', server_busy: 'server busy, tries again', sign_in: 'waiting for sign-in', other_account: 'written by another person, waits for them', behind_refused: 'waits for the one before it' },
    clock: 'phone clock was off by {{t}}',
  },
  call: {
    title: 'Call', come: 'Please come', answer: 'Please answer', left: 'to answer', over: 'answer overdue', go: 'Yes, on my way', noted: 'Received', cannot: 'Cannot; call the next', proxy: 'Accept for {{who}}', proxy_note: 'recorded as accepted on behalf', you: 'You, {{who}}', now: 'now', missed: 'no answer', answered: 'answered',
    next: 'next', sms: 'SMS reply 1 also works', phone: 'Call the duty room', before: 'by {{t}}', close: 'See tasks first', may_proxy: '{{who}} may accept',
  },
  duty: {
    title: 'Duty room', room: 'On duty today', none: 'The roster was not fetched', me: 'Me', post: 'Acting as', ledger: 'Ledger', language: 'Language', theme: 'Theme', theme_auto: 'By the clock', theme_light: 'Day', theme_dark: 'Night', sign_out: 'Sign out', unsent: '{{n}} unsent; they stay on this phone until you sign in again', device: 'This phone', secure: 'Opens offline', online_only: 'Online only', online_only_text: 'This address is not https: the page cannot be reopened without signal. While it is open you can write; it is stored here.', installed: 'Ready offline', preparing: 'Preparing offline use', persist: 'Storage is kept', not_persist: 'The system may clear unused data; install to the home screen',
    clock: 'Phone clock against the city', version: 'Version', checked: 'Last fetched', roles: { leader: 'Duty leader', main: 'Duty officer', deputy: 'Second officer', technical: 'Water engineer', military: 'Military liaison' },
  },
  sign: { title: 'Sign in', account: 'Account', password: 'Password', code: 'One-time code (if any)', go: 'Sign in', demo: 'Demonstration people: tap to enter', link: 'Signing in with a one-time link', who: 'Another person', offline: 'No signal; signing in has to wait', kept: '{{n}} unsent on this phone' },
  note: { offline: 'No signal.', offline_text: 'What you write is stored here and sent by itself when there is signal.', insecure: 'Online only.', insecure_text: 'This address is not https; the page cannot be reopened without signal.', update: 'A new version is ready.', update_go: 'Switch', update_wait: '{{n}} unsent; nothing is lost either way.', expired: 'Session expired.', expired_text: 'Everything is on this phone; it goes on after signing in.', stale: 'Data as of {{t}}' },
  common: { back: 'Back', close: 'Close', lang: '中文', done: 'Done', unknown: 'unknown' },
};
