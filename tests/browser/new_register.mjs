// A register that is only YAML, used at once: form, list, map, import, tiles, features, search, figures. The administrator gives the role to
// the chief of the flood office, who then does it all; whoever has no right sees nothing of it.
//   BASE=http://127.0.0.1:PORT node new_register.mjs     (SHOTS=folder keeps pictures); the city has tests/browser/new_register
import assert from 'node:assert/strict';
import { api, browser, check, person, row, shot, until } from './browser.mjs';

const desk = { width: 1440, height: 900 };
const real = { ledger: 'real' };
const kImported = 2100;  // beyond 2,000 rows the map draws from tiles
const kSpot = [112.24, 30.32];
const step = async (what, does) => { const at = Date.now(); await does(); console.log(`ok  ${what} (${((Date.now() - at) / 1000).toFixed(1)} s)`); };
const today = () => new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10);
const patch = (page, path, version, fields) => page.evaluate(async ([p, v, f]) => {
  const { csrf } = await (await fetch('/api/v1/session')).json();
  return (await fetch(`/api/v1${p}?ledger=real`, { method: 'PATCH', headers: { 'Content-Type': 'application/json', 'X-Muster-CSRF': csrf, 'If-Match': `"${v}"` }, body: JSON.stringify({ fields: f }) })).status;
}, [path, version, fields]);
async function choose(page, id, text) {
  await page.click(`.ant-select:has(#${id})`);
  await page.locator('.ant-select-dropdown:visible .ant-select-item-option', { hasText: text }).first().click();
}
function csv() {
  const lines = ['编号,名称,类别,可闻半径（m）,上次试鸣,管护单位,经度,纬度'];
  for (let i = 1; i <= kImported; i++) {
    const n = String(i).padStart(4, '0');
    lines.push(`JB-${n},演示警报点${n},${['电动', '电声', '车载'][i % 3]},${500 + (i % 10) * 100},${today().slice(0, 8)}01,街道办,${(112.0 + (i % 60) / 100).toFixed(4)},${(29.9 + Math.floor(i / 60) / 100).toFixed(4)}`);
  }
  return { name: '警报器.csv', mimeType: 'text/csv', buffer: Buffer.from(`\ufeff${lines.join('\r\n')}\r\n`) };
}

try {
  const admin = await person('admin', desk, '/registers', { lang: 'zh', ...real });
  await step('the administrator gives the new role to a post', async () => {
    const post = await row(admin, 'post', 'code:eq:city_flood_office_director');
    assert.equal(await patch(admin, `/records/post/${post.id}`, post.version, { roles: [...post.fields.roles, 'siren_office'] }), 200);
  });
  const chief = await person('xianghe', desk, '/registers', { lang: 'zh', ...real });

  let first = '';
  await step('form: the fields are asked for by their titles, and a wrong value is named at its field', async () => {
    await chief.fill('[data-filter]', '警报器');
    await chief.click('a[href="/r/siren"]');
    await chief.goto(`${check.base}/r/siren/new`);
    await chief.waitForSelector('[data-testid=new-record]');
    await chief.fill('#f-code', 'JB-9001');
    await chief.fill('#f-name', '沙市江边警报器');
    await choose(chief, 'f-kind', '电声');
    await chief.fill('#f-heard_m', '50');
    await chief.fill('#f-tried_on', today());
    await chief.fill('.formrow[data-field=geometry] .field', kSpot.join(', '));
    await chief.click('[data-testid=save]');
    await chief.waitForSelector('[data-field=heard_m] [role=alert]');
    await shot(chief, 'siren-form-zh');
    await chief.fill('#f-heard_m', '1500');
    await chief.click('[data-testid=save]');
    await chief.waitForURL(/\/r\/siren\/[0-9a-f-]{36}$/);
    first = chief.url().split('/').at(-1);
    await chief.waitForSelector('[data-testid=object]');
    await shot(chief, 'siren-object-zh');
  });

  await step('list: its columns in both languages', async () => {
    for (const [lang, title] of [['zh', '可闻半径'], ['en', 'Heard within']]) {
      const page = await person('xianghe', desk, '/r/siren', { lang, ...real });
      await page.waitForSelector('[data-testid=rows] tbody tr:has-text("JB-9001")');
      assert.ok((await page.textContent('[data-testid=rows] thead')).includes(title));
      await shot(page, `siren-list-${lang}`);
      await page.context().close();
    }
  });

  await step('map: a layer of its own, a press on its symbol opens its card', async () => {
    await chief.goto(`${check.base}/map?layers=siren&at=${kSpot.join(',')}&zoom=13`);
    await chief.waitForSelector('[data-testid=map-canvas] canvas');
    await until('the card', 40, async () => {
      await chief.click('[data-testid=map-canvas] canvas');
      return (await chief.textContent('[data-testid=card]')).includes('沙市江边警报器');
    });
    await shot(chief, 'siren-map-zh');
  });

  await step('import: the template knows it, 2,100 rows come in by the wizard', async () => {
    await chief.goto(`${check.base}/r/siren/import`);
    const [template] = await Promise.all([chief.waitForEvent('download'), chief.click('[data-testid=template]')]);
    assert.match(template.suggestedFilename(), /警报器.*\.xlsx$/);
    await chief.setInputFiles('[data-testid=import-file]', csv());
    await chief.waitForSelector('[data-testid=write]', { timeout: 60_000 });
    await shot(chief, 'siren-import-zh');
    await chief.click('[data-testid=write]');
    await chief.waitForSelector('[data-testid=outcome][data-state=done]', { timeout: 120_000 });
    assert.equal(Number((await chief.textContent('[data-count=created] b')).replace(/\D/g, '')), kImported);
  });

  await step('tiles: with so many rows the map is drawn from them', async () => {
    const bytes = [];
    const page = await person('xianghe', desk, '/registers', { lang: 'en', ...real });
    page.on('response', async (r) => { if (/\/tiles\/siren\/\d+\/\d+\/\d+\.mvt/.test(r.url())) bytes.push((await r.body().catch(() => Buffer.alloc(0))).length); });
    await page.goto(`${check.base}/map?layers=siren&at=112.3,30.1&zoom=10`);
    await page.waitForFunction(() => /2,?101/.test(document.querySelector('[data-testid=layers]')?.textContent ?? ''));
    await until('tiles with content', 30, async () => bytes.some((n) => n > 200));
    await until('drawn', 30, () => page.evaluate(() => document.querySelector('[data-testid=map-canvas] canvas') !== null));
    await shot(page, 'siren-tiles-en');
    const json = await page.evaluate(async () => (await fetch('/tiles/siren.json?ledger=real')).json());
    assert.ok(json.vector_layers.some((l) => l.id === 'siren' && 'heard_m' in l.fields));
    await page.context().close();
  });

  await step('features: a collection of OGC API, with filters and coordinate systems', async () => {
    const get = (path) => chief.evaluate(async (p) => (await fetch(p)).json(), path);
    assert.ok((await get('/ogc/features/collections?ledger=real')).collections.some((c) => c.id === 'siren'));
    const one = await get('/ogc/features/collections/siren/items?ledger=real&code=JB-9001');
    assert.deepEqual(one.features.map((f) => [f.properties.name, f.geometry.coordinates]), [['沙市江边警报器', kSpot]]);
    assert.equal((await get('/ogc/features/collections/siren/items?ledger=real&limit=1')).numberMatched, kImported + 1);
  });

  await step('search: by a part of the name, by initials, by code', async () => {
    await chief.goto(`${check.base}/registers`);
    await chief.waitForSelector('[data-testid=registers]');
    for (const words of ['江边警报', 'ssjbjbq', 'JB-9001']) {
      await chief.keyboard.press('Control+k');
      await chief.fill('[data-testid=palette]', words);
      await chief.waitForSelector('.hits li:has-text("沙市江边警报器")');
      await shot(chief, 'siren-search-zh');
      await chief.keyboard.press('Escape');
      await chief.waitForSelector('[data-testid=palette]', { state: 'detached' });
    }
  });

  await step('figures: counted, split by kind, and each opens its rows', async () => {
    await chief.goto(`${check.base}/figures/sirens_tried?period=${today().slice(0, 7)}&by=kind`);
    await chief.waitForSelector('[data-testid=figure-sirens_tried] .fig');
    assert.equal(Number((await chief.textContent('[data-testid=figure-sirens_tried] .fig')).replace(/\D/g, '')), kImported + 1);
    await chief.waitForSelector('[data-testid=figure-table]:has-text("车载")');
    await shot(chief, 'siren-figure-zh');
    await chief.click('[data-testid=figure-sirens_tried] .fig');
    await chief.waitForSelector('[data-testid=rows] tbody tr');
  });

  await step('who has no right sees nothing of it', async () => {
    const other = await person('jiangling', desk, '/registers', { lang: 'zh', ...real });
    assert.equal((await api(other, `/records/siren/${first}`, 'real')).status, 404);
    assert.equal((await api(other, '/records/siren?limit=1', 'real')).body.total, 0);
    const guest = await (await browser.newContext()).request.get(`${check.base}/api/v1/records/siren?ledger=real`);
    assert.equal(guest.status(), 401);
  });

  check.clean();
  console.log('new register: form, list, map, import, tiles, features, search, figures');
} finally { await browser.close(); }
