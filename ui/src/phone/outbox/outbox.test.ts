import 'fake-indexeddb/auto';
import { beforeEach, describe, expect, it } from 'vitest';
import { Problem } from '../../api/problem.ts';
import { Outbox, type Answer, type Draft, type Wire } from './outbox.ts';
import { allItems, openPhoneDb, type OutboxItem, type PhoneDb } from './store.ts';

interface Seen { intent: string; body: Record<string, unknown>; post: string | null; ledger: string }

/** A server that keeps what it got, once per intent, and can be told how to fail next. */
class Server {
  seen: Seen[] = [];
  applied = new Map<string, Answer>();
  fail: ((item: OutboxItem) => Problem | 'lost_answer' | null)[] = [];
  account: string | null = 'zheng';
  online = true;
  renewed = 0;
  uploads: string[] = [];
  wire: Wire = {
    account: () => this.account, online: () => this.online, now: () => 1_000_000, city: () => 2_000_000,
    renew: async () => { this.renewed += 1; },
    upload: async (file) => { this.uploads.push(file.name); return { hash: `hash-${file.name}`, name: file.name, size: file.data.size, media_type: file.type }; },
    send: async (item) => {
      const failure = this.fail.shift()?.(item) ?? null;
      if (failure instanceof Problem) throw failure;
      this.seen.push({ intent: item.intent, body: item.body, post: item.post, ledger: item.ledger });
      const repeated = this.applied.has(item.intent);
      const answer = this.applied.get(item.intent) ?? { record: { id: `r${this.applied.size + 1}`, type: 'line_report' }, seq: this.applied.size + 1 };
      this.applied.set(item.intent, answer);
      if (failure === 'lost_answer') throw new Problem(0, {});
      return { answer, repeated };
    },
  };
}

const line = (text: string, more: Partial<Draft> = {}): Draft => ({
  method: 'POST', path: '/api/v1/lines', body: { text }, title: text, kind: 'line', chain: null, ledger: 'scenario:flood', post: 'p1',
  occurred_at: '2026-08-20T02:34:00+08:00', device_offset_ms: 0, ...more,
});
const refusal = (code = 'bad_value', status = 422) => () => new Problem(status, { code, detail: '桩号不对', request_id: 'q1' });

let db: PhoneDb;
let server: Server;
let outbox: Outbox;
let opened = 0;

beforeEach(async () => {
  db = await openPhoneDb(`phone-${opened += 1}`);
  server = new Server();
  outbox = new Outbox(db, server.wire);
});
const texts = () => server.seen.map((s) => s.body.text);
const states = async () => (await allItems(db)).map((i) => i.state);

describe('the outbox', () => {
  it('sends in the order of writing, with the post and ledger of the writing', async () => {
    for (const t of ['一', '二', '三']) await outbox.add(line(t, { post: t }));
    await outbox.pump();
    expect(texts()).toEqual(['一', '二', '三']);
    expect(server.seen.map((s) => s.post)).toEqual(['一', '二', '三']);
    expect(server.seen.every((s) => s.ledger === 'scenario:flood')).toBe(true);
    expect(await states()).toEqual(['sent', 'sent', 'sent']);
  });

  it('keeps everything and says why when there is no signal, and sends it later', async () => {
    server.online = false;
    await outbox.add(line('一'));
    await outbox.pump();
    expect(server.seen).toEqual([]);
    expect(outbox.reason(outbox.snapshot().items[0]!)).toBe('no_signal');
    server.online = true;
    await outbox.pump();
    expect(await states()).toEqual(['sent']);
  });

  it('stops at a lost connection so that the order holds', async () => {
    server.fail = [() => null, () => new Problem(0, {})];
    for (const t of ['一', '二', '三']) await outbox.add(line(t));
    await outbox.pump();
    expect(texts()).toEqual(['一']);
    expect(await states()).toEqual(['sent', 'waiting', 'waiting']);
    expect((await allItems(db))[1]!.tries).toBe(1);
    await outbox.pump();
    expect(texts()).toEqual(['一', '二', '三']);
  });

  it('repeats the same intent when the answer was lost: one effect, and the receipt says repeated', async () => {
    server.fail = [() => 'lost_answer'];
    await outbox.add(line('一'));
    await outbox.pump();
    expect(await states()).toEqual(['waiting']);
    await outbox.pump();
    expect(server.seen.length).toBe(2);
    expect(server.applied.size).toBe(1);
    const [item] = await allItems(db);
    expect(item!.state).toBe('sent');
    expect(item!.receipt).toMatchObject({ id: 'r1', seq: 1, repeated: true, at_ms: 2_000_000 });
  });

  it('survives a restart between tries with the same intent', async () => {
    server.online = false;
    await outbox.add(line('一'));
    const intent = (await allItems(db))[0]!.intent;
    const after = new Outbox(db, server.wire);
    await after.load();
    expect(after.snapshot().waiting).toBe(1);
    server.online = true;
    await after.pump();
    expect(server.seen[0]!.intent).toBe(intent);
  });

  it('keeps a refused item with its reason and goes on with the others', async () => {
    server.fail = [refusal()];
    await outbox.add(line('坏'));
    await outbox.add(line('好'));
    await outbox.pump();
    expect(await states()).toEqual(['refused', 'sent']);
    expect(outbox.snapshot().items[0]!.refusal).toMatchObject({ status: 422, code: 'bad_value', message: '桩号不对', request_id: 'q1' });
    await outbox.pump();
    expect(texts()).toEqual(['好']);
  });

  it('sends an edited refusal in its old place with a new intent', async () => {
    server.fail = [refusal()];
    const seq = await outbox.add(line('坏'));
    await outbox.pump();
    const before = (await allItems(db))[0]!.intent;
    await outbox.edit(seq, { text: '改好' }, '改好');
    await outbox.pump();
    const [item] = await allItems(db);
    expect(item!.seq).toBe(seq);
    expect(item!.intent).not.toBe(before);
    expect(texts()).toEqual(['改好']);
  });

  it('holds later items of the same task behind a refused one, not those of other tasks', async () => {
    server.fail = [refusal('wrong_state', 409)];
    await outbox.add(line('受领', { chain: 't1' }));
    await outbox.add(line('办结', { chain: 't1' }));
    await outbox.add(line('别的', { chain: 't2' }));
    await outbox.pump();
    expect(await states()).toEqual(['refused', 'waiting', 'sent']);
    expect(outbox.reason(outbox.snapshot().items[1]!)).toBe('behind_refused');
    await outbox.withdraw(1);
    await outbox.pump();
    expect(await states()).toEqual(['withdrawn', 'sent', 'sent']);
  });

  it('waits for the sign-in when the session is over, without refusing anything', async () => {
    server.fail = [() => new Problem(401, { code: 'session_expired', detail: '登录已过期' })];
    await outbox.add(line('一'));
    await outbox.pump();
    expect(await states()).toEqual(['waiting']);
    expect(outbox.snapshot().blocked).toBe('sign_in');
  });

  it('never sends what another account wrote on the same phone', async () => {
    await outbox.add(line('郑的'));
    server.account = 'luo';
    await outbox.add(line('罗的'));
    await outbox.pump();
    expect(texts()).toEqual(['罗的']);
    expect(outbox.reason(outbox.snapshot().items[0]!)).toBe('other_account');
    server.account = 'zheng';
    await outbox.pump();
    expect(texts()).toEqual(['罗的', '郑的']);
  });

  it('renews an outdated page secret once and sends', async () => {
    server.fail = [() => new Problem(403, { code: 'bad_csrf' })];
    await outbox.add(line('一'));
    await outbox.pump();
    expect(server.renewed).toBe(1);
    expect(await states()).toEqual(['sent']);
  });

  const busy = [500, 502, 503, 408, 429];
  for (const status of busy) {
    it(`tries again after a ${status}`, async () => {
      server.fail = [() => new Problem(status, { code: 'x' })];
      await outbox.add(line('一'));
      await outbox.pump();
      expect(await states()).toEqual(['waiting']);
      await outbox.pump();
      expect(await states()).toEqual(['sent']);
    });
  }

  it('uploads a photo once over all tries and sends it with its line', async () => {
    server.fail = [() => new Problem(0, {})];
    await outbox.add(line('一', { files: [{ name: 'a.jpg', type: 'image/jpeg', data: new Blob(['x']) }], files_field: 'photos' }));
    await outbox.pump();
    await outbox.pump();
    expect(server.uploads).toEqual(['a.jpg']);
    expect(server.seen[0]!.body).toEqual({ text: '一', photos: [{ hash: 'hash-a.jpg', name: 'a.jpg', size: 1, media_type: 'image/jpeg' }] });
    expect(await states()).toEqual(['sent']);
  });

  it('puts a photo into the body of a step that takes evidence', async () => {
    await outbox.add(line('办结', { body: { fields: { answer: '好' } }, files: [{ name: 'b.jpg', type: 'image/jpeg', data: new Blob(['xy']) }], files_field: 'fields.evidence' }));
    await outbox.pump();
    expect(server.seen[0]!.body).toEqual({ fields: { answer: '好', evidence: [{ hash: 'hash-b.jpg', name: 'b.jpg', size: 2, media_type: 'image/jpeg' }] } });
  });

  it('runs once when called many times at once', async () => {
    for (const t of ['一', '二']) await outbox.add(line(t));
    await Promise.all([outbox.pump(), outbox.pump(), outbox.pump()]);
    expect(texts()).toEqual(['一', '二']);
  });

  it('forgets only old sent items', async () => {
    server.fail = [refusal()];
    await outbox.add(line('坏'));
    for (let n = 0; n < 60; n++) await outbox.add(line(`${n}`));
    await outbox.pump();
    const kept = await allItems(db);
    expect(kept.filter((i) => i.state === 'sent').length).toBe(50);
    expect(kept[0]!.state).toBe('refused');
  });
});
