// The first minutes at the desk: the tour shows itself once, follows, and stays away when left; sound that the browser blocks is said
// so by a bar with one button, and where the browser lets it sound there is no bar; `?` lists the keys.
//   BASE=http://127.0.0.1:PORT node tests/browser/first_run.mjs
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const require = createRequire(join(process.cwd(), 'package.json'));
const { chromium } = require('playwright-core');
const base = process.env.BASE;

async function desk(policy) {
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox', '--enable-unsafe-swiftshader', `--autoplay-policy=${policy}`] });
  const context = await browser.newContext({ viewport: { width: 1920, height: 1080 }, timezoneId: 'Asia/Shanghai' });
  const answer = await context.request.post(`${base}/api/v1/session/demo`, { data: { account: 'gaowenlan' } });
  assert.equal(answer.status(), 200);
  const page = await context.newPage();
  await page.goto(base);
  return { browser, page, find: await finder(context, page) };
}

/** Finds without running script in the page: script run from here counts as a press of the user and would let the sound out. */
async function finder(context, page) {
  const cdp = await context.newCDPSession(page);
  return async (selector) => {
    for (let tries = 0; tries < 100; tries++) {
      const { root } = await cdp.send('DOM.getDocument');
      const { nodeId } = await cdp.send('DOM.querySelector', { nodeId: root.nodeId, selector });
      if (nodeId) { const { model } = await cdp.send('DOM.getBoxModel', { nodeId }); return { x: (model.content[0] + model.content[4]) / 2, y: (model.content[1] + model.content[5]) / 2 }; }
      await new Promise((done) => setTimeout(done, 200));
    }
    return null;
  };
}

{
  const { browser, page, find } = await desk('document-user-activation-required');
  try {
    const button = await find('[data-testid=sound-blocked] button');
    assert.ok(button, 'the bar says that sound is blocked');
    await page.mouse.click(button.x, button.y);
    await page.waitForSelector('[data-testid=sound-blocked]', { state: 'detached' });
    assert.match(await page.textContent('[data-testid=sound]'), /声音已试 \d\d:\d\d/);
    for (let n = 2; n <= 5; n++) {
      await page.click('[data-testid=tour-next]');
      await page.waitForFunction((want) => document.querySelector('[data-testid=tour]')?.textContent?.includes(want), `${n}/5`);
      await page.waitForSelector('.toured');
      if (n === 3) { await page.reload(); await page.waitForSelector('[data-testid=tour]'); assert.match(await page.textContent('[data-testid=tour]'), /3\/5/, 'it goes on where it was'); }
    }
    await page.click('[data-testid=tour-end]');
    await page.reload();
    await page.waitForSelector('[data-testid=header]');
    await page.waitForTimeout(500);
    assert.equal(await page.$('[data-testid=tour]'), null, 'it does not come back');
    await page.keyboard.press('?');
    await page.waitForSelector('.ant-modal kbd');
  } finally { await browser.close(); }
}
{
  const { browser, page } = await desk('no-user-gesture-required');
  try {
    await page.waitForSelector('[data-testid=queue]');
    await page.waitForTimeout(2500);
    assert.equal(await page.$('[data-testid=sound-blocked]'), null, 'no bar where sound is free');
  } finally { await browser.close(); }
}
console.log('first run: all seen');
