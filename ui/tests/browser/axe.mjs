// Every desk screen, the phone and the wall in both languages: no WCAG A/AA fault, nothing wider than the window at 1366×768.
//   BASE=http://127.0.0.1:PORT node tests/browser/axe.mjs [--short]
// --short: each screen once, in turn Chinese light, Chinese dark and English.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const require = createRequire(join(process.cwd(), 'package.json'));
const { chromium } = require('playwright-core');
const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
const base = process.env.BASE;
const desk = ['/', '/intake', '/map', '/map?spot=112.33185,30.07819&day=2026-08-20', '/consultation', '/warnings', '/incidents', '/deployment', '/tasks', '/circle', '/stores', '/dispatch', '/responsibility', '/plans', '/figures', '/burden?type=store', '/registers', '/journal', '/logbook', '/brief', '/zero', '/messages', '/r/task', '/r/task/new', '/r/dike_section'];
// Others than the duty officer see these, or nobody at all.
const others = [['admin', '/r/person/import'], ['jianshuwen', '/r/warning/new?origin=own'], ['shenyibai', '/warnings'], ['guest', '/']];
const wide = { width: 1366, height: 768 };
const screens = [...desk.map((path) => ['gaowenlan', path, wide]), ...others.map(([who, path]) => [who, path, wide]), ['zhengjiafu', '/m/', { width: 390, height: 844 }], ['zhengjiafu', '/m/#/report', { width: 360, height: 640 }], ['duanlixin', '/m/#/orders', { width: 360, height: 640 }], ['wall', '/wall/', { width: 1920, height: 1080 }]];
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox', '--enable-unsafe-swiftshader'] });
const short = process.argv.includes('--short');
const found = [];
try {
  // An incident's room, a record and a sheet to print, of whatever the city has now.
  const first = await browser.newContext();
  await first.request.post(`${base}/api/v1/session/demo`, { data: { account: 'gaowenlan' } });
  const incident = (await (await first.request.get(`${base}/api/v1/records/dike_incident?limit=1&ledger=scenario:flood`)).json()).items[0].id;
  await first.close();
  screens.push(...[`/incidents/${incident}`, `/r/dike_incident/${incident}`, '/print/deployment/now'].map((path) => ['gaowenlan', path, wide]));
  for (const lang of ['zh', 'en']) {
    for (const theme of lang === 'zh' ? ['light', 'dark'] : ['light']) {
      const contexts = new Map();
      const turn = lang === 'en' ? 2 : theme === 'dark' ? 1 : 0;
      for (const [account, path, viewport] of screens.filter((_, i) => !short || i % 3 === turn)) {
        const key = `${account} ${viewport.width}`;
        if (!contexts.has(key)) {
          const context = await browser.newContext({ viewport, timezoneId: 'Asia/Shanghai' });
          await context.addInitScript(([l, m]) => { localStorage.setItem('muster.lang', l); localStorage.setItem('muster.theme', m); }, [lang, theme]);
          if (account !== 'guest') {
            const answer = await context.request.post(`${base}/api/v1/session/demo`, { data: { account } });
            assert.equal(answer.status(), 200, account);
          }
          contexts.set(key, context);
        }
        const page = await contexts.get(key).newPage();
        await page.goto(base + path);
        await page.waitForFunction(() => (document.querySelector('main')?.textContent ?? document.body.textContent ?? '').length > 12 && !document.querySelector('[aria-busy=true]'), null, { timeout: 45_000 }).catch(() => found.push(`${lang} ${theme} ${path}: does not come to rest`));
        await page.waitForTimeout(700);
        const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        if (over > 0) found.push(`${lang} ${path}: ${over} px too wide`);
        await page.evaluate(axe);
        const { violations } = await page.evaluate(() => globalThis.axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'], exclude: [['canvas']] }));
        for (const v of violations) found.push(`${lang} ${theme} ${path}: ${v.id} ×${v.nodes.length} ${v.nodes[0].html.slice(0, 140)}`);
        await page.close();
      }
      for (const c of contexts.values()) await c.close();
    }
  }
  assert.deepEqual(found, []);
  console.log(`axe: no fault on ${screens.length} screens`);
} finally { await browser.close(); }
