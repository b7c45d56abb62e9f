// Takes the pictures of the guide from a running demonstration city, in both languages; ui/node_modules must be there.
//   cd ui && BASE=http://127.0.0.1:PORT node ../docs/guide/pictures.mjs [--design] [--only NAME,NAME]
// With --design it also takes those of docs/design/screens.
import { mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const require = createRequire(join(process.cwd(), 'package.json'));
const { chromium } = require('playwright-core');
const base = process.env.BASE ?? 'http://127.0.0.1:8080';
const here = import.meta.dirname;
const kDesk = { width: 1366, height: 768 };
const kPhone = { width: 390, height: 844 };
const kWide = { width: 1920, height: 1080 };

async function pressMap(page, map, points) {
  const box = await page.locator(`[data-testid=${map}]`).boundingBox();
  for (const [x, y] of points) await page.mouse.click(box.x + box.width * x, box.y + box.height * y);
}

// name, account, path, what must be there, size, what is done first
const guide = [
  ['duty', 'gaowenlan', '/', '[data-testid=queue-group], [data-testid=queue-row]', kDesk],
  ['intake', 'gaowenlan', '/intake', '[data-testid=intake]', kDesk, async (p) => { await p.fill('[data-testid=intake-line]', '718+350左岸堤脚外60米管涌，浑水带砂，口径8厘米，6人守护'); await p.waitForTimeout(1500); }],
  ['map', 'gaowenlan', '/map', '[data-testid=map-canvas] canvas', kDesk],
  ['figures', 'gaowenlan', '/figures/dike_incidents?by=kind', '[data-testid=figure-table]', kDesk],
  ['list', 'jiangling', '/r/task', '[data-testid=rows] tbody tr', kDesk, async (p) => { for (const n of [1, 2, 3]) await p.click(`[data-testid=rows] tbody tr:nth-child(${n}) input[type=checkbox]`); }],
  ['registers', 'admin', '/registers', '[data-testid=registers]', kDesk],
  ['import', 'xianghe', '/r/store/import', '[data-testid=import-page]', kDesk, async (p) => {
    await p.evaluate(() => sessionStorage.setItem('muster.ledger', 'real'));
    await p.reload();
    const lines = ['名称,类别,值班电话,盘点日期,库房面积（m²）,经度,纬度', '弥市镇防汛仓,防汛物资,0716-0000001,2026-07-01,320,112.10,30.22', '马山镇防汛仓,杂物,0716-0000002,2026-07-03,180,112.02,30.38', '川店镇防汛仓,综合,0716-0000003,2026-13-40,约200,112.05,30.47', '纪南镇防汛仓,防汛物资,0716-0000004,2026-07-05,260,112.20,30.41'];
    await p.setInputFiles('[data-testid=import-file]', { name: '乡镇仓库.csv', mimeType: 'text/csv', buffer: Buffer.from(`\ufeff${lines.join('\r\n')}`) });
    await p.waitForSelector('[data-testid=errors]');
  }],
  ['here', 'xianghe', '/map?layers=dike_section,gauge&at=112.33,30.075&zoom=12.4&spot=112.33185,30.07819&day=2026-08-20', '[data-testid=spot-card] [data-testid=lookup-row]', kDesk],
  ['burden', 'xianghe', '/burden?type=store', '[data-testid=burden-fields] tr.noread', kDesk, async (p) => {
    await p.evaluate(async (towns) => {
      sessionStorage.setItem('muster.ledger', 'real');
      const ask = async (path, body) => {
        const { csrf } = await (await fetch('/api/v1/session')).json();
        return (await fetch(`/api/v1/records/${path}`, body ? { method: 'POST', headers: { 'Content-Type': 'application/json', 'X-Muster-CSRF': csrf }, body: JSON.stringify(body) } : {})).json();
      };
      for (const town of towns) {
        const [place] = (await ask(`jurisdiction?ledger=real&limit=1&filter=${encodeURIComponent(`name:eq:${town}`)}`)).items;
        for (const kind of ['flood', 'relief']) await ask('store?ledger=real', { jurisdiction_id: place.id, fields: { name: `${town}${kind === 'flood' ? '防汛' : '救灾'}仓`, kind, forklifts: 1, area_m2: 200 } });
      }
    }, ['郝穴镇', '普济镇', '朱河镇']);
    await p.reload();
    await p.waitForSelector('[data-testid=burden-places]', { timeout: 60_000 });
    await p.waitForSelector('[data-testid=burden-fields] tr.noread');
  }],
  ['journal', 'admin', '/journal', 'main table', kDesk],
  ['phone-tasks', 'zhengjiafu', '/m/', '.phone main', kPhone],
  ['phone-report', 'zhengjiafu', '/m/#/report', '.phone textarea', kPhone, async (p) => { await p.fill('.phone textarea', '718+350 管涌 浑水带砂 口径8厘米 6人守'); await p.waitForTimeout(800); }],
  // Supply: the circle, a proposal with its lorries, calls, evacuation, a way, and the orders on the phone.
  ['circle', 'gaowenlan', '/circle', '[data-testid=circle][data-busy=false] [data-testid=covered-now]', kDesk, async (p) => { await p.waitForTimeout(6000); await p.waitForSelector('[data-testid=circle][data-busy=false]', { timeout: 90000 }); await p.waitForTimeout(1500); }],
  ['dispatch', 'gaowenlan', '/dispatch?new=1', '[data-testid=need-to]', kDesk, async (p) => {
    await p.fill('[data-testid=need-to]', '郝穴险情点'); await p.fill('[data-testid=need-at]', '112.42, 30.05'); await p.locator('[data-testid=need-line] select').selectOption('sand_gravel'); await p.locator('[data-testid=need-line] input').fill('14');
    await p.click('[data-testid=propose]'); await p.waitForSelector('[data-testid=lorries]', { timeout: 60000 }); await p.locator('[data-testid=proposal]').scrollIntoViewIfNeeded(); await p.waitForTimeout(800);
  }],
  ['calls', 'gaowenlan', '/callouts', '[data-testid=calls-map] canvas', kDesk, async (p) => { await p.waitForTimeout(2500); await pressMap(p, 'calls-map', [[0.45, 0.5]]); await p.waitForSelector('[data-testid=helper]', { timeout: 60000 }); await p.locator('[data-testid=helper-choose]').first().check(); await p.waitForTimeout(3500); }],
  ['evacuation', 'gaowenlan', '/evacuation', '[data-testid=evac-map] canvas', kDesk, async (p) => {
    await p.waitForTimeout(2500); await p.click('[data-testid=evac-draw]'); await pressMap(p, 'evac-map', [[0.42, 0.42], [0.5, 0.42], [0.5, 0.52], [0.42, 0.52]]); await p.click('[data-testid=evac-done]');
    await p.waitForSelector('[data-testid=evac-row]', { timeout: 60000 }); await p.waitForTimeout(3500);
  }],
  ['ways', 'gaowenlan', '/ways?from=112.40,30.05&to=112.75,30.0', '[data-testid=way-choice]', kDesk, async (p) => { await p.waitForTimeout(2500); }],
  ['phone-orders', 'duanlixin', '/m/#/orders', '.phone main', kPhone, async (p) => { await p.waitForTimeout(2500); }],
];
const design = [
  ['desk-zh', 'gaowenlan', '/', '[data-testid=queue-row]', kWide], ['nav-figures-zh', 'gaowenlan', '/figures/tasks?by=kind', '[data-testid=figure-table]', { width: 1440, height: 900 }],
  ['nav-map-zh', 'gaowenlan', '/map', '[data-testid=map-canvas] canvas', { width: 1440, height: 900 }],
  ['group-zh', 'gaowenlan', '/', '[data-testid=queue-group]', { width: 1440, height: 900 }, async (p) => { await p.click('[data-testid=queue-group]'); await p.waitForSelector('[data-testid=group-rows]'); await p.waitForTimeout(800); }],
  ['desk-phone-zh', 'gaowenlan', '/', '[data-testid=queue]', { width: 375, height: 812 }],
];

const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox', '--enable-unsafe-swiftshader', '--autoplay-policy=no-user-gesture-required'] });
async function take([name, account, path, there, viewport, first], lang, file) {
  const context = await browser.newContext({ viewport, locale: lang === 'en' ? 'en' : 'zh-CN', timezoneId: 'Asia/Shanghai' });
  await context.addInitScript((l) => { localStorage.setItem('muster.lang', l); localStorage.setItem('muster.tour', 'done'); localStorage.setItem('muster.theme', 'light'); }, lang);
  const answer = await context.request.post(`${base}/api/v1/session/demo`, { data: { account } });
  if (!answer.ok()) throw new Error(`${account}: ${answer.status()}`);
  const page = await context.newPage();
  await page.goto(base + path);
  await page.waitForSelector(there);
  await page.waitForTimeout(path.startsWith('/map') ? 4000 : 1500);
  if (first) await first(page);
  await page.screenshot(file.endsWith('.jpg') ? { path: file, type: 'jpeg', quality: 78 } : { path: file });
  await context.close();
  console.log(name, lang);
}
try {
  mkdirSync(join(here, 'pictures'), { recursive: true });
  const only = process.argv[process.argv.indexOf('--only') + 1]?.split(',');
  const wanted = process.argv.includes('--only') ? guide.filter(([name]) => only.includes(name)) : guide;
  for (const lang of ['zh', 'en']) for (const shot of wanted) await take(shot, lang, join(here, 'pictures', `${shot[0]}.${lang}.jpg`));
  if (process.argv.includes('--design')) for (const shot of design) await take(shot, 'zh', join(here, '../design/screens', `${shot[0]}.png`));
} finally { await browser.close(); }
