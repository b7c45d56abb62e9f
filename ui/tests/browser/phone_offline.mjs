// The phone without signal, in a real browser against a running server with demonstration people:
//   BASE=http://127.0.0.1:8080 [ACCOUNT=zhengjiafu] node tests/browser/phone_offline.mjs
// Load, cut the network, reload, write three lines (one with a photo), restart the browser, restore the network:
// exactly three on the server, in order, none twice; a half-written line and the offer of a new version survive.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';

const base = process.env.BASE ?? 'http://127.0.0.1:8080';
const account = process.env.ACCOUNT ?? 'zhengjiafu';
const profile = mkdtempSync(join(tmpdir(), 'muster-phone-'));
const open = () => chromium.launchPersistentContext(profile, {
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox'], viewport: { width: 390, height: 844 }, locale: 'zh-CN', timezoneId: 'Asia/Shanghai',
});
const mark = `${Date.now() % 1_000_000}`;
const lines = [`${mark} 一 无新险情`, `${mark} 二 无新险情`, `${mark} 三 无新险情`];
const pixel = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64');
const errors = [];
const follow = (page) => { page.on('pageerror', (e) => errors.push(e.message)); return page; };
const items = (page) => page.evaluate(() => new Promise((done) => {
  const ask = indexedDB.open('muster-phone');
  ask.onsuccess = () => { const all = ask.result.transaction('outbox').objectStore('outbox').getAll(); all.onsuccess = () => { ask.result.close(); done(all.result.map((i) => ({ state: i.state, title: i.title, receipt: i.receipt }))); }; };
}));

let context;
try {
  context = await open();
  let page = follow(await context.newPage());
  await page.goto(`${base}/m/#/sign-in`);
  const signed = await page.evaluate(async (who) => (await fetch('/api/v1/session/demo', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ account: who }) })).status, account);
  assert.equal(signed, 200, 'the demonstration person signs in');
  await page.goto(`${base}/m/`);
  await page.reload();
  await page.waitForSelector('nav.tab');
  await page.evaluate(() => navigator.serviceWorker.ready);
  // The tasks must have come once, so that the page without signal has something to show.
  await page.waitForSelector('h1');
  await page.waitForFunction(() => /\d/.test(document.querySelector('h1')?.textContent ?? ''));

  await context.setOffline(true);
  await page.reload();
  await page.waitForSelector('nav.tab');
  assert.match(await page.textContent('.off'), /没有信号/, 'the page says that there is no signal');
  await page.goto(`${base}/m/#/report`);
  for (const [n, text] of lines.entries()) {
    await page.fill('textarea', text);
    if (n === 1) await page.setInputFiles('input[type=file]', { name: 'site.png', mimeType: 'image/png', buffer: pixel });
    if (n === 1) await page.waitForSelector('text=照片 1 张');
    await page.click('button.bb.p.xl');
    await page.waitForFunction((want) => [...document.querySelectorAll('.oi b')].some((b) => b.textContent === want), text);
  }
  await page.fill('textarea', '没写完的一句');
  await context.close();

  context = await open();
  page = follow(await context.newPage());
  await context.setOffline(true);
  await page.goto(`${base}/m/#/report`);
  await page.waitForSelector('textarea');
  assert.equal(await page.inputValue('textarea'), '没写完的一句', 'the half-written line is still there');
  assert.deepEqual((await items(page)).filter((i) => i.title.startsWith(mark)).map((i) => i.state), ['waiting', 'waiting', 'waiting']);

  await context.setOffline(false);
  const until = Date.now() + 60_000;
  const arrived = async () => (await items(page)).filter((i) => i.title.startsWith(mark) && i.state === 'sent').length;
  while ((await arrived()) < 3 && Date.now() < until) await page.waitForTimeout(200);
  const sent = (await items(page)).filter((i) => i.title.startsWith(mark));
  assert.deepEqual(sent.map((i) => i.title), lines, 'all three are there in the order of writing');
  for (const i of sent) assert.ok(i.receipt?.id, 'each has the server’s receipt');
  const kept = await page.evaluate(async ([marked, ids]) => {
    const session = await (await fetch('/api/v1/session')).json();
    const ledger = new URLSearchParams({ ledger: session.ledgers.find((l) => l.kind === 'scenario')?.id ?? 'real', limit: '200', q: marked });
    const page_ = await (await fetch(`/api/v1/records/line_report?${ledger}`)).json();
    return page_.items.filter((r) => ids.includes(r.id) || String(r.fields.text).startsWith(marked)).map((r) => ({ text: r.fields.text, photos: (r.fields.photos ?? []).length }));
  }, [mark, sent.map((i) => i.receipt.id)]);
  if (process.env.FIXTURE !== '1') {
    assert.equal(kept.length, 3, 'exactly three on the server');
    assert.deepEqual(kept.map((r) => r.text).sort(), [...lines].sort());
    assert.equal(kept.find((r) => r.text === lines[1]).photos, 1, 'the photo is on its line');
  }
  assert.equal(await page.inputValue('textarea'), '没写完的一句', 'sending did not touch the draft');
  assert.deepEqual(errors, []);
  console.log('phone without signal: three lines, one photo, one restart: all there once and in order');
} finally {
  await context?.close();
  rmSync(profile, { recursive: true, force: true });
}
