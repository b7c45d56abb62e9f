// The flood night done by its people, each signed in as themselves in a browser of their own, through the screens and nothing else:
// alarm → consultation → checked and signed notice → receipt → the task on the leader's phone → a line from a phone without signal and
// a telephone call typed while it lasts → verified, measured, gravel on the road → the first report approved by another and sent to
// four receivers → under control, watched, closed → the month's figures have changed by exactly what happened.
//   BASE=http://127.0.0.1:PORT node people.mjs     (SHOTS=folder keeps pictures); the demonstration's own people are at rest
import assert from 'node:assert/strict';
import { api, browser, check, person, shot, until } from './browser.mjs';

const desk = { width: 1600, height: 1000 };
const field = (page, name) => page.locator(`.ant-modal [data-field=${name}]`);

async function choose(page, id, text) {
  await page.click(`.ant-select:has(#${id})`);
  await page.keyboard.type(text);
  await page.locator(`.ant-select-dropdown:visible .ant-select-item-option:has-text("${text}")`).first().click();
}

/** One step of the record that the page shows: its button, what it asks, and the confirmation. */
async function step(page, move, fields = {}) {
  await page.locator(`[data-testid=do-${move}]`).first().click({ timeout: 20000 });
  await page.waitForSelector(`[data-testid=move-${move}]`);
  for (const [name, value] of Object.entries(fields)) {
    if (await field(page, name).locator('.ant-select').count()) await choose(page, `m-${name}`, value);
    else await field(page, name).locator('input, textarea').first().fill(String(value));
  }
  await page.click(`[data-testid=move-${move}] >> xpath=ancestor::div[contains(@class,"ant-modal")] >> [data-testid=move-confirm]`);
  await page.waitForSelector(`[data-testid=move-${move}]`, { state: 'detached', timeout: 15000 }).catch(async () => {
    assert.fail(`${move}: ${(await page.locator('.ant-modal [role=alert], .ant-modal [data-testid=error]').allTextContents()).join(' | ')}`);
  });
}

const first = async (page, path) => (await api(page, path)).body.items?.[0];
const figure = async (page, name, period) => (await api(page, `/figures/${name}?period=${period}&jurisdiction=`)).body.value;

try {
  const officer = await person('gaowenlan', desk, '/');
  await officer.waitForSelector('[data-testid=queue]');
  const now = await officer.evaluate(async () => (await (await fetch('/api/v1/session')).json()).ledgers?.find((l) => l.id === 'scenario:flood')?.city_now);
  const month = String(now ?? '2026-08').slice(0, 7);
  const before = await figure(officer, 'dike_incidents', month);

  // The forecast of noon passes a stage: the alarm has a clock, the officer acknowledges it from the queue.
  const alarm = await until('an alarm that advises a level', 90, () => first(officer, '/records/alarm?filter=state:eq:active&filter=proposed_level:eq:3'));
  await officer.goto(`${check.base}/r/alarm/${alarm.id}`);
  await step(officer, 'acknowledge');
  await until('the clock of the alarm met', 20, async () => (await first(officer, `/records/clock?filter=about:eq:${alarm.id}&filter=name:eq:acknowledge`))?.state === 'met');

  // Consultation, decision, the notice checked by one, signed by another.
  const director = await person('xianghe', desk, '/consultation');
  const proposal = await until('the proposal', 30, () => first(director, '/records/consultation?filter=state:eq:proposed'));
  await director.goto(`${check.base}/consultation/${proposal.id}`);
  await step(director, 'convene', { chair: '顾长风' });
  await shot(director, 'people-consultation');
  await step(director, 'decide', { judgement: '预报与实测相符，沙市将过警戒并持续两日', decision: '按预案定为三级，上足劳力', decided_level: '三级', level_change: '启动' });
  const engineer = await person('pengjiangchao', desk, `/consultation/${proposal.id}`);
  await step(engineer, 'check');
  const deputy = await person('guchangfeng', desk, `/consultation/${proposal.id}`);
  await step(deputy, 'sign');
  const notice = await until('the signed notice', 20, () => first(officer, '/records/level_notice?filter=state:eq:signed&filter=level:eq:3'));
  assert.match(notice.fields.document_no, /荆汛〔2026〕\d+号/);
  await deputy.goto(`${check.base}/consultation/${proposal.id}`);
  await deputy.waitForSelector('[data-testid=receipt]');
  await shot(deputy, 'people-signed');

  // A county receipts the notice for its headquarters; it cannot do so for another.
  const county = await person('jiangling', desk, '/');
  const receipts = (await api(county, `/records/level_notice/${notice.id}/receipts`)).body.items;
  const own = await until('the county\'s receipt', 20, async () => {
    for (const one of receipts) {
      const seen = await api(county, `/records/receipt/${one.id}`);
      if (seen.status === 200 && seen.body.moves.includes('accept')) return one;
    }
    return null;
  });
  await county.goto(`${check.base}/r/receipt/${own.id}`);
  await step(county, 'accept', { passed_on: '已传达到各乡镇，主要领导到堤' });
  await until('the receipt counted', 20, async () => (await api(officer, `/records/level_notice/${notice.id}`)).body.record.fields.receipts_met >= 1);

  // The section leader takes the task on the phone.
  const leader = await person('zhengjiafu', { width: 390, height: 844 }, '/m/');
  await leader.waitForSelector('nav.tab');
  const task = await until('the leader\'s task', 40, async () => {
    const mine = await api(leader, '/me/tasks');
    return mine.body.rows?.map((r) => r.record).find((r) => r.type === 'task' && r.fields.about === notice.id);
  });
  await leader.reload();
  await leader.waitForSelector('nav.tab');
  await shot(leader, 'people-phone-tasks');
  // A ladder may have called by now: the call is answered, the task is taken.
  while (await leader.locator('main button:has-text("应答")').count()) {
    const calls = await leader.locator('main button:has-text("应答")').count();
    await leader.locator('main button:has-text("应答")').first().click();
    await until('the call answered', 20, async () => (await leader.locator('main button:has-text("应答")').count()) < calls);
  }
  await leader.locator('main button:has-text("受领")').first().click();
  await until('the task accepted from the phone', 30, async () => {
    const mine = await api(officer, `/records/task?filter=about:eq:${notice.id}&filter=state:eq:accepted`);
    return mine.body.items.some((r) => r.fields.accepted_by === task.fields.person || r.fields.person === task.fields.person);
  });

  // Without signal the line waits on the phone; the call of a patroller is typed while it lasts.
  await leader.goto(`${check.base}/m/#/report`);
  await leader.waitForSelector('textarea');
  await leader.context().setOffline(true);
  const said = '718+350堤脚外60米 管涌 浑水带砂 口径8厘米 6人守';
  await leader.fill('textarea', said);
  await leader.click('button.bb.p.xl');
  await leader.waitForTimeout(1500);
  await shot(leader, 'people-phone-offline');
  assert.equal((await api(officer, '/records/line_report?sort=-recorded_at&limit=5')).body.items.some((l) => l.fields.text === said), false, 'nothing has left the phone');

  await officer.goto(`${check.base}/intake`);
  await officer.fill('[data-testid=intake-line]', '周铁生电话 荆江大堤718+350 堤脚外60米 管涌 浑水 6人守');
  await officer.waitForSelector('[data-testid=facts-read]');
  await officer.fill('[data-testid=intake-caller]', '周铁生');
  await officer.waitForTimeout(800);
  await shot(officer, 'people-intake');
  await officer.click('[data-testid=intake-open]');
  const incident = await until('the incident', 20, () => first(officer, '/records/dike_incident?filter=stake:eq:718%2B350&sort=-recorded_at'));
  await leader.context().setOffline(false);
  await until('the line has come when there is signal again', 60, async () => (await api(officer, '/records/line_report?sort=-recorded_at&limit=10')).body.items.some((l) => l.fields.text === said));

  // The room: received, verified, first measure; the reports have four receivers and their own clocks.
  const room = `${check.base}/incidents/${incident.id}`;
  const state = async () => (await api(officer, `/records/dike_incident/${incident.id}`)).body.record.state;
  await officer.goto(room);
  if ((await state()) === 'found') await step(officer, 'receive');
  await step(officer, 'verify', { grade: '重点' });
  await step(officer, 'measure', { measures: '砂袋围井两层，井内铺砂石反滤' });
  await shot(officer, 'people-room');
  const asked = await until('four receivers', 20, async () => {
    const rows = (await api(officer, `/records/report_receipt?filter=about:eq:${incident.id}&filter=report_kind:eq:first&limit=50`)).body.items;
    return rows.length >= 4 && rows;
  });
  await officer.click('[data-testid=tab-papers]');
  await officer.click('[data-testid=draft-report]');
  await officer.click('[data-testid=submit-report]');
  const report = await until('the report submitted', 20, () => first(officer, `/records/report?filter=about:eq:${incident.id}&filter=state:eq:submitted`));
  const chief = await person('zhouqiming', desk, `/r/report/${report.id}`);
  await step(chief, 'approve');
  await officer.goto(`${check.base}/r/report/${report.id}`);
  await step(officer, 'send');
  // By telephone the receiver's officer is told and named; what is sent in writing is acknowledged the same way.
  for (const row of asked) {
    const one = (await api(officer, `/records/report_receipt/${row.id}`)).body;
    if (!one.moves.includes('acknowledge')) continue;
    await officer.goto(`${check.base}/r/report_receipt/${row.id}`);
    await step(officer, 'acknowledge', { receipt_by: '对方值班员' });
  }
  const told = (await api(officer, `/records/report_receipt?filter=about:eq:${incident.id}&filter=report_kind:eq:first&limit=50`)).body.items;
  assert.ok(told.every((r) => r.state === 'acknowledged' && r.fields.receipt_by === '对方值班员'), 'each receiver by name');

  // Gravel from the nearest store: a task to its keeper, who takes it, leaves and delivers.
  await officer.goto(room);
  await officer.click('[data-testid=give-task]');
  await officer.waitForSelector('[data-testid=save]');
  await officer.fill('#f-title', '砂石料 30 吨到 718+350');
  await choose(officer, 'f-kind', '物资');
  await choose(officer, 'f-person', '段立新');
  await officer.click('[data-testid=save]');
  const gravel = await until('the task of the keeper', 20, () => first(officer, `/records/task?filter=about:eq:${incident.id}`));
  const keeper = await person('duanlixin', desk, `/r/task/${gravel.id}`);
  await step(keeper, 'accept');
  await step(keeper, 'depart');
  await step(keeper, 'finish', { answer: '30 吨到位' });

  // Under control, watched, closed by the office; the review shows each clock.
  await officer.goto(room);
  await step(officer, 'control');
  await step(officer, 'watch');
  await director.goto(room);
  await step(director, 'close', { conclusion: '围井反滤，出清水三日，险情解除' });
  await until('closed', 20, async () => (await state()) === 'closed');
  await director.goto(room);
  await director.click('[data-testid=tab-review]');
  await shot(director, 'people-after');
  const review = (await api(director, `/records/dike_incident/${incident.id}/room`)).body;
  for (const name of ['verify', 'first_measure', 'control']) {
    assert.equal(review.clocks.find((c) => c.fields.name === name)?.state, 'met', `the clock ${name} is met`);
  }
  assert.ok(review.record.fields.figures, 'closing freezes the figures');
  const after = await figure(officer, 'dike_incidents', month);
  assert.equal(after, before + 1, 'the month has exactly one incident more');

  // Who has no part in it may not: the publicity section reads what it may and moves nothing.
  const viewer = await person('viewer', desk, '/');
  const refused = await viewer.evaluate(async ([id, csrf]) => (await fetch(`/api/v1/records/dike_incident/${id}/moves/worsen?ledger=scenario:flood`, { method: 'POST', headers: { 'Content-Type': 'application/json', 'X-CSRF-Token': csrf }, body: '{"fields":{"measures":"x"}}' })).status, [incident.id, 'none']);
  assert.ok([403, 404].includes(refused), `a viewer is refused: ${refused}`);

  check.clean();
  console.log('the people did the night');
} finally {
  await browser.close();
}
