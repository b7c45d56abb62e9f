// Supplies on real roads, through the screens: water drawn on the map shrinks the circle at once and names who is cut off → where a
// store would help → the water put on record and taken off again → a need → a proposal that says why → ordered by another → loaded,
// driven and handed over on a phone without signal, one sack short and told why → stock and movements have changed by what was loaded.
//   BASE=http://127.0.0.1:PORT node circle.mjs     (SHOTS=folder keeps pictures); the demonstration's own people are at rest
import assert from 'node:assert/strict';
import { api, browser, check, person, shot, until } from './browser.mjs';

const desk = { width: 1440, height: 900 };
const goods = 'woven_bag';
const list = async (page, path) => (await api(page, path)).body.items ?? [];
const record = async (page, id) => (await api(page, `/records/transfer_order/${id}`)).body.record;

async function step(page, move, fields = {}) {
  await page.locator(`[data-testid=do-${move}]`).first().click({ timeout: 20000 });
  const dialog = page.locator(`.ant-modal:has([data-testid=move-${move}])`);
  for (const [name, value] of Object.entries(fields)) await dialog.locator(`[data-field=${name}] input, [data-field=${name}] textarea`).first().fill(value);
  await dialog.locator('[data-testid=move-confirm]').click();
  await page.waitForSelector(`[data-testid=move-${move}]`, { state: 'detached', timeout: 15000 }).catch(async () => assert.fail(`${move}: ${(await dialog.allTextContents()).join(' | ')}`));
}
const settled = (page) => page.waitForSelector('[data-testid=circle][data-busy=false]', { timeout: 60000 });
const covered = async (page) => Number(await page.getAttribute('[data-testid=covered-now]', 'data-people'));
/** Presses on the map at shares of its width and height. */
async function press(page, ...points) {
  const box = await page.locator('[data-testid=circle-map]').boundingBox();
  for (const [x, y] of points) await page.mouse.click(box.x + box.width * x, box.y + box.height * y);
}

try {
  const officer = await person('gaowenlan', desk, '/circle');
  await officer.waitForSelector('[data-testid=covered-now]', { timeout: 60000 });
  await settled(officer);
  await officer.waitForTimeout(1500);
  const before = await covered(officer);
  const outBefore = await officer.locator('[data-testid=uncovered]').count();
  assert.ok(before > 0, 'somebody is reached before the flood');
  assert.ok((await officer.textContent('[data-testid=attribution]')).trim().length > 0, 'the source of the roads is told');
  await shot(officer, 'circle-before');

  // Drawn on the map and felt at once.
  await officer.click('[data-testid=draw-flood]');
  await press(officer, [0.3, 0.3], [0.52, 0.28], [0.5, 0.52], [0.32, 0.5]);
  await officer.click('[data-testid=draw-done]');
  await until('the circle under water', 30, async () => (await officer.locator('[data-testid=loss]').count()) > 0 && (await covered(officer)) < before);
  await settled(officer);
  const after = await covered(officer);
  const rows = await officer.locator('[data-testid=coverage] tbody tr').evaluateAll((all) => all.map((r) => ({ out: r.dataset.testid === 'uncovered', name: r.querySelector('td').textContent })));
  const firstIn = rows.findIndex((r) => !r.out);
  assert.ok(rows.filter((r) => r.out).length > outBefore, 'more places are cut off, by name');
  assert.ok(rows.slice(firstIn < 0 ? rows.length : firstIn).every((r) => !r.out), 'who is not reached stands first');
  assert.ok(await officer.locator('[data-testid=circle-map-before]').count(), 'before and after lie over each other');
  await officer.focus('[data-testid=compare]');
  await officer.keyboard.press('Home');
  assert.equal(await officer.inputValue('[data-testid=compare]'), '0', 'the border between them moves');
  await shot(officer, 'circle-flooded');

  await officer.click('[data-testid=circle-tab-siting]');
  await officer.click('[data-testid=k-2]');
  await officer.click('[data-testid=find-sites]');
  await officer.waitForSelector('[data-testid=site]', { timeout: 60000 });
  assert.ok((await officer.locator('[data-testid=site]').count()) <= 2);
  await shot(officer, 'circle-siting');

  // On record the water counts for everybody; taken off, the circle is whole again.
  await officer.click('[data-testid=save-closure]');
  await officer.fill('#closure-road', '试画淹没区');
  await officer.click('[data-testid=save-closure-go]');
  await officer.waitForSelector('[data-testid=save-closure-form]', { state: 'detached', timeout: 15000 });
  await until('the circle with the water on record', 30, async () => (await officer.locator('[data-testid=drawn]').count()) === 0 && (await covered(officer)) === after);
  const closure = (await list(officer, '/records/road_closure?filter=state:eq:active&q=试画')).at(0);
  assert.equal(closure?.geometry.type, 'Polygon');
  await officer.goto(`${check.base}/r/road_closure/${closure.id}`);
  await step(officer, 'reopen');
  await officer.goto(`${check.base}/circle`);
  await officer.waitForSelector('[data-testid=covered-now]', { timeout: 60000 });
  await until('the circle whole again', 30, async () => (await covered(officer)) === before);

  // A need, and who meets it.
  const store = (await list(officer, '/records/store?filter=name:eq:郝穴防汛仓')).at(0);
  const [lon, lat] = store.geometry.coordinates;
  await officer.goto(`${check.base}/dispatch?new=1`);
  await officer.fill('[data-testid=need-to]', '郝穴下游抢险点');
  await officer.fill('[data-testid=need-at]', `${(lon + 0.02).toFixed(5)}, ${(lat + 0.01).toFixed(5)}`);
  await officer.locator('[data-testid=need-line] select').selectOption(goods);
  await officer.locator('[data-testid=need-line] input').fill('500');
  await officer.click('[data-testid=propose]');
  await officer.waitForSelector('[data-testid=proposed]', { timeout: 30000 });
  assert.match(await officer.locator('[data-testid=proposed]').first().textContent(), /郝穴防汛仓.*分/, 'the nearest store sends, and when it comes is told');
  assert.ok(await officer.locator('[data-testid=others] tr').count(), 'why the others do not is told');
  await shot(officer, 'dispatch-proposal');
  await officer.click('[data-testid=accept]');
  await officer.waitForSelector('[data-testid=order]', { timeout: 15000 });
  const id = new URL(officer.url()).searchParams.get('order');
  assert.equal((await record(officer, id)).state, 'proposal');
  assert.equal((await list(officer, `/records/stock_reservation?filter=order:eq:${id}&filter=state:eq:held`)).length, 1, 'the stock is held at once');

  // Ordered by another person, in the name of the headquarters and with a number of its series.
  const director = await person('guchangfeng', desk, `/dispatch?order=${id}`);
  await step(director, 'order');
  const ordered = await record(director, id);
  assert.equal(ordered.state, 'ordered');
  assert.ok(ordered.fields.order_no, 'the order of use has a number');

  // The paper's code, read by the phone that loads.
  await director.goto(`${check.base}/print/transfer_order/${id}`);
  const code = await director.locator('[data-testid=qr]').screenshot();
  await shot(director, 'dispatch-paper');
  const phone = await person('duanlixin', { width: 390, height: 844 }, '/m/');
  await phone.goto(`${check.base}/m/#/orders`);
  await phone.waitForSelector('[data-testid=order]', { timeout: 30000 });
  await phone.evaluate(() => navigator.serviceWorker?.ready);
  await phone.click('[data-testid=scan]');
  await phone.setInputFiles('[data-testid=scan-photo]', { name: 'code.png', mimeType: 'image/png', buffer: code });
  await phone.waitForSelector('[data-testid=scan-text]', { state: 'detached', timeout: 20000 });
  const card = phone.locator('[data-testid=order]').first();
  assert.match(await card.textContent(), /郝穴下游抢险点/, 'the scanned order stands first');
  await card.locator('[data-testid=step-accept]').click();
  await until('accepted', 20, async () => (await record(director, id)).fields.accepted_at);

  // From here without signal: loaded, departed, handed over one short.
  await phone.context().setOffline(true);
  await card.locator('[data-testid=step-load]').click();
  await phone.locator('[data-testid=count-row] input').first().fill('480');
  await phone.locator('[data-testid=vehicle]').selectOption({ index: 1 });
  await shot(phone, 'phone-load');
  await phone.click('[data-testid=count-send]');
  await card.locator('[data-testid=step-depart]').click();
  await card.locator('[data-testid=step-receive]').click();
  await phone.locator('[data-testid=count-row] input').first().fill('479');
  assert.ok(await phone.locator('[data-testid=count-send]').isDisabled(), 'a difference without a reason does not go');
  await phone.fill('[data-testid=why]', '一条破损');
  await phone.click('[data-testid=count-send]');
  await until('three steps wait on the phone', 10, async () => (await card.locator('.pend').count()) === 3);
  await shot(phone, 'phone-waiting');
  assert.equal((await record(director, id)).state, 'ordered', 'nothing has reached the server yet');

  await phone.context().setOffline(false);
  await until('the order received', 60, async () => (await record(director, id)).state === 'received');
  const [line] = await list(director, `/records/transfer_item?filter=order:eq:${id}`);
  assert.deepEqual([line.fields.loaded, line.fields.received, line.fields.variance, line.fields.variance_why], [480, 479, -1, '一条破损']);

  // The stock has changed by what was loaded, once.
  const moved = await list(director, `/records/stock_movement?filter=order:eq:${id}`);
  assert.deepEqual(moved.map((x) => [x.fields.kind, x.fields.quantity]), [['issue', 480]]);
  const [item] = await list(director, `/records/stock_item?filter=store:eq:${store.id}&filter=goods:eq:${goods}`);
  await officer.goto(`${check.base}/stores?store=${store.id}`);
  await until('the stock on the screen', 20, async () => (await officer.locator('[data-testid=stock-row]').allTextContents()).some((x) => x.includes((item.fields.quantity - 480).toLocaleString('en-US'))));
  assert.ok(await officer.locator('[data-testid=movement]').count(), 'the movement is told');
  await shot(officer, 'stores-after');
  check.clean();
  console.log(`circle: ${before} → ${after} reached under water and back; order ${ordered.fields.order_no} handed over on a phone without signal, 480 loaded, 479 received`);
} finally { await browser.close(); }
