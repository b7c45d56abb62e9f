import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { closeSync, openSync, statfsSync, unlinkSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { Server } from './server.mjs';

const { MUSTER, CITY, DISK } = process.env;
const server = new Server(MUSTER, CITY, { speed: 1 });
await server.start();

const kept = new Map();  // intent → record id
let n = 0;
async function line(intent = randomUUID()) {
  n += 1;
  const answer = await server.call('gaowenlan', 'POST', '/api/v1/lines', { body: { text: `第 ${n} 行 ${'堤脚'.repeat(80)}` }, intent });
  return { ...answer, intent };
}
async function must(answer) {
  assert.ok(answer.status === 201 || answer.status === 200, `${answer.status} ${JSON.stringify(answer.body)}`);
  kept.set(answer.intent, answer.body.record.id);
}
for (let i = 0; i < 20; i += 1) await must(await line());

// Fills the disk to the last block.
const filler = join(DISK, 'filler');
const file = openSync(filler, 'w');
for (let block = 1 << 20; block >= 512;) {
  try { writeSync(file, Buffer.alloc(block)); } catch (e) { assert.equal(e.code, 'ENOSPC'); block >>= 1; }
}
assert.equal(statfsSync(DISK).bavail, 0, 'the disk is full');

// The log of the database may still have room in blocks that it holds already; then it is full.
let refused = null;
for (let i = 0; i < 2000 && !refused; i += 1) {
  const answer = await line();
  if (answer.status < 400) await must(answer); else refused = answer;
}
assert.equal(refused?.status, 507, JSON.stringify(refused?.body));
assert.equal(refused.body.code, 'storage_full');
assert.match(refused.body.detail, /腾出空间|make room/, 'it says what to do');

// Again and again refused, and every time nothing is lost and everything can be read.
for (let i = 0; i < 5; i += 1) assert.equal((await line()).status, 507);
for (const id of kept.values()) await server.get('gaowenlan', `/api/v1/records/line_report/${id}`);
assert.equal((await fetch(`${server.base}/readyz`)).status, 200, 'reading goes on');

// Room again: the refused intent is sent once more, as a phone does, and has its one effect.
closeSync(file);
unlinkSync(filler);
const again = await line(refused.intent);
await must(again);
for (let i = 0; i < 20; i += 1) await must(await line());
await server.end();

// Also after a kill everything that was acknowledged is there.
await server.start();
for (const id of kept.values()) await server.get('gaowenlan', `/api/v1/records/line_report/${id}`);
assert.equal((await server.call('gaowenlan', 'POST', '/api/v1/lines', { body: { text: `第 ${n} 行 ${'堤脚'.repeat(80)}` }, intent: again.intent })).body.record?.id ?? again.body.record.id, again.body.record.id);
await server.end('SIGTERM');
console.log(`${kept.size} kept, refused with 507 while the disk was full; nothing lost`);
