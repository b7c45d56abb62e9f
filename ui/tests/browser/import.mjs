// Registers in their groups; a CSV of twenty stores with three wrong rows: told, good ones written, corrected, imported again, undone; export.
//   BASE=http://127.0.0.1:PORT [SHOTS=DIR] node tests/browser/import.mjs
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const require = createRequire(join(process.cwd(), 'package.json'));
const { chromium } = require('playwright-core');
const base = process.env.BASE;
const shots = process.env.SHOTS;
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox', '--enable-unsafe-swiftshader'] });
const faults = [];
const serial = String(Date.now()).slice(-6);

async function person(lang, width, height) {
  const context = await browser.newContext({ viewport: { width, height }, timezoneId: 'Asia/Shanghai', acceptDownloads: true });
  await context.addInitScript((l) => { localStorage.setItem('muster.lang', l); localStorage.setItem('muster.tour', 'done'); sessionStorage.setItem('muster.ledger', 'real'); }, lang);
  const page = await context.newPage();
  page.on('pageerror', (e) => faults.push(e.message));
  page.on('response', (r) => { if (r.status() >= 500) faults.push(`${r.status()} ${r.url()}`); });
  const answer = await context.request.post(`${base}/api/v1/session/demo`, { data: { account: 'admin' } });
  assert.equal(answer.status(), 200);
  return page;
}
const shot = async (page, name) => { if (shots) await page.screenshot({ path: join(shots, `${name}.png`) }); };
const step = async (what, does) => { const at = Date.now(); await does(); console.log(`ok  ${what} (${((Date.now() - at) / 1000).toFixed(1)} s)`); };
const count = async (page, name) => Number((await page.textContent(`[data-count=${name}] b`)).replace(/\D/g, ''));
const wide = (page) => page.evaluate(() => document.documentElement.scrollWidth - innerWidth);

/** Twenty stores; `wrong` spoils rows 5, 10 and 16 of the file. */
function csv(wrong) {
  const rows = [`名称,类别,值班电话,盘点日期,库房面积（m²）,经度,纬度,备注${serial}`];
  for (let i = 1; i <= 20; i++) {
    const n = String(i).padStart(2, '0');
    rows.push([`试${serial}仓库${n}`, wrong && i === 4 ? '杂物' : '防汛物资', `0716-000-00${n}`, wrong && i === 9 ? '2026-13-40' : `2026-07-${n}`, wrong && i === 15 ? '约30' : !wrong && i === 1 ? 999 : 100 + i, (112.2 + i / 100).toFixed(4), (30.1 + i / 100).toFixed(4), 'x'].join(','));
  }
  return { name: wrong ? '仓库.csv' : '仓库改.csv', mimeType: 'text/csv', buffer: Buffer.from(`\ufeff${rows.join('\r\n')}\r\n`) };
}
async function upload(page, file) {
  await page.goto(`${base}/r/store/import`);
  await page.setInputFiles('[data-testid=import-file]', file);
  await page.waitForSelector('[data-testid=counts]');
}
async function choose(page, id, text) {
  await page.click(`#${id}`);
  await page.locator('.ant-select-dropdown:not(.ant-select-dropdown-hidden) .ant-select-item-option', { hasText: text }).click();
}
async function saved(page, press) {
  const [file] = await Promise.all([page.waitForEvent('download'), press()]);
  return { name: file.suggestedFilename(), bytes: readFileSync(await file.path()) };
}
async function undo(page) {
  await page.click('[data-testid=undo]');
  await page.fill('[data-testid=undo-reason]', '试导入');
  await page.click('.ant-modal-footer .ant-btn-primary');
  await page.waitForSelector('[data-testid=outcome][data-state=undone]', { timeout: 30_000 });
}
const total = async (page) => (await page.evaluate(async () => (await fetch('/api/v1/records/store?ledger=real&limit=1')).json())).total;

const page = await person('zh', 1440, 900);
let before = 0;
const batches = [];

await step('registers are found in folded groups', async () => {
  await page.goto(`${base}/registers`);
  await page.waitForSelector('[data-testid=registers]');
  assert.equal(await page.locator('[data-group=firm] .plainlist').count(), 0);
  await shot(page, 'registers-folded-zh');
  await page.click('[data-group=firm] .reghead');
  await page.waitForSelector('[data-group=firm] a[href="/r/enterprise"]');
  await page.reload();
  await page.waitForSelector('[data-group=firm] a[href="/r/enterprise"]');
  await shot(page, 'registers-zh');
  await page.fill('[data-filter]', '仓库');
  await page.waitForSelector('a[href="/r/store"]');
  assert.ok(!(await page.textContent('[data-testid=registers]')).includes('undefined'));
});

await step('the list shows the jurisdiction and offers import', async () => {
  await page.goto(`${base}/r/enterprise`);
  await page.waitForSelector('[data-testid=list] th:has-text("属地")');
  await page.goto(`${base}/r/store`);
  await page.waitForSelector('[data-testid=rows] tbody tr');
  before = await total(page);
  await shot(page, 'list-zh');
  await page.click('[data-testid=import]');
  await page.waitForSelector('[data-testid=import-page]');
  await shot(page, 'import-start-zh');
});

await step('the template is a workbook', async () => {
  const file = await saved(page, () => page.click('[data-testid=template]'));
  assert.match(file.name, /模板\.xlsx$/);
  assert.equal(file.bytes.subarray(0, 2).toString(), 'PK');
});

await step('three wrong rows of twenty are told with row, column, value and remedy', async () => {
  await upload(page, csv(true));
  assert.equal(await count(page, 'rows'), 20);
  assert.equal(await count(page, 'bad'), 3);
  assert.equal(await count(page, 'create'), 17);
  assert.deepEqual(await page.locator('[data-testid=errors] tbody tr td:first-child').allTextContents(), ['5', '10', '16']);
  assert.match(await page.textContent('[data-testid=errors]'), /2026-13-40/);
  await shot(page, 'import-checked-zh');
  await page.reload();
  await page.waitForSelector('[data-testid=counts]');
  assert.equal(await count(page, 'bad'), 3);
  const file = await saved(page, () => page.click('[data-testid=error-sheet]'));
  assert.match(file.name, /\.xlsx$/);
});

await step('a column matched by hand survives a reload and is checked again', async () => {
  const select = page.locator('[data-testid=columns] tbody tr:last-child .ant-select');
  await select.click();
  await page.keyboard.type('地址');
  await page.keyboard.press('Enter');
  await page.reload();
  await page.waitForSelector('[data-testid=columns]');
  assert.match(await page.locator('[data-testid=columns] tbody tr:last-child').textContent(), /地址/);
  await page.click('[data-testid=check-again]');
  await page.waitForFunction(() => document.querySelector('[data-testid=check-again]')?.disabled && document.querySelector('[data-testid=write-good]'));
  assert.equal(await count(page, 'bad'), 3);
});

await step('the good rows are written and lead to their list', async () => {
  await page.click('[data-testid=write-good]');
  await page.waitForSelector('[data-testid=outcome][data-state=done]', { timeout: 30_000 });
  assert.equal(await count(page, 'created'), 17);
  await shot(page, 'import-done-zh');
  batches.push(page.url());
  await page.click('[data-testid=to-rows]');
  await page.waitForSelector('[data-testid=rows] tbody tr');
  assert.equal(await page.locator('[data-testid=rows] tbody tr').count(), 17);
  await shot(page, 'import-rows-zh');
});

await step('the export holds exactly the rows shown', async () => {
  await page.click('[data-testid=export]');
  const file = await saved(page, () => page.locator('.ant-dropdown-menu-item', { hasText: /^CSV$/ }).first().click());
  const lines = file.bytes.toString('utf8').trim().split('\r\n');
  assert.equal(lines.length, 18);
  assert.match(lines[0], /名称/);
  for (const format of ['GeoJSON', 'GeoPackage', 'Excel']) {
    await page.click('[data-testid=export]');
    const other = await saved(page, () => page.locator('.ant-dropdown-menu-item', { hasText: format }).first().click());
    assert.ok(other.bytes.length > 500, format);
  }
});

await step('corrected and imported again: what is there is shown side by side and updated, the rest written', async () => {
  await upload(page, csv(false));
  assert.equal(await count(page, 'bad'), 17);
  await shot(page, 'import-duplicates-refused-zh');
  assert.match(await page.locator('[data-testid=columns] tbody tr:last-child').textContent(), /地址.*上次/);
  await page.click('[data-testid=there-update]');
  await page.waitForSelector('[data-testid=write]');
  assert.equal(await count(page, 'create'), 3);
  assert.equal(await count(page, 'update'), 1);
  assert.match(await page.locator('[data-testid=duplicates] tbody tr', { hasText: '库房面积' }).textContent(), /101.*999/);
  await shot(page, 'import-duplicates-zh');
  await page.click('[data-testid=write]');
  await page.waitForSelector('[data-testid=outcome][data-state=done]', { timeout: 30_000 });
  assert.equal(await count(page, 'created'), 3);
  batches.push(page.url());
  assert.equal(await total(page), before + 20);
});

await step('both are undone', async () => {
  await undo(page);
  assert.equal(await count(page, 'removed'), 3);
  assert.equal(await count(page, 'restored'), 1);
  await shot(page, 'import-undone-zh');
  await page.goto(batches[0]);
  await page.waitForSelector('[data-testid=outcome]');
  await undo(page);
  // The row that the second batch changed and put back has a newer version than the first gave it: it stays and is named.
  const kept = page.locator('[data-testid=outcome] .plainlist a');
  assert.deepEqual(await kept.allTextContents(), [`试${serial}仓库01`]);
  assert.equal(await total(page), before + 1);
  await kept.click();
  await page.click('[data-testid=object] button:has-text("删除")');
  await page.fill('.ant-modal-body input', '试导入');
  await page.click('.ant-modal-footer .ant-btn-primary');
  await page.waitForSelector('[data-testid=list]');
  assert.equal(await total(page), before);
});

await step('in English, on a telephone', async () => {
  const phone = await person('en', 375, 740);
  await phone.goto(`${base}/registers`);
  await phone.waitForSelector('[data-testid=registers]');
  assert.ok(await wide(phone) <= 0, 'registers do not scroll sideways');
  await shot(phone, 'registers-en-375');
  await phone.goto(`${base}/r/store/import`);
  await phone.waitForSelector('[data-testid=recent]');
  await shot(phone, 'import-start-en-375');
  await upload(phone, csv(true));
  assert.ok(await wide(phone) <= 0, 'the check does not scroll sideways');
  assert.ok(!/[\u4e00-\u9fff]/.test(await phone.textContent('.importhead') + await phone.textContent('.importgo')));
  await shot(phone, 'import-checked-en-375');
});

await browser.close();
assert.deepEqual(faults, []);
console.log('done');
