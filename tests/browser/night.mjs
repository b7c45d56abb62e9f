// The flood night in a real browser at speed, with different people signed in: the forecast leads to a signed level, the desk shows
// clocks, the sand boil at 718+350 is found and handled, a section leader sends a line from the phone, the wall shows the same rows.
//   BASE=http://127.0.0.1:PORT node night.mjs     (SHOTS=folder keeps pictures)
import assert from 'node:assert/strict';
import { api, browser, check, person, shot, shots, until } from './browser.mjs';

try {
  const desk = await person('gaowenlan', { width: 1920, height: 1080 }, '/');
  await desk.waitForSelector('[data-testid=queue]');
  assert.match(await desk.textContent('header'), /情景/, 'the scenario is marked');

  // The forecast of noon, the consultation, the signature, the receipts.
  const notice = await until('a signed level III notice', 120, async () => {
    const list = await api(desk, '/records/level_notice?filter=state:eq:signed&filter=level:eq:3');
    return list.body.items?.[0];
  });
  assert.match(notice.fields.document_no, /荆汛〔2026〕\d+号/, 'the notice has its number');
  const receipts = await until('receipts accepted', 60, async () => {
    const list = await api(desk, `/records/level_notice/${notice.id}/receipts`);
    return list.body.items.some((r) => r.state === 'accepted') && list.body.items;
  });
  assert.ok(receipts.length >= 11, 'every county command and basin sub-command is asked');
  const tasks = await api(desk, `/records/task?filter=about:eq:${notice.id}&limit=500`);
  assert.ok(tasks.body.total > 0 && tasks.body.total < 1000, `tasks go to what the gauge governs: ${tasks.body.total}`);
  await desk.waitForFunction(() => /三级/.test(document.querySelector('[data-testid=level-title]')?.textContent ?? ''), null, { timeout: 30000 });
  await shot(desk, 'desk-zh');

  // Every screen of the rail opens, in Chinese and in English.
  for (const lang of ['zh', 'en']) {
    for (const item of await desk.$$eval('[data-testid^=nav-]', (all) => all.map((a) => a.getAttribute('data-testid')))) {
      await desk.click(`[data-testid=${item}]`);
      await until(`${item} shows something in ${lang}`, 20, async () => ((await desk.textContent('main')) ?? '').length > 20);
      if (shots) await desk.waitForTimeout(1000);
      await shot(desk, `${item}-${lang}`);
    }
    await desk.click('[data-testid=me]');
    await desk.click(`.ant-dropdown-menu-item:has-text("${lang === 'zh' ? 'English' : '中文'}")`);
    await desk.waitForTimeout(500);
  }

  // 02:40: the sand boil, its clocks and reports.
  const incident = await until('the sand boil at 718+350', 200, async () => {
    const list = await api(desk, '/records/dike_incident?filter=stake:eq:718%2B350');
    return list.body.items?.[0];
  });
  const room = await until('the incident verified', 60, async () => {
    const r = await api(desk, `/records/dike_incident/${incident.id}/room`);
    return r.body.record.fields.verified_at && r.body;
  });
  assert.equal(room.report_receipts.filter((r) => r.fields.report_kind === 'first').length, 4, 'four receivers, four clocks');
  assert.ok(room.clocks.some((c) => c.fields.name === 'verify' && c.state === 'met'), 'the verification clock is met');
  assert.ok(room.timeline.length >= 3, 'the timeline writes itself');
  assert.ok(room.nearest.stores.length > 0 && room.nearest.stores[0].straight === false && room.nearest.stores[0].min > 0, 'nearest stores, in minutes by road');
  await desk.goto(`${check.base}/incidents/${incident.id}`);
  await desk.waitForTimeout(2500);
  await shot(desk, 'incident');

  // A section leader's line from the phone.
  const phone = await person('zhengjiafu', { width: 390, height: 844 }, '/m/');
  await phone.waitForSelector('nav.tab');
  await shot(phone, 'phone-home');
  await phone.goto(`${check.base}/m/#/report`);
  const text = `718+350 管涌 浑水 ${Date.now() % 100000} 6人守`;
  await phone.fill('textarea', text);
  await phone.click('button.bb.p.xl');
  const line = await until('the line on the server', 30, async () => {
    const list = await api(desk, '/records/line_report?sort=-recorded_at&limit=20');
    return list.body.items.find((l) => l.fields.text === text);
  });
  assert.equal(line.fields.facts.kind, 'sand_boil');
  assert.equal(line.fields.facts.stake, 718350);
  assert.equal(line.fields.facts.people, 6);

  const wall = await person('wall', { width: 3840, height: 1080 }, '/wall/');
  await wall.waitForTimeout(4000);
  assert.match(await wall.textContent('body'), /三级/, 'the wall shows the level');
  await shot(wall, 'wall');

  check.clean();
  console.log('the night went as it should');
} finally {
  await browser.close();
}
