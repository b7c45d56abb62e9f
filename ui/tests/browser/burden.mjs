// The burden page: what was filled in for a township this month stands under that township, by register; each number opens the forms; each
// field says who reads it and those that nobody reads are marked; who may not read a place does not see its forms.
//   BASE=http://127.0.0.1:PORT [SHOTS=DIR] node tests/browser/burden.mjs
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const require = createRequire(join(process.cwd(), 'package.json'));
const { chromium } = require('playwright-core');
const base = process.env.BASE;
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox', '--enable-unsafe-swiftshader'] });
const faults = [];
const serial = String(Date.now()).slice(-6);

async function person(account, lang, width, height) {
  const context = await browser.newContext({ viewport: { width, height }, timezoneId: 'Asia/Shanghai' });
  await context.addInitScript((l) => { localStorage.setItem('muster.lang', l); localStorage.setItem('muster.tour', 'done'); sessionStorage.setItem('muster.ledger', 'real'); }, lang);
  const page = await context.newPage();
  page.on('pageerror', (e) => faults.push(e.message));
  page.on('response', (r) => { if (r.status() >= 500) faults.push(`${r.status()} ${r.url()}`); });
  const answer = await context.request.post(`${base}/api/v1/session/demo`, { data: { account } });
  assert.equal(answer.status(), 200);
  page.csrf = (await answer.json()).csrf;
  return page;
}
const shot = async (page, name) => { if (process.env.SHOTS) await page.screenshot({ path: join(process.env.SHOTS, `${name}.png`) }); };
const step = async (what, does) => { const at = Date.now(); await does(); console.log(`ok  ${what} (${((Date.now() - at) / 1000).toFixed(1)} s)`); };
const ask = async (page, path) => (await page.context().request.get(`${base}/api/v1${path}${path.includes('?') ? '&' : '?'}ledger=real`)).json();
const number = (text) => Number(text.replace(/\D/g, ''));

try {
  const chief = await person('xianghe', 'zh', 1440, 900);
  const town = (await ask(chief, `/records/jurisdiction?limit=1&filter=${encodeURIComponent('name:eq:郝穴镇')}`)).items[0];
  const before = (await ask(chief, `/burden?jurisdiction=${town.id}`)).total;

  await step('two stores of a township are registered, one is corrected', async () => {
    for (const name of [`试${serial}甲仓`, `试${serial}乙仓`]) {
      const made = await chief.context().request.post(`${base}/api/v1/records/store?ledger=real`, { headers: { 'X-Muster-CSRF': chief.csrf },
        data: { jurisdiction_id: town.id, fields: { name, kind: 'flood', forklifts: 1 }, geometry: { type: 'Point', coordinates: [112.4, 30.04] } } });
      assert.ok(made.ok(), await made.text());
    }
    const one = (await ask(chief, `/records/store?limit=1&filter=${encodeURIComponent(`name:eq:试${serial}甲仓`)}`)).items[0];
    await chief.goto(`${base}/r/store/${one.id}`);
    await chief.click('[data-testid=edit]');
    await chief.fill('#f-area_m2', '320');
    await chief.click('[data-testid=save]');
    await chief.waitForSelector('[data-testid=edit]');
  });

  await step('they stand under the township, and the numbers open them', async () => {
    await chief.goto(`${base}/registers`);
    await chief.click('[data-testid=to-burden]');
    const row = chief.locator('[data-testid=burden-places] tr', { hasText: '郝穴镇' });
    await row.waitFor();
    assert.equal(number(await row.locator('td').nth(1).textContent()), before.forms + 3);
    await row.locator('button').click();
    await chief.locator('[data-testid=burden-types] [data-type=store] td:nth-child(2) button').click();
    await chief.waitForSelector('[data-testid=burden-rows]');
    assert.equal(await chief.locator('[data-testid=burden-rows] tbody tr', { hasText: serial }).count(), 3);
    const shown = await chief.$$eval('[data-testid=burden-rows] tbody tr td:nth-child(5)', (cells) => cells.reduce((sum, c) => sum + Number(c.textContent), 0));
    assert.equal(number(await chief.textContent('[data-testid=burden-types] [data-type=store] td:nth-child(3)')), shown);
    await shot(chief, 'burden-rows-zh');
    await chief.locator('[data-testid=burden-rows] a', { hasText: `试${serial}乙仓` }).click();
    await chief.waitForSelector('[data-testid=object]');
    await chief.goBack();
  });

  await step('each field says who reads it; what nobody reads is marked and counted', async () => {
    await chief.click('[data-testid=show-fields]');
    await chief.waitForSelector('[data-testid=burden-fields] tr.noread');
    const { items: [store] } = await ask(chief, '/burden/readers?type=store');
    assert.equal(await chief.locator('[data-testid=burden-fields] tbody tr').count(), store.asked);
    assert.equal(await chief.locator('[data-testid=burden-fields] tr.noread').count(), store.unread);
    assert.match(await chief.locator('[data-testid=burden-fields] tr', { hasText: '名称' }).first().textContent(), /列表.*检索/);
    await shot(chief, 'burden-fields-zh');
    await chief.selectOption('[data-testid=burden-any]', 'dike_incident');
    await chief.waitForSelector('[data-testid=burden-fields] tr:has-text("桩号"):has-text("打印页")');
  });

  await step('another county does not see them', async () => {
    const other = await person('gongan', 'zh', 1440, 900);
    assert.ok(!JSON.stringify(await ask(other, '/burden/rows?type=store')).includes(serial));
    assert.equal((await (await browser.newContext()).request.get(`${base}/api/v1/burden`)).status(), 401);
    await other.context().close();
  });

  await step('in English, on the desk and on a phone', async () => {
    for (const [width, height, name] of [[1440, 900, 'desk'], [390, 844, 'phone']]) {
      const page = await person('xianghe', 'en', width, height);
      await page.goto(`${base}/burden?place=${town.id}&type=store`);
      await page.waitForSelector('[data-testid=burden-fields] tr.noread');
      await page.waitForSelector('[data-testid=burden-types] [data-type=store]');
      assert.ok(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth) <= 0, 'does not scroll sideways');
      assert.match(await page.textContent('[data-testid=burden-fields]'), /nobody reads it/);
      await shot(page, `burden-en-${name}`);
      await page.context().close();
    }
  });
} finally { await browser.close(); }
assert.deepEqual(faults, []);
console.log('done');
