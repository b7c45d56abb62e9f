// What the journeys share: one Chromium, a context for each person, pictures, waiting; page errors, server errors and requests that
// leave the host are collected and make check.clean() fail.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const require = createRequire(join(process.cwd(), 'package.json'));
const { chromium } = require('playwright-core');
const base = process.env.BASE;
export const shots = process.env.SHOTS;
const faults = [];
const foreign = [];

export const check = {
  base,
  clean() {
    assert.deepEqual(foreign, [], 'no request leaves the host');
    assert.deepEqual(faults, [], 'no page error, no server error');
  },
};

export const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox', '--disable-quic'] });

/** A person of the demonstration in a browser of their own. */
export async function person(account, size, path) {
  const context = await browser.newContext({ viewport: size, locale: 'zh-CN', timezoneId: 'Asia/Shanghai', ignoreHTTPSErrors: true });
  // The tour of the first day is for newcomers.
  await context.addInitScript(() => { try { localStorage.setItem('muster.tour', 'done'); } catch { /* no storage yet */ } });
  const page = await context.newPage();
  page.on('pageerror', (e) => faults.push(`${account}: ${e.message}`));
  page.on('response', (r) => { if (r.status() >= 500) faults.push(`${account}: ${r.status()} ${r.url()}`); });
  page.on('request', (r) => { if (!r.url().startsWith(base) && !/^(data|blob):/.test(r.url())) foreign.push(r.url()); });
  await page.goto(base + path);
  const status = await page.evaluate(async (who) => (await fetch('/api/v1/session/demo', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ account: who }) })).status, account);
  assert.equal(status, 200, `${account} signs in`);
  await page.goto(base + path);
  await page.reload();
  return page;
}

/** GET below /api/v1 in the scenario's ledger, as the person of the page. */
export const api = (page, path) => page.evaluate(async (p) => { const r = await fetch(p); return { status: r.status, body: await r.json() }; }, `/api/v1${path}${path.includes('?') ? '&' : '?'}ledger=scenario:flood`);

export const shot = async (page, name) => { if (shots) await page.screenshot({ path: join(shots, `${name}.png`) }); };

/** Looks again until something is there; waiting is for people, never measured. */
export async function until(what, seconds, look) {
  const end = Date.now() + seconds * 1000;
  for (;;) {
    const found = await look();
    if (found) return found;
    assert.ok(Date.now() < end, `${what}: not within ${seconds} s`);
    await new Promise((done) => setTimeout(done, 500));
  }
}
