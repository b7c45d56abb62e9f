// A joint warning by its two bodies through the screens: natural resources draft, their chief approves and cannot issue yet; the weather
// office sees the words and consents; changed words ask again; consented again it is issued in both names.
//   BASE=http://127.0.0.1:PORT node tests/browser/joint.mjs     (SHOTS=folder keeps pictures)
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const require = createRequire(join(process.cwd(), 'package.json'));
const { chromium } = require('playwright-core');
const base = process.env.BASE;
const ledger = 'scenario:flood';
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox', '--disable-quic'] });
const faults = [];
async function person(account, lang = 'zh') {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, timezoneId: 'Asia/Shanghai' });
  await context.addInitScript((l) => { localStorage.setItem('muster.lang', l); localStorage.setItem('muster.tour', 'done'); }, lang);
  const answer = await context.request.post(`${base}/api/v1/session/demo`, { data: { account } });
  assert.equal(answer.status(), 200, account);
  const page = await context.newPage();
  page.on('pageerror', (e) => faults.push(`${account}: ${e.message}`));
  page.on('response', (r) => { if (r.status() >= 500) faults.push(`${account}: ${r.status()} ${r.url()}`); });
  page.read = async (path) => (await context.request.get(`${base}/api/v1${path}${path.includes('?') ? '&' : '?'}ledger=${encodeURIComponent(ledger)}`)).json();
  return page;
}
const step = async (what, does) => { const at = Date.now(); await does(); console.log(`ok  ${what} (${((Date.now() - at) / 1000).toFixed(1)} s)`); };
const shot = async (page, name) => { if (process.env.SHOTS) await page.screenshot({ path: join(process.env.SHOTS, `${name}.png`) }); };
async function choose(page, id, text) {
  await page.click(`.ant-select:has(#${id})`);
  await page.keyboard.type(text);
  await page.locator(`.ant-select-dropdown:visible .ant-select-item-option:has-text("${text}")`).first().click();
}
/** Opens a step, confirms it; the dialog goes away, or its words are returned. */
async function move(page, name, within = '') {
  await page.locator(`${within} [data-testid=do-${name}]`).first().click({ timeout: 20_000 });
  await page.waitForSelector(`[data-testid=move-${name}]`);
  await page.click('.ant-modal [data-testid=move-confirm]');
  const gone = page.waitForSelector(`[data-testid=move-${name}]`, { state: 'detached', timeout: 20_000 }).then(() => '');
  const refused = page.waitForSelector('.ant-modal [data-testid=error]', { timeout: 20_000 }).then((e) => e.textContent());
  return Promise.race([gone, refused]).finally(() => { gone.catch(() => {}); refused.catch(() => {}); });
}

try {
  const [drafter, chief, weather] = [await person('jianshuwen'), await person('linglu'), await person('shenyibai')];
  const headline = `荆州市地质灾害气象风险黄色预警 ${String(Date.now()).slice(-6)}`;
  let id = '';
  const consent = (page) => page.locator('[data-testid=consent]');
  const state = async () => (await drafter.read(`/records/warning/${id}`)).record.state;

  await step('natural resources draft a warning that two bodies must issue', async () => {
    await drafter.goto(`${base}/warnings`);
    await drafter.click('a[href^="/r/warning/new"]');
    await choose(drafter, 'f-hazard', '地质灾害');
    await choose(drafter, 'f-colour', '黄');
    await choose(drafter, 'f-body', '市资规局');
    await drafter.fill('#f-headline', headline);
    await drafter.fill('#f-text', '预计未来24小时松滋西南部、石首桃花山发生地质灾害的气象风险较高（黄色），请注意防范。');
    await drafter.click('[data-testid=save]');
    await drafter.waitForURL((u) => /[0-9a-f-]{36}/.test(u.pathname), { timeout: 15_000 });
    id = new URL(drafter.url()).pathname.split('/').pop();
    assert.equal(await move(drafter, 'draft'), '');
    await drafter.goto(`${base}/warnings/${id}`);
    await consent(drafter).waitFor();
    assert.match(await drafter.textContent('[data-testid=joint]'), /市资规局[\s\S]*市气象台[\s\S]*待会签/);
    assert.equal(await consent(drafter).locator('button').count(), 0, 'the leading drafter is not offered the other body\'s consent');
    await shot(drafter, 'joint-asked');
  });

  await step('their chief approves and is told who has not consented', async () => {
    await chief.goto(`${base}/warnings/${id}`);
    assert.equal(await move(chief, 'approve', '[data-testid=warning]'), '');
    assert.match(await move(chief, 'issue', '[data-testid=warning]'), /市气象台/);
    assert.equal(await state(), 'approved');
  });

  await step('the weather office reads the words and consents in its own name', async () => {
    await weather.goto(`${base}/warnings/${id}`);
    await consent(weather).locator('[data-testid=do-give]').waitFor({ timeout: 20_000 });
    assert.match(await weather.textContent('[data-testid=warning]'), /松滋西南部/);
    await shot(weather, 'joint-consent');
    assert.equal(await move(weather, 'give', '[data-testid=consent]'), '');
    await weather.waitForFunction(() => /已同意/.test(document.querySelector('[data-testid=consent]')?.textContent ?? ''));
    assert.match(await consent(weather).textContent(), /沈一白/);
  });

  await step('changed words make the consent void: it is asked again', async () => {
    await drafter.goto(`${base}/r/warning/${id}`);
    await drafter.click('[data-testid=edit]');
    await drafter.fill('#f-text', '预计未来24小时松滋西南部、石首桃花山、公安黄山头发生地质灾害的气象风险较高（黄色），请注意防范。');
    await drafter.click('[data-testid=save]');
    await weather.waitForFunction(() => /待会签/.test(document.querySelector('[data-testid=consent]')?.textContent ?? ''), null, { timeout: 20_000 });
    assert.match(await weather.textContent('[data-testid=warning]'), /黄山头/, 'the new words are on its screen by themselves');
    assert.equal(await move(weather, 'give', '[data-testid=consent]'), '');
  });

  await step('issued in both names', async () => {
    await chief.goto(`${base}/warnings/${id}`);
    await chief.waitForFunction(() => /已同意/.test(document.querySelector('[data-testid=consent]')?.textContent ?? ''));
    assert.equal(await move(chief, 'issue', '[data-testid=warning]'), '');
    assert.equal(await state(), 'issued');
    await chief.waitForFunction(() => /荆州市自然资源和规划局、荆州市气象台/.test(document.querySelector('[data-testid=warning]')?.textContent ?? ''));
    await shot(chief, 'joint-issued');
  });

  await step('who has no part in it reads it and is offered nothing', async () => {
    const viewer = await person('viewer', 'en');
    await viewer.goto(`${base}/warnings/${id}`);
    await consent(viewer).waitFor();
    assert.match(await viewer.textContent('[data-testid=joint]'), /Given/);
    assert.equal(await viewer.locator('[data-testid=joint] button, [data-testid=warning] [data-testid^=do-]').count(), 0);
    await shot(viewer, 'joint-en');
  });
  assert.deepEqual(faults, []);
  console.log('joint warning: as it should');
} finally { await browser.close(); }
