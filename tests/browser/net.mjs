// The responsibility net through its screens, as the chief of the flood office: the planted holes are found from the figure and closed in
// their cells until the figure is zero; who was responsible on 2019-07-15 by a press on the map, by stake and by API, all three agreeing;
// a person leaves and the gaps are there at once, a liaison leaves and others sign from that day on.
//   BASE=http://127.0.0.1:PORT node net.mjs     (SHOTS=folder keeps pictures)
import assert from 'node:assert/strict';
import { api, browser, check, person, row, shot, until } from './browser.mjs';

const desk = { width: 1440, height: 900 };
const kStake = 718_350;
const kDay = '2019-07-15';
const real = { ledger: 'real' };
const step = async (what, does) => { const at = Date.now(); await does(); console.log(`ok  ${what} (${((Date.now() - at) / 1000).toFixed(1)} s)`); };

async function choose(page, id, text) {
  await page.click(`.ant-select:has(#${id})`);
  await page.keyboard.type(text);
  await page.locator(`.ant-select-dropdown:visible .ant-select-item-option:has-text("${text}")`).first().click();
}
const write = (page, method, path, body) => page.evaluate(async ([m, p, b]) => {
  const { csrf } = await (await fetch('/api/v1/session')).json();
  const r = await fetch(`/api/v1${p}?ledger=real`, { method: m, headers: { 'Content-Type': 'application/json', 'X-Muster-CSRF': csrf }, body: JSON.stringify(b) });
  return { status: r.status, body: await r.json() };
}, [method, path, body]);
async function create(page, type, fields, jurisdiction) {
  const { status, body } = await write(page, 'POST', `/records/${type}`, { fields, ...(jurisdiction ? { jurisdiction_id: jurisdiction } : {}) });
  assert.ok(status === 200 || status === 201, `${type}: ${status} ${JSON.stringify(body)}`);
  return body.record ?? body;
}
const holes = async (page) => (await api(page, '/net?only=hole', 'real')).body;
const figureValue = async (page) => Number((await page.textContent('[data-testid=figure-net_holes] .fig')).replace(/\D/g, ''));
async function openFigure(page) {
  await page.goto(`${check.base}/figures/net_holes`);
  await page.waitForSelector('[data-testid=figure-net_holes] .fig', { timeout: 30_000 });
}
/** Role → names, as the page shows them for one work. */
const shownNames = (page, work) => page.$$eval(`[data-work="${work}"] [data-testid=lookup-row]`, (rows) => rows.map((r) => r.textContent));
const namesOf = (here, work) => here.works.find((w) => w.id === work).cells.filter((c) => c.due).map((c) => c.people.map((p) => p.person_name).join());

try {
  const chief = await person('xianghe', desk, '/', { lang: 'zh', ...real });

  await step('the figure counts the holes that were planted, and opens them', async () => {
    const planted = (await holes(chief)).rows.flatMap((r) => r.cells.filter((c) => c.due && c.state !== 'held' && c.state !== 'none').map((c) => `${c.role} ${c.state}`));
    assert.ok(planted.includes('technical gap') && planted.includes('oversight expired'), planted.join());
    await openFigure(chief);
    assert.equal(await figureValue(chief), planted.length);
    await shot(chief, 'net-figure-zh');
    await chief.click('[data-testid=figure-net_holes] .fig');
    await chief.waitForSelector('[data-testid=net-matrix]');
    await until('only rows with a hole', 20, async () => (await chief.locator('[data-testid=net-row]').count()) === (await holes(chief)).rows.length);
    await shot(chief, 'net-holes-zh');
  });

  await step('each is closed in its cell, and the figure becomes zero', async () => {
    for (let left = (await holes(chief)).totals.holes; left > 0; left -= 1) {
      await chief.locator('[data-testid=cell-gap], [data-testid=cell-expired]').first().click();
      await chief.waitForSelector('[data-testid=net-fill]');
      await shot(chief, `net-cell-${left}-zh`);
      await chief.click('[data-testid=net-go]');
      await until('one hole less', 20, async () => (await holes(chief)).totals.holes === left - 1);
      await chief.waitForFunction((n) => document.querySelectorAll('[data-testid=cell-gap], [data-testid=cell-expired]').length === n, left - 1);
    }
    await openFigure(chief);
    await until('zero', 20, async () => (await figureValue(chief)) === 0);
    await shot(chief, 'net-zero-zh');
  });

  let section;
  await step('the lists of 2019 are entered: the technical person changed on 15 July', async () => {
    section = (await api(chief, `/net/here?stake=${kStake}`, 'real')).body.works[0];
    const held = await Promise.all(['周启明', '彭江潮', '夏雨禾', '高文澜'].map((name) => row(chief, 'person', `name:eq:${name}`)));
    const term = (role, who, from, to) => create(chief, 'responsibility', { work: section.id, role, person: who.id, from, to, basis: '荆汛〔2019〕8 号' }, section.jurisdiction_id);
    await term('administrative', held[0], '2019-04-01', '2019-10-31');
    await term('technical', held[1], '2019-04-01', '2019-07-14');
    await term('technical', held[2], kDay, '2019-10-31');
    await term('oversight', held[3], '2019-04-01', '2019-10-31');
  });

  await step('by stake, by a press on an empty spot of the map and by API: the same people', async () => {
    const byApi = (await api(chief, `/net/here?stake=${kStake}&at=${kDay}`, 'real')).body;
    const expected = ['周启明', '夏雨禾', '高文澜'];
    assert.deepEqual(namesOf(byApi, section.id), expected);

    await chief.goto(`${check.base}/responsibility?stake=${kStake}&at=${kDay}`);
    await chief.waitForSelector(`[data-testid=lookup] [data-work="${section.id}"] [data-testid=lookup-row]`);
    const byStake = await shownNames(chief, section.id);
    expected.forEach((name, i) => assert.ok(byStake[i].includes(name), `${byStake[i]} names ${name}`));
    await shot(chief, 'net-2019-stake-zh');

    // A spot some hundred metres beside the dike: nothing is drawn there.
    const { record } = (await api(chief, `/records/dike_section/${section.id}`, 'real')).body;
    const line = record.geometry.coordinates;
    const [lon, lat] = line[Math.floor(line.length / 2)];
    for (const lang of ['zh', 'en']) {
      const map = await person('xianghe', desk, `/map?layers=dike_section,gauge&at=${lon + 0.004},${lat + 0.004}&zoom=13`, { lang, ...real });
      await map.waitForSelector('[data-testid=map-canvas] canvas');
      await map.waitForFunction(() => /\d/.test(document.querySelector('[data-testid=layers]')?.textContent ?? ''));
      await until('the card of the spot', 30, async () => {
        await map.click('[data-testid=map-canvas] canvas');
        return (await map.locator('[data-testid=spot-card]').count()) > 0;
      });
      await map.fill('#here-day', kDay);
      await map.locator('#here-day').blur();
      await until('the people of that day', 20, async () => (await shownNames(map, section.id))[0]?.includes(expected[0]));
      const byPress = await shownNames(map, section.id);
      expected.forEach((name, i) => assert.ok(byPress[i].includes(name), `${byPress[i]} names ${name}`));
      const address = new URL(map.url()).searchParams;
      assert.equal(address.get('day'), kDay);
      const [x, y] = address.get('spot').split(',');
      assert.deepEqual(namesOf((await api(map, `/net/here?lon=${x}&lat=${y}&at=${kDay}`, 'real')).body, section.id), expected);
      await shot(map, `net-2019-map-${lang}`);
      // The address can be sent to somebody.
      await map.reload();
      await map.waitForSelector(`[data-testid=spot-card] [data-work="${section.id}"]`);
      assert.deepEqual(await shownNames(map, section.id), byPress);
      await map.context().close();
    }
  });

  await step('who holds the technical role leaves without a successor: the gaps are there at once, the open task moves', async () => {
    const leaver = await row(chief, 'person', 'name:eq:方牧之');
    const officer = await row(chief, 'person', 'name:eq:高文澜');
    const hour = (n) => new Date(Date.now() + n * 3_600_000).toISOString();
    const room = await row(chief, 'body', 'code:eq:city_flood_office');
    await create(chief, 'duty_shift', { body: room.id, date: (await holes(chief)).day, from: hour(-1), to: hour(12), leader: officer.id, main: officer.id }, room.jurisdiction_id);
    const task = await create(chief, 'task', { title: '加密巡查荆江大堤江陵段', kind: 'other', person: leaver.id }, section.jurisdiction_id);
    const before = (await holes(chief)).totals.gap;
    await chief.goto(`${check.base}/responsibility?stake=${kStake}`);
    await chief.waitForSelector('[data-testid=net-matrix]');
    await chief.locator('[data-testid=cell-held]', { hasText: '方牧之' }).first().click();
    await chief.locator('[data-testid=net-holder] button', { hasText: '离任' }).click();
    await chief.waitForSelector('[data-testid=replace-dialog]');
    await chief.fill('#rp-reason', '荆组干〔2026〕40 号');
    await shot(chief, 'net-leaves-zh');
    await chief.click('[data-testid=replace-go]');
    await chief.waitForSelector('[data-testid=replace-done]', { timeout: 30_000 });
    await shot(chief, 'net-left-zh');
    const done = await chief.textContent('[data-testid=replace-done]');
    const gaps = (await holes(chief)).totals.gap - before;
    assert.ok(gaps > 0);
    assert.match(done, new RegExp(`新增空缺 ${gaps} 处`));
    assert.ok(done.includes('加密巡查荆江大堤江陵段'));
    const { record } = (await api(chief, `/records/task/${task.id}`, 'real')).body;
    assert.equal(record.fields.person, officer.id, 'without successor and deputy: the duty room');
    await chief.click('.ant-modal-footer button');
    await until('the matrix shows them', 20, async () => (await chief.textContent('[data-testid=count-gap] b')) === String(before + gaps));
    await openFigure(chief);
    await until('the figure counts them', 20, async () => (await figureValue(chief)) === before + gaps);
  });

  await step('a liaison leaves: from that day another signs, earlier days stay as they were', async () => {
    const leaver = await row(chief, 'person', 'name:eq:陶一苇');
    const successor = await row(chief, 'person', 'name:eq:陆远舟');
    const signed = async (id, day) => (await api(chief, `/net/here?stake=${kStake}&at=${day}`, 'real')).body.works[0].cells[0].people[0].liaison === id;
    const { day } = await holes(chief);
    assert.ok(await signed(leaver.id, day));
    await chief.goto(`${check.base}/responsibility`);
    await chief.click('[data-testid=to-replace]');
    await choose(chief, 'rp-person', '陶一苇');
    await choose(chief, 'rp-with', '陆远舟');
    await chief.fill('#rp-reason', '调离县政府办');
    await chief.click('[data-testid=replace-go]');
    await chief.waitForSelector('[data-testid=done-liaisons]', { timeout: 30_000 });
    await shot(chief, 'net-liaison-zh');
    assert.match(await chief.textContent('[data-testid=done-liaisons]'), /改由他人 [1-9]\d* 项/);
    assert.ok(await signed(successor.id, day));
    assert.ok(await signed(leaver.id, '2026-08-20'));
  });

  await step('on a phone, in English', async () => {
    const phone = await person('xianghe', { width: 390, height: 844 }, `/responsibility?stake=${kStake}&at=${kDay}`, { lang: 'en', ...real });
    await phone.waitForSelector('[data-testid=lookup-row]');
    assert.ok(await phone.evaluate(() => document.documentElement.scrollWidth - innerWidth) <= 0, 'does not scroll sideways');
    await shot(phone, 'net-phone-en');
    await phone.goto(`${check.base}/map?spot=112.4,30.05&day=${kDay}`);
    await phone.waitForSelector('[data-testid=spot-card]');
    await shot(phone, 'net-map-phone-en');
  });

  check.clean();
  console.log('net: holes closed, 2019 answered three ways, leavers replaced');
} finally { await browser.close(); }
