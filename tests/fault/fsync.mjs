// One writer, then eight at once; strace writes every sync of the server with its time.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Server } from './server.mjs';

const { MUSTER, CITY, TRACE, POSTGRES } = process.env;
const under = TRACE ? ['strace', '-D', '-f', '-q', '-ttt', '-T', '-y', '-e', 'trace=fdatasync,fsync', '-o', TRACE] : [];
const server = new Server(MUSTER, CITY, { speed: 1, under });
await server.start();
await server.person('gaowenlan');

const answered = [];  // [from, to] in seconds, and the entry of the journal
async function line(text) {
  const from = Date.now() / 1000;
  const { status, body } = await server.call('gaowenlan', 'POST', '/api/v1/lines', { body: { text }, intent: randomUUID() });
  assert.equal(status, 201);
  answered.push({ from, to: Date.now() / 1000, seq: body.seq });
}
const walSyncs = () => Number(execFileSync('psql', [...POSTGRES.split(' '), '-Atqc', 'SELECT wal_sync FROM pg_stat_wal']));
const before = POSTGRES ? walSyncs() : 0;
for (let n = 0; n < (POSTGRES ? 100 : 25); n += 1) await line(`单手 ${n}`);
const alone = answered.length;
for (let n = 0; n < 5; n += 1) await Promise.all([...Array(8).keys()].map((hand) => line(`第 ${n} 次 ${hand} 手`)));

if (POSTGRES) {
  // Sessions tell their counts when they are idle, after a second at most.
  let syncs = 0;
  for (let tries = 0; syncs < alone && tries < 40; tries += 1) {
    await new Promise((done) => setTimeout(done, 50));
    syncs = walSyncs() - before;
  }
  assert.ok(syncs >= alone, `${syncs} syncs of the log for ${alone} answers one after another`);
  await server.end('SIGTERM');
  console.log(`${answered.length} answers (${alone} one after another), ${syncs} syncs of the log, though the database's default is not to wait`);
} else {
  const { pid } = server.process;  // -D: the server's own, strace stands beside it
  await server.end('SIGTERM');
  for (let tries = 0; !readFileSync(TRACE, 'utf8').includes(`\n${pid} `) || !/\+\+\+ exited.*\n$/.test(readFileSync(TRACE, 'utf8')); tries += 1) {
    assert.ok(tries < 500, 'strace has written everything');
    await new Promise((done) => setTimeout(done, 10));
  }
  // "1234 1756.123456 fdatasync(7</x/city.gpkg-wal>) = 0 <0.000420>": begun and how long it took; an interrupted line is continued in another.
  const syncs = [];
  const open = new Map();
  for (const row of readFileSync(TRACE, 'utf8').split('\n')) {
    const m = /^(\d+)\s+([\d.]+) (.*)$/.exec(row);
    if (!m) continue;
    const [, pid, at, rest] = m;
    if (rest.includes('<unfinished')) open.set(pid, { at: Number(at), file: rest });
    const whole = /^f(?:data)?sync\(\d+<(.*)>\)\s+= 0 <([\d.]+)>/.exec(rest);
    if (whole) syncs.push({ from: Number(at), to: Number(at) + Number(whole[2]), file: whole[1] });
    const end = /resumed>.*= 0 <([\d.]+)>/.exec(rest);
    if (end && open.has(pid)) { const { at: from, file } = open.get(pid); syncs.push({ from, to: from + Number(end[1]), file }); open.delete(pid); }
  }
  const city = syncs.filter((sync) => sync.file.includes('city.gpkg'));
  const slack = 0.002;  // the clocks of both are read to a millisecond
  for (const { from, to, seq } of answered) {
    assert.ok(city.some((sync) => sync.from >= from - slack && sync.to <= to + slack), `entry ${seq} was synced between request and answer`);
  }
  const first = answered[0].from;
  const counted = city.filter((sync) => sync.from >= first - slack);
  assert.ok(counted.length >= alone, `${counted.length} syncs for ${alone} answers one after another`);
  console.log(`${answered.length} answers (${alone} one after another), ${counted.length} syncs of the database: each answer after one`);
}
