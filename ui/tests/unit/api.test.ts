import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { address, api, call, newIntent, setCallState } from '../../src/api/client.ts';
import { dropDraft, readDraft, writeDraft } from '../../src/api/draft.ts';
import { streamParser } from '../../src/api/live.ts';
import { fieldMessages, Problem } from '../../src/api/problem.ts';

type Sent = { url: string; init: RequestInit & { headers: Record<string, string> } };
let sent: Sent[] = [];
function answer(status: number, body: unknown, headers: Record<string, string> = {}): void {
  vi.stubGlobal('fetch', (url: string, init: Sent['init']) => { sent.push({ url, init }); return Promise.resolve(new Response(status === 204 ? null : JSON.stringify(body), { status, headers })); });
}
beforeEach(() => { sent = []; setCallState({ csrf: 'secret', ledger: 'scenario:flood', lang: 'zh', post: null }); });
afterEach(() => vi.unstubAllGlobals());

describe('a call', () => {
  it('reads with the ledger and the language, without the CSRF token', async () => {
    answer(200, { items: [] });
    await api.list('gauge', { filter: ['river:eq:x', 'is_key:eq:true'], limit: 50 });
    expect(sent[0]!.url).toBe('/api/v1/records/gauge?ledger=scenario%3Aflood&filter=river%3Aeq%3Ax&filter=is_key%3Aeq%3Atrue&limit=50');
    expect(sent[0]!.init.headers['X-Muster-CSRF']).toBeUndefined();
    expect(sent[0]!.init.headers['Accept-Language']).toBe('zh-CN');
  });
  it('writes with CSRF, the intent id, the version and the post', async () => {
    answer(200, {});
    setCallState({ post: 'p-1', lang: 'en' });
    await api.patch('task', 'id-1', 7, { fields: { title: 'x' } }, 'intent-1');
    const h = sent[0]!.init.headers;
    expect([h['X-Muster-CSRF'], h['Idempotency-Key'], h['If-Match'], h['X-Muster-Post'], h['Accept-Language']]).toEqual(['secret', 'intent-1', '"7"', 'p-1', 'en']);
  });
  it('leaves the ledger out of the session routes', async () => {
    answer(200, {});
    await api.session();
    expect(sent[0]!.url).toBe('/api/v1/session');
  });
  it('turns a refusal into a problem with its fields and the id to quote (RFC 9457)', async () => {
    answer(422, { title: 'invalid', code: 'invalid', detail: '有 1 处需要改', errors: [{ code: 'required', field: 'fields.stake', detail: '“桩号”必填' }], request_id: 'r-9' });
    const p = await call('/x').catch((e: unknown) => e);
    expect(p).toBeInstanceOf(Problem);
    expect((p as Problem).requestId).toBe('r-9');
    expect(fieldMessages(p)).toEqual({ stake: '“桩号”必填' });
  });
  it('carries the record as it stands on a stale version', async () => {
    answer(412, { code: 'stale_version', detail: 'x', current: { version: 8 } });
    const p = (await call('/x').catch((e: unknown) => e)) as Problem;
    expect(p.current).toEqual({ version: 8 });
    expect(p.retryable).toBe(false);
  });
  it('says that nothing answered, and that trying again may help', async () => {
    vi.stubGlobal('fetch', () => Promise.reject(new TypeError('network')));
    const p = (await call('/x').catch((e: unknown) => e)) as Problem;
    expect([p.status, p.code, p.retryable]).toEqual([0, 'offline', true]);
  });
  it('keeps the status of a page that is not ours', async () => {
    vi.stubGlobal('fetch', () => Promise.resolve(new Response('<html>', { status: 502, headers: { 'X-Request-Id': 'proxy-1' } })));
    const p = (await call('/x').catch((e: unknown) => e)) as Problem;
    expect([p.status, p.requestId]).toEqual([502, 'proxy-1']);
  });
  it('drops empty parts of a query', () => expect(address('/x', { a: null, b: '', c: 0, ledger: 'real' })).toBe('/x?c=0&ledger=real'));
});

describe('an intent id', () => {
  it('is a version 4 UUID also where randomUUID is missing (plain http)', () => {
    vi.stubGlobal('crypto', { getRandomValues: (a: Uint8Array) => a.fill(0xff) });
    expect(newIntent()).toBe('ffffffff-ffff-4fff-bfff-ffffffffffff');
  });
});

describe('a draft', () => {
  const shelf = (() => { const m = new Map<string, string>(); return { getItem: (k: string) => m.get(k) ?? null, setItem: (k: string, v: string) => void m.set(k, v), removeItem: (k: string) => void m.delete(k) }; })();
  it('keeps its intent id while it is rewritten, so that a repeated write has one effect', () => {
    const first = writeDraft('k', { a: 1 }, 5, shelf)!;
    const second = writeDraft('k', { a: 2 }, 6, shelf)!;
    expect(second.intent).toBe(first.intent);
    expect(readDraft<{ a: number }>('k', shelf)?.value.a).toBe(2);
  });
  it('gets a new intent id after it was dropped', () => {
    const old = readDraft('k', shelf)!.intent;
    dropDraft('k', shelf);
    expect(readDraft('k', shelf)).toBeUndefined();
    expect(writeDraft('k', {}, 7, shelf)!.intent).not.toBe(old);
  });
  it('says so when the device refuses to store it', () => {
    expect(writeDraft('k', {}, 1, { ...shelf, setItem: () => { throw new Error('full'); } })).toBeUndefined();
  });
  it('is not read when it is broken', () => {
    shelf.setItem('muster.draft.b', '{');
    expect(readDraft('b', shelf)).toBeUndefined();
  });
});

describe('the event stream (WHATWG HTML 9.2.6)', () => {
  const read = (...chunks: string[]) => {
    const got: string[][] = [];
    let beats = 0;
    const parse = streamParser((n, d, id) => got.push([n, d, id]), () => { beats += 1; });
    for (const c of chunks) parse(c);
    return { got, beats };
  };
  it('takes messages however they are cut', () => expect(read('id: 4\neve', 'nt: change\nda', 'ta: {"a":1}\n', '\n').got).toEqual([['change', '{"a":1}', '4']]));
  it('takes CR LF also when it is cut between the two', () => expect(read('data: x\r', '\n\r', '\n').got).toEqual([['message', 'x', '']]));
  it('joins lines of data', () => expect(read('data: a\ndata: b\n\n').got).toEqual([['message', 'a\nb', '']]));
  it('counts comments as heartbeats and tells no message for them', () => expect(read(': beat\n\n')).toEqual({ got: [], beats: 1 }));
});
