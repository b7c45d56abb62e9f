// Rounds of: start, act from several hands with intent ids, kill -9 at a random moment. The acts: lines from the dikes; levels from the
// consultation to the signed notice; new gauges whose readings raise alarms; and the clocks of all that, falling due at speed. After each
// kill everything without an answer is sent again, as a phone does. Then: every act is there exactly once, and no clock is left behind.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { LEDGER, Server } from './server.mjs';

const { MUSTER, CITY, ROUNDS } = process.env;
const server = new Server(MUSTER, CITY);
const acts = [];  // everything that was ever asked, in order

// One thing that somebody wants done, kept until it is answered. `needs`: acts whose answers its path and body are made from.
class Act {
  constructor(account, method, path, body, options = {}) {
    Object.assign(this, { account, method, path, body, ledger: LEDGER, intent: randomUUID(), answer: null, sent: 0, ...options });
    acts.push(this);
  }
  async send() {
    const body = typeof this.body === 'function' ? await this.body() : this.body;
    const path = typeof this.path === 'function' ? await this.path() : this.path;
    this.sent += 1;
    const { status, body: answer } = await server.call(this.account, this.method, path, { body, intent: this.intent, ledger: this.ledger });
    assert.ok(status === 200 || status === 201, `${this.account} ${this.method} ${path}: ${status} ${JSON.stringify(answer)}`);
    if (this.answer && this.answer.record) assert.equal(answer.record.id, this.answer.record.id, 'the first answer is given again');
    this.answer = answer;
    return answer;
  }
}

// A level's way: each step waits for the one before it.
const chains = [];
function chain() {
  const n = chains.length;
  let decision = null;  // the level that is not in force; the same whenever it is sent
  const decide = async () => {
    if (!decision) {
      const now = (await server.find('guchangfeng', 'level_notice', 'state:eq:signed')).items.find((one) => one.fields.plan === 'flood_city');
      const [decided_level, level_change] = now?.fields.level === '3' ? ['4', 'lower'] : ['3', now ? 'raise' : 'start'];
      decision = { fields: { judgement: '预报与实测相符', decision: '按预案定级', decided_level, level_change } };
    }
    return decision;
  };
  const call = (account, type, of, move, fields) =>
    new Act(account, 'POST', async () => `/api/v1/records/${type}/${await of()}/moves/${move}`, fields);
  const made = new Act('xianghe', 'POST', '/api/v1/records/consultation', { fields: { title: `故障试验 ${n}`, plan: 'flood_city', proposed_level: '3' } });
  const id = () => made.answer.record.id;
  const notice = async () => {
    const found = await server.find('guchangfeng', 'level_notice', `consultation:eq:${id()}`);
    assert.equal(found.items.length, 1, 'one notice for a consultation');
    return found.items[0].id;
  };
  const chair = async () => ({ fields: { chair: (await server.person('guchangfeng')).id } });
  const steps = [
    made,
    call('xianghe', 'consultation', id, 'convene', chair),
    call('xianghe', 'consultation', id, 'decide', decide),
    call('pengjiangchao', 'level_notice', notice, 'check', { fields: {} }),
    call('guchangfeng', 'level_notice', notice, 'sign', { fields: {} }),
  ];
  chains.push({ steps, id, notice });
  return chains.at(-1);
}

// A gauge of its own, so that no other reading meddles: it stands above its warning stage from the first reading on.
const gauges = [];
function gauge() {
  const code = `K9-${gauges.length}`;
  const register = (type, body) => new Act('admin', 'POST', `/api/v1/records/${type}`, body, { ledger: null });
  const made = register('gauge', { fields: { code, name: `试验站 ${gauges.length}`, property: 'stage_m', silent_watch: false } });
  const threshold = register('threshold', () => ({ fields: { gauge: made.answer.record.id, kind: 'warning', value_m: 40, valid_from: '2000-01-01', source: '试验', mark: 'check' } }));
  const readings = new Act('admin', 'POST', '/api/v1/readings', null);
  // The same readings whenever it is sent.
  readings.body = async () => {
    if (!readings.batch) {
      const now = Date.parse((await server.get('admin', '/api/v1/time')).city_now);
      readings.batch = [90, 60, 30, 1].map((minutes) => ({ station: code, property: 'stage_m', at: new Date(now - minutes * 60000).toISOString().replace(/\.\d+Z/, 'Z'), value: 41 + minutes / 1000 }));
    }
    return { readings: readings.batch };
  };
  gauges.push({ code, steps: [made, threshold, readings], readings });
  return gauges.at(-1);
}

// Every clock that was due at an instant has fired within a minute.
async function caughtUp(instant) {
  const patience = Date.now() + 60000;
  for (let due = 1; due > 0;) {
    due = (await server.find('admin', 'clock', `next_at:le:${instant}`)).total;
    assert.ok(due === 0 || Date.now() < patience, `${due} clocks are still due`);
  }
}

let going = true;
async function all(steps) {
  for (const act of steps) {
    if (!act.answer) await act.send();
  }
}
// A broken connection ends the hand for this round; a refusal ends the test.
async function hand(work) {
  for (let n = 0; going; n += 1) {
    try { await work(n); } catch (e) { if (e instanceof assert.AssertionError) throw e; return; }
  }
}
const unfinished = (list, make) => list.find((one) => !one.dropped && one.steps.some((act) => !act.answer)) ?? make();
// The rules drop a proposal that the river has overtaken: then it ends there.
async function level(one) {
  try {
    await all(one.steps);
  } catch (e) {
    if (!(e instanceof assert.AssertionError) || !one.steps[0].answer) throw e;
    one.dropped = (await server.get('xianghe', `/api/v1/records/consultation/${one.id()}`)).record.state === 'dropped';
    if (!one.dropped) throw e;
    for (const act of one.steps) act.given_up = !act.answer;
  }
}
const line = (text) => new Act('gaowenlan', 'POST', '/api/v1/lines', { text });

for (let round = 0; round < Number(ROUNDS); round += 1) {
  await server.start();
  going = true;
  const again = acts.filter((act) => act.sent > 0 && !act.answer && act.account === 'gaowenlan');  // the others are sent by their hands
  const hands = [
    hand((n) => line(`第 ${round} 轮 甲手 ${n} 行`).send()),
    hand((n) => line(`第 ${round} 轮 乙手 ${n} 行`).send()),
    hand(() => level(unfinished(chains, chain))),
    hand(() => all(unfinished(gauges, gauge).steps)),
    (async () => { for (const act of again) { try { await act.send(); } catch (e) { if (e instanceof assert.AssertionError) throw e; return; } } })(),
  ];
  await new Promise((done) => setTimeout(done, 100 + Math.random() * 900));
  // Lives of a second are too short for what has piled up meanwhile: now and then one lasts until the clocks have caught up.
  if (round % 5 === 4) await caughtUp((await server.get('admin', '/api/v1/time')).city_now);
  const gone = server.end();
  await gone;
  going = false;
  await Promise.all(hands);
}

await server.start();
const { city_now: until } = await server.get('admin', '/api/v1/time');
for (const act of acts.filter((one) => one.sent > 0 && !one.answer && one.account === 'gaowenlan')) await act.send();
for (const one of chains.filter((each) => !each.dropped)) await level(one);
for (const one of gauges) await all(one.steps);
const signed = chains.filter((each) => !each.dropped);
assert.ok(signed.length > 0, 'a level was signed');

// Sent once more, each has its first answer and no second effect.
for (const act of acts.filter((one) => !one.given_up).slice(-60)) await act.send();
for (const act of acts.filter((one) => one.answer?.record)) {
  const { type, id } = act.answer.record;
  assert.equal((await server.call('admin', 'GET', `/api/v1/records/${type}/${id}`, { ledger: act.ledger })).status, 200, `${type} ${id} is there`);
}
for (const act of acts.filter((one) => one.body?.text).slice(-60)) {
  assert.equal((await server.find('admin', 'line_report', `text:eq:${act.body.text}`)).total, 1, `${act.body.text}: once`);
}
for (const { id, notice } of signed) {
  assert.equal((await server.get('admin', `/api/v1/records/consultation/${id()}`)).record.state, 'signed');
  const receipts = (await server.find('admin', 'receipt', `notice:eq:${await notice()}`)).items.map((r) => r.fields.unit);
  assert.ok(receipts.length > 0 && new Set(receipts).size === receipts.length, 'one receipt from each unit');
}
const numbers = [];
for (const { notice } of signed) numbers.push((await server.get('admin', `/api/v1/records/level_notice/${await notice()}`)).record.fields.document_no);
assert.equal(new Set(numbers).size, numbers.length, `document numbers are given once: ${numbers}`);
for (const { code, steps, readings } of gauges) {
  const of = readings.batch;
  const stored = await server.get('admin', `/api/v1/readings?station=${code}&property=stage_m&from=${encodeURIComponent(of[0].at)}&to=${encodeURIComponent(of[3].at)}`);
  assert.deepEqual(stored.points.map((p) => p[1]), of.map((r) => r.value), `the readings of ${code}`);
  const alarms = await server.find('admin', 'alarm', `gauge:eq:${steps[0].answer.record.id}`);
  assert.equal(alarms.items.filter((a) => a.fields.kind !== 'rate').length, 1, `one alarm of ${code}`);
}

await caughtUp(until);
await server.end();
const kinds = (account) => acts.filter((act) => act.account === account).length;
console.log(`${ROUNDS} kills; ${acts.length} acts (${kinds('gaowenlan')} lines, ${signed.length} levels signed, ${gauges.length} gauges that alarmed), ` +
            `${acts.filter((act) => act.sent > 2).length} sent again: each once`);
