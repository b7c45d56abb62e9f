// People and forces, through the screens: from an incident the nearest team that is free is called, nobody answers on the first rung, the second comes;
// it is recalled and told so on the phone. Water drawn on the map sends villages to shelters; the plan is kept and printed village by village. Gravel is
// ordered and the lorries that take it are assigned. A way is looked up with its alternatives and printed.
//   BASE=http://127.0.0.1:PORT node relief.mjs     (SHOTS=folder keeps pictures); the demonstration's own people are at rest
import assert from 'node:assert/strict';
import { api, browser, check, person, shot, until } from './browser.mjs';

const desk = { width: 1440, height: 900 };
const list = async (page, path) => (await api(page, path)).body.items ?? [];
const idle = (page, what) => page.waitForSelector(`[data-testid=${what}][data-busy=false]`, { timeout: 60000 });
async function press(page, map, ...points) {
  const box = await page.locator(`[data-testid=${map}]`).boundingBox();
  for (const [x, y] of points) await page.mouse.click(box.x + box.width * x, box.y + box.height * y);
}

try {
  // Called: the team whose leader has a phone, from the incident's room.
  const officer = await person('gaowenlan', desk, '/incidents');
  const incident = (await list(officer, '/records/dike_incident?filter=state:ne:closed&sort=-found_at')).find((x) => x.geometry);
  assert.ok(incident, 'an incident is open');
  await officer.goto(`${check.base}/incidents/${incident.id}`);
  await officer.click('[data-testid=to-calls]', { timeout: 30000 });
  await officer.waitForSelector('[data-testid=helper]', { timeout: 60000 });
  const team = (await list(officer, '/records/rescue_team?filter=name:eq:江陵抗洪抢险一队')).at(0);
  const row = officer.locator(`[data-testid=helper][data-id="${team.id}"]`);
  const times = await officer.locator('[data-testid=helper] td:nth-child(4)').allTextContents();
  assert.ok(times.length > 3 && times.every((x, i) => i === 0 || x >= times[i - 1]), `the soonest stand first: ${times.join(' ')}`);
  await row.locator('[data-testid=helper-choose]').check();
  await officer.fill('[data-testid=call-text]', '带队抢筑围井');
  await shot(officer, 'calls');
  await officer.click('[data-testid=call-go]');
  const rings = officer.locator(`[data-testid=helper][data-id="${team.id}"] + [data-testid=helper-call]`);
  await until('the call rings', 20, async () => (await rings.count()) > 0);
  assert.match(await rings.textContent(), /石平川/, 'whom it rings is told');
  assert.ok(await row.locator('[data-testid=helper-choose]').isDisabled(), 'nobody is called twice');

  const leader = await person('shipingchuan', { width: 390, height: 844 }, '/m/');
  await leader.waitForSelector('text=带队抢筑围井', { timeout: 60000 });
  const [call] = await list(leader, `/records/callout?filter=helper:eq:${team.id}`);
  await leader.goto(`${check.base}/m/#/call/${call.id}`);
  await leader.waitForSelector('.callp .bb.p', { timeout: 30000 });
  await shot(leader, 'phone-call');
  await leader.click('.callp .bb.p');
  await until('the team comes', 30, async () => /可到/.test(await rings.textContent()));
  await shot(officer, 'calls-coming');

  // Taken back: who was coming is told, and knows.
  await rings.locator('[data-testid=recall]').click();
  await officer.fill('[data-testid=recall-why]', '险情已控制');
  await officer.locator('.ant-modal-confirm-btns .ant-btn-primary').click();
  await until('the recall rings', 20, async () => /已召回/.test(await rings.textContent()));
  await leader.waitForSelector('text=险情已控制', { timeout: 60000 });
  const told = (await list(leader, `/records/callout?filter=helper:eq:${team.id}`)).find((x) => x.fields.recalls);
  await leader.goto(`${check.base}/m/#/call/${told.id}`);
  await leader.waitForSelector('.callp .bb.p', { timeout: 30000 });
  await leader.click('.callp .bb.p');
  await until('the recall is known', 30, async () => /已签收/.test(await rings.textContent()));
  await shot(officer, 'calls-recalled');

  // People: water on the map, villages to shelters, a plan that is kept and printed.
  await officer.goto(`${check.base}/evacuation?incident=${incident.id}`);
  await officer.waitForSelector('[data-testid=evac-map] canvas', { timeout: 60000 });
  await officer.waitForTimeout(2500);
  await officer.click('[data-testid=evac-draw]');
  await press(officer, 'evac-map', [0.25, 0.2], [0.75, 0.2], [0.75, 0.75], [0.25, 0.75]);
  await officer.click('[data-testid=evac-done]');
  await officer.waitForSelector('[data-testid=evac-row]', { timeout: 60000 });
  await idle(officer, 'evacuate');
  assert.match(await officer.textContent('[data-testid=evac-gap]'), /与最优至多差 \d/, 'how far from the best is told');
  const villages = await officer.locator('[data-testid=evac-row]').count();
  await officer.locator('[data-testid=evac-row] button').first().click();
  await officer.waitForTimeout(1200);
  await shot(officer, 'evacuation');
  await officer.click('[data-testid=evac-by-shelter]');
  assert.ok(await officer.locator('[data-testid=evac-shelter]').count(), 'what each shelter takes is told');
  await officer.click('[data-testid=water-there]');
  await idle(officer, 'evacuate');
  await until('nobody drives through the water', 30, async () => (await officer.locator('[data-testid=evac-unplaced]').count()) > 0 || (await officer.locator('[data-testid=evac-row]').count()) < villages);
  await officer.click('[data-testid=water-before]');
  await idle(officer, 'evacuate');
  await officer.fill('[data-testid=evac-name]', '险情下游转移');
  await officer.click('[data-testid=evac-save]');
  await officer.waitForSelector('[data-testid=evac-kept]', { timeout: 60000 });
  const plan = await officer.getAttribute('[data-testid=evac-print]', 'href');
  await officer.goto(check.base + plan);
  await officer.waitForSelector('[data-testid=sheet-evacuation]', { timeout: 30000 });
  assert.ok(await officer.locator('[data-testid=sheet-evacuation]').count() >= 1);
  assert.ok(await officer.locator('[data-testid=way-sketch]').count(), 'the way is on the paper');
  await officer.emulateMedia({ media: 'print' });
  await shot(officer, 'evacuation-paper');
  await officer.emulateMedia({ media: 'screen' });

  // Gravel by the tonne, and the lorries that take it.
  await officer.goto(`${check.base}/dispatch?new=1`);
  const store = (await list(officer, '/records/store?filter=name:eq:郝穴防汛仓')).at(0);
  const [lon, lat] = store.geometry.coordinates;
  await officer.fill('[data-testid=need-to]', '围井点');
  await officer.fill('[data-testid=need-at]', `${(lon + 0.02).toFixed(5)}, ${(lat + 0.01).toFixed(5)}`);
  await officer.locator('[data-testid=need-line] select').selectOption('sand_gravel');
  await officer.locator('[data-testid=need-line] input').fill('14');
  await officer.click('[data-testid=propose]');
  await officer.waitForSelector('[data-testid=lorries]', { timeout: 60000 });
  assert.match(await officer.locator('[data-testid=lorries]').first().textContent(), /吨.*鄂D/, 'the load and the lorry that takes it are told');
  await shot(officer, 'dispatch-lorries');
  await officer.click('[data-testid=accept]');
  await officer.waitForSelector('[data-testid=order]', { timeout: 20000 });
  const order = (await api(officer, `/records/transfer_order/${new URL(officer.url()).searchParams.get('order')}`)).body.record;
  assert.ok(order.fields.vehicle, 'the order has its lorry');

  // A way with its alternatives, and its card.
  await officer.goto(`${check.base}/ways?from=${lon.toFixed(5)},${lat.toFixed(5)}&to=${(lon + 0.25).toFixed(5)},${(lat + 0.1).toFixed(5)}`);
  await officer.waitForSelector('[data-testid=way-choice]', { timeout: 60000 });
  await officer.waitForTimeout(1500);
  await shot(officer, 'ways');
  await officer.goto(check.base + await officer.getAttribute('[data-testid=print-card]', 'href'));
  await officer.waitForSelector('[data-testid=sheet-way]', { timeout: 30000 });
  assert.match(await officer.textContent('[data-testid=sheet-way]'), /生成路网/, 'generated roads say so on paper');
  await shot(officer, 'ways-paper');
  check.clean();
  console.log(`relief: ${team.label} called, coming, recalled; ${villages} assignments of villages kept and printed; gravel on ${order.fields.more_vehicles?.length ?? 0} further lorries; a way printed`);
} finally { await browser.close(); }
