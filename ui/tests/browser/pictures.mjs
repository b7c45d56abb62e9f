// Pictures of every screen for docs/design/screens, small (WebP), from a running demonstration city in the middle of its night:
//   BASE=http://127.0.0.1:PORT OUT=../docs/design/screens node tests/browser/pictures.mjs [NAME…]
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const require = createRequire(join(process.cwd(), 'package.json'));
const { chromium } = require('playwright-core');
const { BASE: base, OUT: out = '.' } = process.env;
const only = process.argv.slice(2);
const [desk, full, phone, small] = [{ width: 1440, height: 900 }, { width: 1920, height: 1080 }, { width: 390, height: 844 }, { width: 1366, height: 768 }];
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox', '--enable-unsafe-swiftshader', '--autoplay-policy=no-user-gesture-required'] });
const contexts = new Map();

async function page(who, size, lang, theme) {
  const key = [who, size.width, lang, theme].join();
  if (!contexts.has(key)) {
    const context = await browser.newContext({ viewport: size, timezoneId: 'Asia/Shanghai', colorScheme: theme === 'dark' ? 'dark' : 'light' });
    await context.addInitScript(([l, m]) => { localStorage.setItem('muster.lang', l); localStorage.setItem('muster.theme', m); localStorage.setItem('muster.tour', 'done'); localStorage.setItem('muster.phone.theme', m); }, [lang, theme]);
    if (who !== 'guest') assert.equal((await context.request.post(`${base}/api/v1/session/demo`, { data: { account: who } })).status(), 200, who);
    contexts.set(key, context);
  }
  return contexts.get(key).newPage();
}
async function take(name, { who = 'gaowenlan', path = '/', size = desk, lang = 'zh', theme = 'light', ready = null, before = async () => {} }) {
  if (only.length && !only.includes(name)) return;
  const p = await page(who, size, lang, theme);
  try {
    await p.goto(base + path);
    await p.waitForFunction(() => !document.querySelector('[aria-busy=true]') && document.body.textContent.length > 60, null, { timeout: 30_000 });
    if (ready) await p.waitForSelector(ready, { timeout: 30_000 });
    await before(p);
    await p.waitForTimeout(2500);
    await p.evaluate(() => document.activeElement?.blur?.());
    const cdp = await p.context().newCDPSession(p);
    const { data } = await cdp.send('Page.captureScreenshot', { format: 'webp', quality: 72 });
    writeFileSync(join(out, `${name}.webp`), Buffer.from(data, 'base64'));
    console.log(`${name}  ${Math.round(Buffer.byteLength(data, 'base64') / 1024)} KB`);
  } catch (e) { console.log(`${name}  FAILED ${String(e.message).split('\n')[0]}`); process.exitCode = 1; } finally { await p.close(); }
}

try {
  const asker = await page('gaowenlan', desk, 'zh', 'light');
  const first = async (list) => (await (await asker.request.get(`${base}/api/v1/records/${list}${list.includes('?') ? '&' : '?'}limit=1&ledger=scenario:flood`)).json()).items[0]?.id;
  const incident = await first('dike_incident?filter=stake:eq:718%2B350');
  const section = await first('dike_section');
  assert.ok(incident, 'the night has come to its sand boil');
  const row = `[data-testid=queue-row][data-type=dike_incident]`;

  await take('sign-in', { who: 'guest' });
  await take('desk-dark', { size: full, theme: 'dark', path: `/?item=${incident}`, ready: row });
  await take('desk-en', { size: full, theme: 'dark', lang: 'en', path: `/?item=${incident}`, ready: row });
  await take('desk-1366', { size: small, path: `/?item=${incident}`, ready: row });
  await take('keys', { ready: row, before: (p) => p.keyboard.press('?') });
  await take('palette', { ready: row, before: async (p) => { await p.keyboard.press('Control+k'); await p.keyboard.type('zjf'); } });
  await take('intake', { path: '/intake', before: async (p) => { await p.fill('[data-testid=intake-line]', '718+350左岸堤脚外60米管涌，浑水带砂，口径8厘米，6人守护'); await p.fill('[data-testid=intake-caller]', '周铁生'); await p.waitForSelector('[data-testid=facts-read]'); } });
  await take('map', { path: '/map', before: (p) => p.waitForTimeout(4000) });
  await take('consultation', { size: full, path: '/consultation', ready: '[data-testid=receipt]' });
  await take('consultation-1366', { size: small, lang: 'en', path: '/consultation', ready: '[data-testid=receipt]' });
  await take('warnings', { path: '/warnings', ready: '[data-testid=callout]' });
  await take('incidents', { path: '/incidents' });
  await take('incident', { size: full, path: `/incidents/${incident}` });
  await take('incident-en-dark', { size: full, lang: 'en', theme: 'dark', path: `/incidents/${incident}` });
  await take('incident-review', { path: `/incidents/${incident}`, before: (p) => p.click('[data-testid=tab-review]') });
  await take('plans', { path: '/plans' });
  await take('deployment', { path: '/deployment' });
  await take('tasks', { path: '/tasks' });
  await take('responsibility', { path: '/responsibility', ready: '[data-testid=net-counts]' });
  await take('responsibility-holes', { path: '/responsibility?state=hole', ready: '[data-testid=net-counts]', before: (p) => p.locator('[data-testid=cell-gap]').first().click() });
  await take('circle', { path: '/circle', before: async (p) => { await p.waitForTimeout(4000); await p.click('[data-testid=day]'); await p.waitForSelector('[data-testid=day][aria-pressed=true]'); await p.waitForTimeout(40_000); } });
  await take('stores', { path: '/stores' });
  await take('dispatch-need', { path: `/dispatch?incident=${incident}`, before: async (p) => { await p.waitForSelector('[data-testid=propose]:not(:disabled)', { timeout: 20_000 }); await p.fill('#need-when', '2026-08-20 07:00'); await p.click('[data-testid=propose]', { timeout: 20_000 }); await p.waitForSelector('[data-testid=proposal]', { timeout: 30_000 }); } });
  await take('figures', { path: '/figures/dike_incidents', ready: '.chart canvas, .figbody' });
  await take('registers', { path: '/registers' });
  await take('list', { path: '/r/task' });
  await take('form', { path: `/incidents/${incident}`, before: async (p) => { await p.click('[data-testid=give-task]'); await p.waitForSelector('#f-title'); await p.fill('#f-title', '砂石料 30 吨到 718+350'); await p.fill('#f-deadline', '后天'); await p.click('[data-testid=save]'); } });
  await take('object', { path: `/r/dike_section/${section}` });
  await take('journal', { path: '/journal' });
  await take('logbook', { path: '/logbook' });
  await take('brief', { path: '/brief' });
  await take('zero', { path: '/zero' });
  await take('messages', { path: '/messages' });
  await take('import', { who: 'admin', path: '/r/person/import', before: (p) => p.evaluate(() => { sessionStorage.setItem('muster.ledger', 'real'); location.reload(); }) });
  await take('print-deployment', { path: '/print/deployment/now', size: { width: 1280, height: 900 } });
  await take('phone-tasks', { who: 'zhengjiafu', size: phone, path: '/m/' });
  await take('phone-report', { who: 'zhengjiafu', size: phone, path: '/m/#/report', before: async (p) => { await p.context().setOffline(true); await p.fill('textarea', '718+350堤脚外60米 管涌 浑水 6人守'); } });
  await take('phone-en', { who: 'luoyanqiu', size: { width: 360, height: 640 }, lang: 'en', theme: 'dark', path: '/m/' });
  await take('wall', { who: 'wall', size: { width: 3840, height: 1080 }, theme: 'dark', path: '/wall/', before: (p) => p.waitForTimeout(4000) });
  await take('wall-1920', { who: 'wall', size: full, theme: 'dark', path: '/wall/', before: (p) => p.waitForTimeout(4000) });
} finally { await browser.close(); }
