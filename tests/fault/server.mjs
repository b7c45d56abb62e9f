// A muster server that tests start, speak to and kill.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';

export const LEDGER = 'scenario:flood';

export class Server {
  constructor(muster, city, { speed = 600, under = [], env = {} } = {}) {
    Object.assign(this, { muster, city, speed, under, env, base: '', people: new Map(), process: null });
    process.once('exit', () => this.process?.kill('SIGKILL'));  // a test that fails leaves no server behind
  }

  // `under`: words before the command (strace …). Gives the process when it serves.
  async start() {
    this.people.clear();
    const words = [...this.under, this.muster, 'serve', '--data', this.city, '--listen', '127.0.0.1:0', '--speed', String(this.speed)];
    const process_ = spawn(words[0], words.slice(1), { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, MUSTER_DEMO_AUTOPILOT: 'false', ...this.env } });
    this.process = process_;
    let said = '';
    process_.stderr.on('data', (d) => { said = (said + d).slice(-4000); });
    this.base = await new Promise((done, failed) => {
      let out = '';
      process_.stdout.on('data', (d) => { out += d; const m = /http:\/\/127\.0\.0\.1:\d+/.exec(out); if (m) done(m[0]); });
      process_.once('exit', () => failed(new Error(`the server ended before it served: ${said}`)));
    });
    return this;
  }

  async end(signal = 'SIGKILL') {
    const gone = new Promise((done) => this.process.once('exit', done));
    this.process.kill(signal);
    await gone;
  }

  async person(account) {
    if (!this.people.has(account)) {
      const answer = await fetch(`${this.base}/api/v1/session/demo`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ account }) });
      assert.equal(answer.status, 200, `${account} signs in`);
      const session = await answer.json();
      this.people.set(account, { id: session.person.id, headers: { 'Content-Type': 'application/json', 'X-Muster-CSRF': session.csrf, Cookie: answer.headers.get('set-cookie').split(';')[0] } });
    }
    return this.people.get(account);
  }

  // {status, body}; throws when the connection breaks. `ledger` null: the real one.
  async call(account, method, path, { body, intent, version, ledger = LEDGER } = {}) {
    const { headers } = await this.person(account);
    const address = this.base + path + (ledger ? `${path.includes('?') ? '&' : '?'}ledger=${encodeURIComponent(ledger)}` : '');
    const answer = await fetch(address, {
      method,
      headers: { ...headers, ...(intent && { 'Idempotency-Key': intent }), ...(version && { 'If-Match': `"${version}"` }) },
      body: body && JSON.stringify(body),
    });
    return { status: answer.status, body: await answer.json() };
  }

  async get(account, path, options) {
    const answer = await this.call(account, 'GET', path, options);
    assert.equal(answer.status, 200, `${path}: ${JSON.stringify(answer.body)}`);
    return answer.body;
  }
  find(account, type, filter, options) {
    return this.get(account, `/api/v1/records/${type}?limit=500&filter=${encodeURIComponent(filter)}`, options);
  }
}
