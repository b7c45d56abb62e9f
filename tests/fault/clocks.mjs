// Reads a journal (a line of JSON per entry) and shows that no clock fired twice or before its time, none was passed over, and no
// ladder called the same rung twice.  clocks.mjs FILE
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';

const FIRES = new Set(['warn', 'fall_due', 'lapse']);
const LONGEST_PAUSE = 6 * 3600 * 1000;  // of the city: what ends a clock may come before the worker does, but not by this much
const instant = (text) => (text ? Date.parse(text) : null);

const clocks = new Map();  // id → what the journal said last
const fired = new Set();   // id/due instant
const calls = new Map();   // about|ladder → {made, dues, misses}: made by the worker, for a clock fallen due or for a missed call
const of = (about, ladder) => {
  const key = `${about}|${ladder}`;
  if (!calls.has(key)) calls.set(key, { made: 0, dues: 0, misses: 0 });
  return calls.get(key);
};
const callouts = new Map();
let fires = 0;
let longest = 0;

function clock(entry, change) {
  const is = clocks.get(change.id) ?? {};
  const before = { ...is };
  for (const [name, [, after]] of Object.entries(change.fields)) is[name] = after;
  clocks.set(change.id, is);
  const due = instant(before.next_at);
  if (FIRES.has(change.move)) {
    fires += 1;
    assert.equal(entry.kind, 'clock.fire', `${change.id} is fired by the clock's worker`);
    assert.ok(due !== null && due <= change.changed_at, `${change.id} ${change.move} does not fire before ${before.next_at}`);
    assert.ok(!fired.has(`${change.id}/${due}`), `${change.id} fires once at ${before.next_at}`);
    fired.add(`${change.id}/${due}`);
    assert.equal(is.step, (before.step ?? 0) + 1, `${change.id} goes step by step`);
    if (change.move === 'fall_due' && before.ladder) of(before.about, before.ladder).dues += 1;
  } else if (due !== null && due < change.changed_at) {
    // Met, paused, moved or cancelled while it was due: the worker had not come yet.
    longest = Math.max(longest, change.changed_at - due);
    assert.ok(change.changed_at - due < LONGEST_PAUSE, `${change.id} was passed over at ${before.next_at}`);
  }
}

function callout(entry, change) {
  const is = callouts.get(change.id) ?? {};
  for (const [name, [, after]] of Object.entries(change.fields)) is[name] = after;
  callouts.set(change.id, is);
  if (!is.ladder) return;
  const ladder = of(is.about, is.ladder);
  if (change.op === 'create' && entry.kind === 'clock.fire') ladder.made += 1;
  if (change.move === 'miss') ladder.misses += 1;
}

for (const row of readFileSync(process.argv[2], 'utf8').split('\n')) {
  if (!row) continue;
  const entry = JSON.parse(row);
  const body = typeof entry.body === 'string' ? JSON.parse(entry.body) : entry.body;
  for (const change of body.changes ?? []) {
    if (change.type === 'clock') clock(entry, change);
    if (change.type === 'callout') callout(entry, change);
  }
}
for (const [key, { made, dues, misses }] of calls) assert.ok(made <= dues + misses, `${key}: ${made} calls for ${dues} clocks due and ${misses} missed calls`);
// One person is called once on one rung of one ladder.
const rungs = new Map();
for (const { about, ladder, rung, person } of callouts.values()) {
  if (!ladder) continue;
  const key = `${about} ${ladder} ${rung} ${person}`;
  rungs.set(key, (rungs.get(key) ?? 0) + 1);
}
for (const [key, count] of rungs) {
  const [about, ladder] = key.split(' ');
  assert.ok(count <= Math.max(1, of(about, ladder).dues), `${key}: called ${count} times`);
}
assert.ok(fires > 0, 'clocks fired');
console.log(`${clocks.size} clocks, ${fires} firings, ${callouts.size} calls: none twice, none passed over (ended while due: at most ${Math.round(longest / 60000)} min of the city)`);
