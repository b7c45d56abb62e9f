// The duty room's papers and the way back: a brief is drafted, edited, signed by another and goes out; a township's zero report is given for it
// by telephone; an acceptance and an edit are taken back within ten seconds; an alarm makes a sound that can be measured.
//   BASE=http://127.0.0.1:PORT node tests/browser/office.mjs
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const require = createRequire(join(process.cwd(), 'package.json'));
const { chromium } = require('playwright-core');
const base = process.env.BASE;
const ledger = 'scenario:flood';
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox', '--disable-quic', '--autoplay-policy=no-user-gesture-required'] });
const faults = [];
async function person(account, before = () => {}) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, timezoneId: 'Asia/Shanghai' });
  await context.addInitScript(() => { localStorage.setItem('muster.lang', 'zh'); localStorage.setItem('muster.tour', 'done'); });
  const answer = await context.request.post(`${base}/api/v1/session/demo`, { data: { account } });
  assert.equal(answer.status(), 200, account);
  const { csrf } = await answer.json();
  const page = await context.newPage();
  page.on('pageerror', (e) => faults.push(`${account}: ${e.message}`));
  page.on('response', (r) => { if (r.status() >= 500) faults.push(`${account}: ${r.status()} ${r.url()}`); });
  page.call = async (method, path, data) => {
    const r = await context.request.fetch(`${base}/api/v1${path}${path.includes('?') ? '&' : '?'}ledger=${encodeURIComponent(ledger)}`, { method, headers: { 'X-Muster-CSRF': csrf }, ...(data ? { data } : {}) });
    return { status: r.status(), body: await r.json() };
  };
  await before(page);
  return page;
}
async function onPhone(account) {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 }, timezoneId: 'Asia/Shanghai' });
  assert.equal((await context.request.post(`${base}/api/v1/session/demo`, { data: { account } })).status(), 200, account);
  const page = await context.newPage();
  page.on('pageerror', (e) => faults.push(`${account}: ${e.message}`));
  await page.goto(`${base}/m/`);
  await page.waitForSelector('nav.tab');
  return page;
}
const step = async (what, does) => { const at = Date.now(); await does(); console.log(`ok  ${what} (${((Date.now() - at) / 1000).toFixed(1)} s)`); };

/** Everything that is connected to the loudspeaker passes a measuring node first: RMS of what really sounds. */
const listen = (page) => page.addInitScript(() => {
  globalThis.loudest = 0;
  const connect = AudioNode.prototype.connect;
  AudioNode.prototype.connect = function join(to, ...rest) {
    if (to instanceof AudioDestinationNode) {
      const ear = this.context.createAnalyser();
      connect.call(this, ear);
      const samples = new Float32Array(ear.fftSize);
      const timer = setInterval(() => { ear.getFloatTimeDomainData(samples); globalThis.loudest = Math.max(globalThis.loudest, Math.sqrt(samples.reduce((s, x) => s + x * x, 0) / samples.length)); }, 15);
      setTimeout(() => clearInterval(timer), 3000);
    }
    return connect.call(this, to, ...rest);
  };
  // The signal of an alarm repeats every twenty seconds; the test does not wait for it.
  const every = globalThis.setInterval;
  globalThis.setInterval = (f, ms, ...rest) => every(f, ms === 20_000 ? 1000 : ms, ...rest);
});

try {
  const officer = await person('gaowenlan');
  const today = (await officer.call('GET', '/time')).body.city_now.slice(0, 10);
  const day = new Date(Date.parse(`${today}T00:00:00Z`) - 5 * 86_400_000).toISOString().slice(0, 10);  // a day that nobody else writes about

  await step('a brief is drafted from the record, edited, kept', async () => {
    await officer.goto(`${base}/brief/${day}`);
    await officer.click('[data-testid=brief-show]');
    const drafted = await officer.inputValue('[data-testid=brief-text]');
    assert.match(drafted, /^一、水情/);
    await officer.fill('[data-testid=brief-text]', `${drafted}\n九、其他。试写一句。`);
    await officer.reload();
    await officer.waitForSelector('[data-testid=brief-text]');
    assert.match(await officer.inputValue('[data-testid=brief-text]'), /试写一句/, 'what was typed is kept on the device');
    await officer.click('[data-testid=brief-keep]');
    await officer.waitForSelector('[data-testid=brief-save]');
    assert.equal(await officer.$('[data-testid=do-sign]'), null, 'who drafted does not sign');
  });
  await step('another person signs it; it is numbered and goes to its receivers', async () => {
    const leader = await person('zhouqiming');
    await leader.goto(`${base}/brief/${day}`);
    await leader.click('[data-testid=do-sign]');
    await leader.click('[data-testid=move-confirm]');
    await leader.waitForSelector('[data-testid=paper] .redhead');
    assert.match(await leader.textContent('[data-testid=paper]'), /2026年第\d+期/);
    await leader.waitForFunction(() => document.querySelectorAll('[data-testid=brief-sent] a').length === 3);
    await leader.context().close();
    await officer.waitForSelector('[data-testid=paper] .redhead');  // the drafter's page follows by itself
    await officer.locator('[data-testid=brief-sent] a').first().click();
    await officer.waitForSelector('[data-testid=message-paper]');
    assert.match(await officer.textContent('[data-testid=message-paper]'), /试写一句/);
  });
  await step('a message is signed for by telephone, beside the others of the same paper', async () => {
    await officer.waitForSelector('[data-testid=do-acknowledge]', { timeout: 30_000 });
    await officer.click('[data-testid=do-acknowledge]');
    await officer.fill('#m-signed_by', '总值班室 王值班');
    await officer.click('[data-testid=move-confirm]');
    await officer.waitForFunction(() => document.querySelector('[data-testid=message-facts]')?.textContent?.includes('王值班'));
  });
  await step('a zero report is given for a township, with its channel', async () => {
    const township = (await officer.call('GET', '/records/body?filter=kind:eq:township&limit=1')).body.items[0];
    const made = await officer.call('POST', '/records/zero_report', { jurisdiction_id: township.jurisdiction_id, fields: { body: township.id, date: day, due_at: `${day}T17:00:00+08:00` } });
    assert.equal(made.status, 201);
    await officer.goto(`${base}/zero/${day}`);
    await officer.waitForSelector('[data-look=overdue]');
    await officer.click('[data-testid=behalf]');
    await officer.click('[data-testid=something]');
    await officer.click('[data-testid=behalf-go]');
    await officer.waitForSelector('[data-testid=behalf-dialog] [role=alert]');
    await officer.fill('#z-text', '转移低洼处12人');
    await officer.click('[data-testid=behalf-go]');
    await officer.waitForSelector('[data-testid=zero-news] .le');
    assert.match(await officer.textContent('[data-testid=zero-news]'), /转移低洼处12人.*电话/s);
    await officer.waitForSelector('[data-look=something]');
  });
  await step('an acceptance and an edit are taken back', async () => {
    const made = await officer.call('POST', '/records/task', { fields: { title: '撤销试验', kind: 'other' } });
    const id = made.body.record.id;
    await officer.goto(`${base}/r/task/${id}`);
    await officer.click('[data-testid=do-accept]');
    await officer.click('[data-testid=move-confirm]');
    await officer.click('[data-testid=undo-step]');
    await officer.waitForSelector('[data-testid=do-accept]');
    const back = (await officer.call('GET', `/records/task/${id}`)).body.record;
    assert.deepEqual([back.state, back.fields.accepted_at ?? null], ['read', null]);
    await officer.click('[data-testid=edit]');
    await officer.fill('#f-title', '撤销试验，改过');
    await officer.click('[data-testid=save]');
    await officer.click('[data-testid=undo-step]');
    await officer.waitForFunction(() => document.querySelector('[data-testid=object] h1')?.textContent?.trim().endsWith('撤销试验'));
    const history = (await officer.call('GET', `/records/task/${id}/history`)).body.items;
    assert.ok(history.length >= 5, 'nothing is erased');
  });

  await step('a task taken by a slip is given back on the phone', async () => {
    const person = (await officer.call('GET', '/records/person?q=%E6%AE%B5%E7%AB%8B%E6%96%B0&limit=1')).body.items[0];
    const made = await officer.call('POST', '/records/task', { fields: { title: '手机撤销试验', kind: 'other', person: person.id } });
    assert.equal(made.status, 201, JSON.stringify(made.body));
    const { id } = made.body.record;
    const keeper = await onPhone('duanlixin');
    const card = keeper.locator('article.tc:has-text("手机撤销试验")');
    await card.locator('button:has-text("受领")').first().click();
    await card.locator('button:has-text("撤销受领")').click({ timeout: 9000 });
    await card.locator('button:has-text("撤销受领")').waitFor({ state: 'detached' });
    const state = async () => (await officer.call('GET', `/records/task/${id}`)).body.record;
    for (let i = 0; (await state()).state !== 'read' && i < 60; i += 1) await keeper.waitForTimeout(250);
    const back = await state();
    assert.deepEqual([back.state, back.fields.accepted_at ?? null], ['read', null]);
    await keeper.context().close();
  });
  await step('an alarm that waits makes sound, silence makes none', async () => {
    const quiet = await person('gaowenlan', listen);
    await quiet.route('**/api/v1/desk?*', async (route) => { const r = await route.fetch(); const desk = await r.json(); await route.fulfill({ response: r, json: { ...desk, rows: [] } }); });
    await quiet.goto(base);
    await quiet.waitForSelector('[data-testid=queue]');
    await quiet.waitForTimeout(2500);
    assert.equal(await quiet.evaluate(() => globalThis.loudest), 0);
    await quiet.unrouteAll({ behavior: 'ignoreErrors' });
    await quiet.context().close();
    const alarmed = await person('gaowenlan', listen);
    await alarmed.route('**/api/v1/desk?*', async (route) => {
      const r = await route.fetch();
      const desk = await r.json();
      const record = { id: '00000000-0000-4000-8000-000000000001', type: 'alarm', version: 1, ledger, state: 'active', label: '沙市 超警戒', fields: {}, geometry: null };
      await route.fulfill({ response: r, json: { ...desk, rows: [{ record, kind: 'alarm', clock: null, holder: null, next: null, level: 1, band: 'now' }] } });
    });
    await alarmed.goto(base);
    await alarmed.waitForFunction(() => globalThis.loudest > 0.01, null, { timeout: 20_000 });
    assert.equal(await alarmed.$('[data-testid=sound-blocked]'), null);
    await alarmed.unrouteAll({ behavior: 'ignoreErrors' });
    await alarmed.context().close();
  });
  assert.deepEqual(faults, []);
  console.log('office: all seen');
} finally { await browser.close(); }
