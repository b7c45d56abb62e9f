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

export const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox', '--disable-quic', '--enable-unsafe-swiftshader'] });

/** A person of the demonstration in a browser of their own. @param more lang (zh, en) and ledger, where not those of the journey */
export async function person(account, size, path, more = {}) {
  const context = await browser.newContext({ viewport: size, locale: 'zh-CN', timezoneId: 'Asia/Shanghai', ignoreHTTPSErrors: true });
  // The tour of the first day is for newcomers.
  await context.addInitScript(({ lang, ledger }) => {
    try {
      localStorage.setItem('muster.tour', 'done');
      if (lang) localStorage.setItem('muster.lang', lang);
      if (ledger) sessionStorage.setItem('muster.ledger', ledger);
    } catch { /* no storage yet */ }
  }, more);
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

/** GET below /api/v1, in the scenario's ledger unless another is named, as the person of the page. */
export const api = (page, path, ledger = 'scenario:flood') => page.evaluate(async (p) => { const r = await fetch(p); return { status: r.status, body: await r.json() }; }, `/api/v1${path}${path.includes('?') ? '&' : '?'}ledger=${ledger}`);
/** The first record of a type that fits, in the ledger of registers. @param filters "name:eq:value" */
export async function row(page, type, ...filters) {
  const query = filters.map((f) => `&filter=${encodeURIComponent(f)}`).join('');
  const { body } = await api(page, `/records/${type}?limit=1${query}`, 'real');
  assert.ok(body.items?.[0], `${type} ${filters.join(' ')} is there`);
  return body.items[0];
}

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
