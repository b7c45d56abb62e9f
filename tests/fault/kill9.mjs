// Rounds of: start, write from several hands with intent ids, kill -9 at a random moment. Then: every acknowledged intent is there, sent
// again it has the same answer and no second effect, and none of those that were never acknowledged is there twice.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';

const { MUSTER, CITY, ROUNDS } = process.env;
const acknowledged = new Map(); // intent → record id
const sent = new Map();         // intent → text
let server;
let base;

async function start() {
  server = spawn(MUSTER, ['serve', '--data', CITY, '--listen', '127.0.0.1:0', '--speed', '600'], { stdio: ['ignore', 'pipe', 'ignore'] });
  base = await new Promise((done, failed) => {
    let out = '';
    server.stdout.on('data', (d) => { out += d; const m = /http:\/\/127\.0\.0\.1:\d+/.exec(out); if (m) done(m[0]); });
    server.on('exit', () => failed(new Error('the server ended before it served')));
  });
  server.removeAllListeners('exit');
  const answer = await fetch(`${base}/api/v1/session/demo`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: '{"account":"gaowenlan"}' });
  assert.equal(answer.status, 200);
  const session = await answer.json();
  return { 'Content-Type': 'application/json', 'X-Muster-CSRF': session.csrf, Cookie: answer.headers.get('set-cookie').split(';')[0] };
}
function kill() {
  const gone = new Promise((done) => server.once('exit', done));
  server.kill('SIGKILL');
  return gone;
}
async function write(headers, intent, text) {
  sent.set(intent, text);
  const answer = await fetch(`${base}/api/v1/lines?ledger=scenario:flood`, { method: 'POST', headers: { ...headers, 'Idempotency-Key': intent }, body: JSON.stringify({ text }) });
  const body = await answer.json();
  assert.ok(answer.status === 201 || answer.status === 200, `${answer.status} ${JSON.stringify(body)}`);
  return body.record.id;
}

for (let round = 0; round < Number(ROUNDS); round += 1) {
  const headers = await start();
  let going = true;
  const hand = async (h) => {
    for (let n = 0; going; n += 1) {
      const intent = randomUUID();
      try { acknowledged.set(intent, await write(headers, intent, `第 ${round} 轮 ${h} 手 ${n} 行`)); } catch (e) { if (going && e instanceof assert.AssertionError) throw e; return; }
    }
  };
  const hands = [0, 1, 2].map(hand);
  await new Promise((done) => setTimeout(done, 50 + Math.random() * 700));
  const gone = kill();
  await gone;
  going = false;
  await Promise.all(hands);
}

const headers = await start();
assert.ok(acknowledged.size > Number(ROUNDS), `something was acknowledged: ${acknowledged.size}`);
for (const [intent, id] of acknowledged) {
  const answer = await fetch(`${base}/api/v1/records/line_report/${id}?ledger=scenario:flood`, { headers });
  assert.equal(answer.status, 200, `acknowledged ${intent} is there`);
}
// Sent again, as a phone does that never heard the answer: one effect each.
for (const [intent, text] of [...sent].slice(-40)) {
  const id = await write(headers, intent, text);
  if (acknowledged.has(intent)) assert.equal(id, acknowledged.get(intent));
}
for (const [, text] of [...sent].slice(-40)) {
  const list = await (await fetch(`${base}/api/v1/records/line_report?ledger=scenario:flood&filter=${encodeURIComponent(`text:eq:${text}`)}`, { headers })).json();
  assert.equal(list.total, 1, `${text}: once`);
}
await kill();
console.log(`${ROUNDS} kills, ${acknowledged.size} acknowledged, ${sent.size} sent: nothing lost, nothing twice`);
