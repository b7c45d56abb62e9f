// Every kind of write through the screens of a demonstration city: a form for each type, edit, conflict, refusal at the field in the
// reader's language, no network, an expired sign-in, attachments, a place on the map, moves on many rows. Nothing typed is ever lost.
//   BASE=http://127.0.0.1:PORT node tests/browser/writes.mjs [--types]
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const require = createRequire(join(process.cwd(), 'package.json'));
const { chromium } = require('playwright-core');
const base = process.env.BASE;
const ledger = 'scenario:flood';
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox', '--disable-quic', '--enable-unsafe-swiftshader'] });
const faults = [];

async function person(account, lang = 'zh') {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, timezoneId: 'Asia/Shanghai' });
  await context.addInitScript((l) => { localStorage.setItem('muster.lang', l); localStorage.setItem('muster.tour', 'done'); }, lang);
  const page = await context.newPage();
  page.on('pageerror', (e) => faults.push(`${account}: ${e.message}`));
  page.on('response', (r) => { if (r.status() >= 500) faults.push(`${account}: ${r.status()} ${r.url()}`); });
  const answer = await context.request.post(`${base}/api/v1/session/demo`, { data: { account } });
  assert.equal(answer.status(), 200, `${account} signs in`);
  page.csrf = (await answer.json()).csrf;
  await page.goto(`${base}/registers`);
  await page.waitForSelector('[data-testid=registers]');
  return page;
}
const ask = (page, path) => page.evaluate(async (p) => (await fetch(p)).json(), `${base}/api/v1${path}${path.includes('?') ? '&' : '?'}ledger=${encodeURIComponent(ledger)}`);
const patch = (page, type, id, version, fields) => page.evaluate(async ([url, csrf, v, body]) => (await fetch(url, { method: 'PATCH', headers: { 'Content-Type': 'application/json', 'X-Muster-CSRF': csrf, 'If-Match': `"${v}"` }, body })).status,
  [`${base}/api/v1/records/${type}/${id}?ledger=${encodeURIComponent(ledger)}`, page.csrf, version, JSON.stringify({ fields })]);
const step = async (what, does) => { const at = Date.now(); await does(); console.log(`ok  ${what} (${((Date.now() - at) / 1000).toFixed(1)} s)`); };
const goTo = async (page, path, wait) => { await page.goto(base + path); await page.waitForSelector(wait); };
const alerts = (page, field) => page.textContent(`[data-field=${field}] [role=alert]`);

async function choose(page, id, text) {
  await page.click(`#${id}`);
  if (text) await page.fill(`#${id}`, text);
  const option = page.locator('.ant-select-dropdown:not(.ant-select-dropdown-hidden) .ant-select-item-option').first();
  await option.waitFor({ timeout: 8000 });
  await option.click();
  // A choice of many stays open; the next list must not be mistaken for this one.
  await page.keyboard.press('Escape');
  await page.waitForFunction(() => !document.querySelector('.ant-select-dropdown:not(.ant-select-dropdown-hidden)'));
}

const places = { point: '112.30, 30.30', line: '112.30, 30.30\n112.31, 30.31', area: '112.30, 30.30\n112.31, 30.30\n112.31, 30.31' };
const serial = String(Date.now()).slice(-6);
async function give(page, f) {
  const id = `f-${f.name}`;
  switch (f.kind) {
    case 'choice': case 'multi_choice': case 'boolean': case 'reference': case 'references': case 'person': case 'jurisdiction': return choose(page, id, f.to === '*' ? '荆' : '');
    case 'number': case 'integer': case 'money': return page.fill(`#${id}`, String(Math.max(f.min ?? 1, Math.min(1, f.max ?? 1))));
    case 'stake': return page.fill(`#${id}`, '718+350');
    case 'duration': return page.fill(`#${id}`, '30m');
    case 'date': return page.fill(`#${id}`, '2026-08-20');
    case 'instant': return page.fill(`#${id}`, '2026-08-20 02:31');
    case 'attachment': return page.setInputFiles(`#${id}`, { name: 'a.txt', mimeType: 'text/plain', buffer: Buffer.from('a') });
    case 'json': return page.fill(`#${id}`, ['attendees', 'items', 'others'].includes(f.name) ? '水利局 彭江潮' : '{}');
    default: return page.fill(`#${id}`, f.max_length && f.max_length < 12 ? serial.slice(0, f.max_length) : `试${serial}${f.name.slice(0, 3)}`);
  }
}

/** Opens the form of a type, gives what it asks for, saves; the record's page must follow. */
async function create(page, type) {
  await page.evaluate((l) => sessionStorage.setItem('muster.ledger', l), type.shared ? 'real' : ledger);
  await goTo(page, `/r/${type.name}/new`, '[data-testid=new-record]');
  if (type.place !== 'none') await page.fill('.formrow[data-field=geometry] .field', places[type.place]);
  for (let round = 0; round < 3 && page.url().endsWith('/new'); round++) {
    const wanted = await page.$$eval('.formrow[data-field]:has(.req), .formrow[data-field]:has(> [role=alert])', (rows) => rows.filter((r) => {
      const input = r.querySelector('input, textarea');
      return input && !r.querySelector('.ant-select-content-has-value, .ant-select-selection-item') && input.value === '';
    }).map((r) => r.getAttribute('data-field')));
    for (const name of wanted) { const f = type.fields.find((x) => x.name === name); if (f) await give(page, f); }
    await page.click('[data-testid=save]');
    await page.waitForURL((u) => !u.pathname.endsWith('/new'), { timeout: 4000 }).catch(() => {});
  }
  assert.ok(!page.url().endsWith('/new'), `${type.name} is created: ${await page.$$eval('[role=alert]', (a) => a.map((x) => x.textContent).join('; '))}`);
}

try {
  const officer = await person('gaowenlan');
  const incidents = (await ask(officer, '/records/dike_incident?limit=10&sort=-found_at')).items;
  const incident = incidents[0];

  await step('an edit is kept by the server', async () => {
    await goTo(officer, `/r/dike_incident/${incident.id}`, '[data-testid=edit]');
    await officer.click('[data-testid=edit]');
    await officer.fill('#f-aperture_cm', '9');
    await officer.click('[data-testid=save]');
    await officer.waitForSelector('[data-testid=edit]');
    assert.equal((await ask(officer, `/records/dike_incident/${incident.id}`)).record.fields.aperture_cm, 9);
  });

  await step('a refused value is named at its field, in both languages, and stays', async () => {
    for (const [lang, words] of [['zh', /[一-鿿]/], ['en', /^[^一-鿿]+$/]]) {
      const page = lang === 'zh' ? officer : await person('gaowenlan', 'en');
      await goTo(page, `/r/dike_incident/${incident.id}`, '[data-testid=edit]');
      await page.click('[data-testid=edit]');
      await page.fill('#f-aperture_cm', '999999');
      await page.click('[data-testid=save]');
      await page.waitForSelector('[data-field=aperture_cm] [role=alert]');
      assert.match(await alerts(page, 'aperture_cm'), words);
      assert.equal(await page.inputValue('#f-aperture_cm'), '999999');
      await page.click('.ma .btn:not(.p)');
      if (lang === 'en') await page.context().close();
    }
  });

  await step('somebody saved first: both values are shown, the choice is saved', async () => {
    await goTo(officer, `/r/dike_incident/${incident.id}`, '[data-testid=edit]');
    await officer.click('[data-testid=edit]');
    await officer.fill('#f-aperture_cm', '11');
    const { record } = await ask(officer, `/records/dike_incident/${incident.id}`);
    assert.equal(await patch(officer, 'dike_incident', incident.id, record.version, { aperture_cm: 10 }), 200);
    await officer.click('[data-testid=save]');
    await officer.waitForSelector('[data-testid=conflict]');
    assert.match(await officer.textContent('[data-testid=conflict]'), /10.*11/s);
    await officer.click('.ant-modal-footer .ant-btn-primary');
    await officer.waitForSelector('[data-testid=edit]');
    assert.equal((await ask(officer, `/records/dike_incident/${incident.id}`)).record.fields.aperture_cm, 11);
  });

  await step('without network what was typed stays, and is sent once', async () => {
    const title = `断网任务${serial}`;
    await goTo(officer, `/r/task/new?about=${incident.id}`, '[data-testid=new-record]');
    await officer.fill('#f-title', title);
    await choose(officer, 'f-kind');
    await officer.context().setOffline(true);
    await officer.click('[data-testid=save]');
    await officer.waitForSelector('[data-testid=error]');
    await officer.click('[data-testid=save]');
    await officer.waitForTimeout(300);
    assert.equal(await officer.inputValue('#f-title'), title);
    await officer.context().setOffline(false);
    await officer.click('[data-testid=save]');
    await officer.waitForURL((u) => !u.pathname.endsWith('/new'));
    assert.equal((await ask(officer, `/records/task?q=${encodeURIComponent(title)}`)).total, 1);
  });

  await step('an expired sign-in asks again over the form; the text is still there and is saved', async () => {
    const title = `登录过期${serial}`;
    await goTo(officer, `/r/task/new?about=${incident.id}`, '[data-testid=new-record]');
    await officer.fill('#f-title', title);
    await choose(officer, 'f-kind');
    await officer.context().clearCookies();
    await officer.click('[data-testid=save]');
    await officer.click('[data-testid=demo-again]');
    await officer.waitForSelector('[data-testid=demo-again]', { state: 'hidden' });
    assert.equal(await officer.inputValue('#f-title'), title);
    await officer.click('[data-testid=save]');
    await officer.waitForURL((u) => !u.pathname.endsWith('/new'));
    officer.csrf = (await ask(officer, '/session')).csrf;
  });

  await step('a move asks for what it needs, takes an attachment and an instant in city time', async () => {
    const id = officer.url().split('/').pop();
    await officer.waitForSelector('[data-testid=object]');
    await officer.click('[data-testid=do-decline]');
    await officer.click('[data-testid=move-confirm]');
    await officer.waitForSelector('[data-testid=move-decline] [data-field=reason] [role=alert]');
    await officer.click('.ant-modal-footer .btn:not([data-testid])');
    await officer.click('[data-testid=do-finish]');
    await officer.fill('#m-answer', '已办，附照片');
    await officer.fill('#m-at', '08-20 02:31');
    await officer.setInputFiles('#m-evidence', { name: '现场.txt', mimeType: 'text/plain', buffer: Buffer.from('现场') });
    await officer.waitForSelector('[data-testid=move-finish] a[href*=attachments]');
    await officer.click('[data-testid=move-confirm]');
    await officer.waitForSelector('[data-testid=move-finish]', { state: 'hidden' });
    const { record } = await ask(officer, `/records/task/${id}`);
    assert.equal(record.state, 'done');
    assert.ok(record.fields.evidence, 'the attachment hangs on the record');
    assert.equal(Date.parse(record.fields.done_at), Date.parse('2026-08-20T02:31:00+08:00'));
  });

  await step('a place is pressed on the map', async () => {
    await goTo(officer, `/r/task/new?about=${incident.id}&title=x`, '[data-testid=new-record]');
    await officer.click('[data-field=geometry] .btn');
    await officer.waitForSelector('.ant-modal canvas');
    await officer.waitForTimeout(2500);
    const box = await (await officer.$('.ant-modal canvas')).boundingBox();
    await officer.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
    await officer.waitForTimeout(300);
    await officer.click('.ant-modal-footer .ant-btn-primary');
    assert.match(await officer.inputValue('[data-field=geometry] .field'), /^1\d\d\.\d+, \d\d\.\d+$/);
  });

  await step('one move on many rows: a line of result for each', async () => {
    for (const n of [1, 2, 3]) {
      await goTo(officer, `/r/task/new?about=${incident.id}&n=${n}`, '[data-testid=new-record]');
      await officer.fill('#f-title', `批量${serial}-${n}`);
      await choose(officer, 'f-kind');
      await officer.click('[data-testid=save]');
      await officer.waitForURL((u) => !u.pathname.endsWith('/new'));
    }
    await goTo(officer, `/r/task?q=${encodeURIComponent(`批量${serial}`)}`, '[data-testid=rows] tbody tr');
    await officer.click('[data-testid=rows] thead input[type=checkbox]');
    await officer.click('[data-testid=bulk-accept]');
    await officer.click('[data-testid=bulk-go]');
    await officer.waitForFunction(() => document.querySelectorAll('.bulklines li').length === 3 && [...document.querySelectorAll('.bulklines li')].every((l) => /已办/.test(l.textContent)));
    await officer.click('[data-testid=bulk-close]');
    assert.ok((await ask(officer, `/records/task?q=${encodeURIComponent(`批量${serial}`)}`)).items.every((r) => r.state === 'accepted'));
  });

  await step('Escape leaves a field and never the page', async () => {
    await goTo(officer, '/r/task/new', '[data-testid=new-record]');
    await officer.click('#f-kind');
    await officer.keyboard.press('Escape');
    await officer.fill('#f-title', '按了退出键');
    await officer.keyboard.press('Escape');
    await officer.waitForTimeout(300);
    assert.match(officer.url(), /\/r\/task\/new$/);
  });

  if (process.argv.includes('--types')) {
    const admin = await person('admin');
    const model = await ask(admin, '/model');
    const { may } = await ask(admin, '/session');
    const can = (verbs) => verbs?.includes('create') || verbs?.includes('*');
    const tried = new Set();
    const failed = [];
    // What a type needs to refer to comes first, where there is none yet.
    const ensure = async (type) => {
      if (!type || tried.has(type.name) || type.retired || !can(may[type.name] ?? may['*'])) return;
      tried.add(type.name);
      for (const f of type.fields.filter((x) => x.required && ['reference', 'references'].includes(x.kind) && x.to && x.to !== '*')) {
        if ((await ask(admin, `/records/${f.to}?limit=1`)).total === 0) await ensure(model.types[f.to]);
      }
      await step(`a new ${type.name}`, () => create(admin, type)).catch((e) => { failed.push(`${type.name}: ${e.message.split('\n')[0]}`); });
    };
    for (const type of Object.values(model.types)) await ensure(type);
    console.log(`${tried.size} types tried`);
    assert.deepEqual(failed, [], 'each type is created by its form');
  }
  assert.deepEqual(faults, [], 'no page faults and no answers of 500');
  console.log('writes: all seen');
} finally {
  await browser.close();
}
