// The wall for a long time in short: thousands of rounds of answers, heap after collection grows by less than a tenth.
//   BASE=http://127.0.0.1:8080 [ROUNDS=2000] node tests/browser/wall_soak.mjs
import assert from 'node:assert/strict';
import { chromium } from 'playwright-core';

const base = process.env.BASE ?? 'http://127.0.0.1:8080';
const rounds = Number(process.env.ROUNDS ?? 2000);
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox'] });
try {
  const page = await browser.newPage({ viewport: { width: 1920, height: 1080 } });
  const errors = [];
  const outside = [];
  let answers = 0;
  page.on('pageerror', (e) => errors.push(e.message));
  page.on('request', (r) => { if (!r.url().startsWith(base) && !/^(data|blob):/.test(r.url())) outside.push(r.url()); });
  page.on('response', (r) => { if (r.url().includes('/api/v1/desk')) answers += 1; });
  // The ten-second rounds follow each other at once; everything else keeps its pace.
  await page.addInitScript(() => {
    const real = window.setInterval;
    window.setInterval = (f, ms, ...rest) => real(f, ms === 10_000 ? 20 : ms, ...rest);
  });
  await page.goto(`${base}/wall/`);
  await page.waitForSelector('.status .tm');
  const cdp = await page.context().newCDPSession(page);
  const heap = async () => {
    for (let i = 0; i < 3; i++) await cdp.send('HeapProfiler.collectGarbage');
    return (await cdp.send('Runtime.getHeapUsage')).usedSize;
  };
  const reach = async (n) => { while (answers < n) await page.waitForTimeout(200); };
  await reach(Math.round(rounds / 10));
  const first = await heap();
  const nodes = await page.evaluate(() => document.getElementsByTagName('*').length);
  await reach(rounds);
  const last = await heap();
  const after = await page.evaluate(() => document.getElementsByTagName('*').length);
  console.log(`wall: ${answers} rounds, heap ${(first / 1e6).toFixed(1)} → ${(last / 1e6).toFixed(1)} MB, elements ${nodes} → ${after}`);
  assert.ok(last < first * 1.1, `the heap grew from ${first} to ${last}`);
  assert.ok(after < nodes * 1.2, 'the page does not grow');
  assert.deepEqual(errors, []);
  assert.deepEqual(outside, [], 'nothing is asked of another host');
} finally { await browser.close(); }
