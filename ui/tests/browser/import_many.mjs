// A list of 10,000 pieces of equipment with 37 bad rows: all are checked first, the good ones are written, the error sheet is saved,
// corrected and imported again; then all 10,000 are there. The desk stays usable meanwhile. As the chief of the flood office.
//   BASE=http://127.0.0.1:PORT [SHOTS=DIR] node tests/browser/import_many.mjs
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const require = createRequire(join(process.cwd(), 'package.json'));
const { chromium } = require('playwright-core');
const base = process.env.BASE;
const kRows = 10_000;
const serial = String(Date.now()).slice(-6);
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox', '--enable-unsafe-swiftshader'] });
const faults = [];

async function person(lang, size) {
  const context = await browser.newContext({ viewport: size, timezoneId: 'Asia/Shanghai', acceptDownloads: true });
  await context.addInitScript((l) => { localStorage.setItem('muster.lang', l); localStorage.setItem('muster.tour', 'done'); sessionStorage.setItem('muster.ledger', 'real'); }, lang);
  const page = await context.newPage();
  page.on('pageerror', (e) => faults.push(e.message));
  page.on('response', (r) => { if (r.status() >= 500) faults.push(`${r.status()} ${r.url()}`); });
  assert.equal((await context.request.post(`${base}/api/v1/session/demo`, { data: { account: 'xianghe' } })).status(), 200);
  return page;
}
const shot = async (page, name) => { if (process.env.SHOTS) await page.screenshot({ path: join(process.env.SHOTS, `${name}.png`) }); };
const step = async (what, does) => { const at = Date.now(); await does(); console.log(`ok  ${what} (${((Date.now() - at) / 1000).toFixed(1)} s)`); };
const count = async (page, name) => Number((await page.textContent(`[data-count=${name}] b`)).replace(/\D/g, ''));
const ask = (page, path) => page.evaluate(async (p) => (await fetch(`/api/v1${p}`)).json(), path);
// A list counts up to 10,001; by name of this run, so that a repeated run counts its own.
const there = async (page) => (await ask(page, `/records/equipment?ledger=real&limit=1&filter=${encodeURIComponent(`name:like:试${serial}`)}`)).total;
async function saved(page, press) {
  const [file] = await Promise.all([page.waitForEvent('download'), press()]);
  return { name: file.suggestedFilename(), bytes: readFileSync(await file.path()) };
}

// Six kinds of mistakes that clerks make, spread over the file: [column, what stands there, what should].
const kTitles = ['名称', '类别', '规格型号', '存放', '数量', '单位', '上次保养'];
const kMistakes = [[1, '水泵机组'], [4, '约3'], [6, '2026-13-40'], [3, '没有这个仓库'], [0, ''], [4, '-2']];
const wrongRows = new Map(Array.from({ length: 37 }, (_, i) => [Math.floor((i * kRows) / 37) + 5, kMistakes[i % kMistakes.length]]));
const good = (i, store) => [`试${serial}水泵${String(i).padStart(5, '0')}`, '排涝泵', `QW-${i % 40}`, store, String(1 + (i % 5)), '台', `2026-0${1 + (i % 6)}-1${i % 10}`];
function file(store) {
  const lines = [kTitles.join(',')];
  for (let i = 0; i < kRows; i++) {
    const row = good(i, store);
    const wrong = wrongRows.get(i);
    if (wrong) row[wrong[0]] = wrong[1];
    lines.push(row.join(','));
  }
  return { name: '全市装备.csv', mimeType: 'text/csv', buffer: Buffer.from(`\ufeff${lines.join('\r\n')}\r\n`) };
}

/** What the clerk does to the error sheet: puts right what is marked. Rows are known again by their number in the first file. */
function corrected(sheet, store) {
  const lines = sheet.bytes.toString('utf8').replace(/^\ufeff/, '').trimEnd().split('\r\n');
  const titles = lines[0].split(',');
  const columns = kTitles.map((title) => titles.findIndex((t) => t.startsWith(title)));
  assert.ok(columns.every((c) => c >= 0), `the error sheet keeps the columns: ${lines[0]}`);
  const fixed = lines.slice(1).map((line) => {
    const cells = line.match(/("([^"]|"")*"|[^,]*)(,|$)/g).slice(0, titles.length).map((c) => c.replace(/,$/, ''));
    const name = cells[columns[0]];
    const row = name ? Number(name.slice(-5)) : [...wrongRows].find(([i, w]) => w[0] === 0 && !used.has(i) && used.add(i))[0];
    good(row, store).forEach((value, c) => { cells[columns[c]] = value; });
    return cells.join(',');
  });
  return { name: '全市装备 已改.csv', mimeType: 'text/csv', buffer: Buffer.from(`\ufeff${[lines[0], ...fixed].join('\r\n')}\r\n`), rows: fixed.length };
}
const used = new Set();

try {
  const page = await person('zh', { width: 1440, height: 900 });
  let store = '';
  let sheet;
  let batch = '';

  await step('10,000 rows are read and checked: 37 are bad, nothing is written', async () => {
    await page.goto(`${base}/r/equipment/import`);
    await page.waitForSelector('[data-testid=import-page]');
    // Equipment lies in stores, with teams and at stations alike: the file says which.
    store = `物资仓库：${(await ask(page, '/records/store?ledger=real&limit=1')).items[0].fields.name}`;
    await page.setInputFiles('[data-testid=import-file]', file(store));
    // The office calls the column by a shorter word than the register does: it is matched by hand, once.
    await page.waitForSelector('[data-testid=columns]', { timeout: 60_000 });
    assert.match(await page.textContent('.errbox'), /缺少必填列/);
    await page.locator('[data-testid=columns] tbody tr', { hasText: '存放' }).locator('.ant-select').click();
    await page.keyboard.type('存放');
    await page.keyboard.press('Enter');
    await page.click('[data-testid=check-again]');
    await page.waitForSelector('[data-testid=write-good]', { timeout: 120_000 });
    assert.deepEqual([await count(page, 'rows'), await count(page, 'bad'), await count(page, 'create')], [kRows, 37, kRows - 37]);
    assert.equal(await there(page), 0);
    batch = page.url();
  });

  await step('each bad row is named with row, column, value and remedy, in both languages', async () => {
    const rows = page.locator('[data-testid=errors] tbody tr');
    assert.equal(await rows.count(), 37);
    const numbers = (await rows.locator('td:first-child').allTextContents()).map(Number).sort((a, b) => a - b);
    assert.deepEqual(numbers, [...wrongRows.keys()].map((i) => i + 2));
    await shot(page, 'import-many-checked-zh');
    const english = await person('en', { width: 1440, height: 900 });
    await english.goto(batch);
    await english.waitForSelector('[data-testid=errors]');
    for (const cause of await english.locator('[data-testid=errors] tbody td:last-child').allTextContents()) assert.match(cause, /[a-z]{3}/);
    await shot(english, 'import-many-checked-en');
    await english.context().close();
  });

  await step('the error sheet is saved as a workbook and as a table', async () => {
    const book = await saved(page, () => page.click('[data-testid=error-sheet]'));
    assert.match(book.name, /\.xlsx$/);
    assert.equal(book.bytes.subarray(0, 2).toString(), 'PK');
    sheet = await saved(page, () => page.click('[data-testid=error-sheet] + button'));
    assert.match(sheet.name, /\.csv$/);
  });

  await step('the good rows are written while the desk is used', async () => {
    await page.click('[data-testid=write-good]');
    const desk = await person('zh', { width: 1440, height: 900 });
    const writing = async () => (await ask(page, `/imports/${batch.split('/').at(-1)}`)).state === 'running';
    let looks = 0;
    for (let more = true; more && looks < 10; more = await writing()) {
      await desk.goto(`${base}/r/store`);
      await desk.waitForSelector('[data-testid=rows] tbody tr');
      looks += 1;
    }
    await desk.context().close();
    assert.ok(looks > 1, 'lists were looked at while rows were written');
    await page.waitForSelector('[data-testid=outcome][data-state=done]', { timeout: 240_000 });
    assert.equal(await count(page, 'created'), kRows - 37);
    assert.equal(await there(page), kRows - 37);
    await shot(page, 'import-many-done-zh');
  });

  await step('corrected and imported again, all 10,000 are there', async () => {
    const fixed = corrected(sheet, store);
    assert.equal(fixed.rows, 37);
    await page.click('[data-testid=another]');
    await page.waitForSelector('[data-testid=recent]');
    await page.setInputFiles('[data-testid=import-file]', fixed);
    await page.waitForSelector('[data-testid=write]', { timeout: 60_000 });
    assert.deepEqual([await count(page, 'rows'), await count(page, 'bad'), await count(page, 'create')], [37, 0, 37]);
    await shot(page, 'import-many-again-zh');
    await page.click('[data-testid=write]');
    await page.waitForSelector('[data-testid=outcome][data-state=done]', { timeout: 60_000 });
    assert.equal(await count(page, 'created'), 37);
    assert.equal(await there(page), kRows);
    for (const [i] of wrongRows) {
      const [name] = good(i, store);
      const found = await ask(page, `/records/equipment?ledger=real&limit=2&filter=${encodeURIComponent(`name:eq:${name}`)}`);
      assert.equal(found.total, 1, name);
    }
  });

  await step('the list shows them', async () => {
    await page.click('[data-testid=to-rows]');
    await page.waitForSelector('[data-testid=rows] tbody tr');
    assert.equal(await page.locator('[data-testid=rows] tbody tr').count(), 37);
    await shot(page, 'import-many-rows-zh');
  });
} finally { await browser.close(); }
assert.deepEqual(faults, []);
console.log('done');
