// A layer of more rows than are fetched whole is drawn from the server's tiles: clusters far out, single symbols near, a press opens the
// card, an edit shows itself by the next look. The city needs more than 2,000 stores (`muster import store FILE`).
//   BASE=http://127.0.0.1:PORT [SHOTS=DIR] node tests/browser/tiles.mjs
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const require = createRequire(join(process.cwd(), 'package.json'));
const { chromium } = require('playwright-core');
const base = process.env.BASE;
const shot = async (page, name) => { if (process.env.SHOTS) await page.screenshot({ path: join(process.env.SHOTS, `${name}.png`) }); };
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox', '--enable-unsafe-swiftshader'] });
try {
  for (const lang of ['zh', 'en']) {
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, timezoneId: 'Asia/Shanghai' });
    await context.addInitScript((l) => localStorage.setItem('muster.lang', l), lang);
    assert.equal((await context.request.post(`${base}/api/v1/session/demo`, { data: { account: 'gaowenlan' } })).status(), 200);
    const page = await context.newPage();
    const tiles = [];
    const whole = [];
    page.on('response', (r) => {
      if (/\/tiles\/store\/\d+\/\d+\/\d+\.mvt/.test(r.url())) tiles.push(r.status());
      if (r.url().includes('/map/store.geojson')) whole.push(r.url());
    });
    await page.goto(`${base}/map?layers=store,gauge&at=112.05,29.95&zoom=9`);
    await page.waitForSelector('[data-testid=map-canvas] canvas');
    await page.waitForFunction(() => /3,?0\d\d/.test(document.querySelector('[data-testid=layers]')?.textContent ?? ''), null, { timeout: 30_000 });
    await page.waitForLoadState('networkidle').catch(() => { /* live streams stay open */ });
    await page.waitForTimeout(3000);
    await shot(page, `tiles-${lang}-9`);
    assert.ok(tiles.length > 0 && tiles.every((s) => s === 200 || s === 304), `tiles asked: ${tiles}`);
    assert.deepEqual(whole, [], 'not fetched whole');
    await page.goto(`${base}/map?layers=store,gauge&at=112.05,29.95&zoom=13.5`);
    await page.waitForSelector('[data-testid=map-canvas] canvas');
    await page.waitForTimeout(4000);
    await shot(page, `tiles-${lang}-13`);
    await page.click('[data-testid=map-list]');
    await page.waitForSelector('table th a');
    await shot(page, `tiles-${lang}-list`);
    await context.close();
  }
  console.log('tiles: a heavy layer is drawn from tiles');
} finally { await browser.close(); }
