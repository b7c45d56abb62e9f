// How the outbox talks to the server: the post, ledger and intent of the writing, and whether the answer was a repeated one.
import { cityNow } from '../api/clock.ts';
import { address, api, headersOf, setCallState } from '../api/client.ts';
import { Problem } from '../api/problem.ts';
import type { Answer, Wire } from './outbox/outbox.ts';
import type { OutboxItem } from './outbox/store.ts';

async function request(item: Pick<OutboxItem, 'method' | 'path' | 'body' | 'intent' | 'post' | 'ledger'>, more: { ifMatch?: number } = {}) {
  let answer: Response;
  try {
    answer = await fetch(address(item.path, { ledger: item.ledger }), {
      method: item.method, credentials: 'same-origin', body: JSON.stringify(item.body),
      headers: headersOf({ method: item.method, body: item.body, intent: item.intent, post: item.post, ...more }),
    });
  } catch { throw new Problem(0, { code: 'offline' }); }
  const body = (await answer.json().catch(() => ({}))) as Record<string, unknown>;
  if (!answer.ok) throw new Problem(answer.status, { request_id: answer.headers.get('X-Request-Id') ?? undefined, ...body });
  return { answer: body as Answer, repeated: answer.headers.get('X-Muster-Repeated') === 'true' };
}

/** The wire of the page that is open. */
export function pageWire(account: () => string | null, online: () => boolean): Wire {
  return {
    account, online, now: () => Date.now(), city: cityNow,
    renew: async () => { setCallState({ csrf: (await api.session()).csrf }); },
    upload: (file) => api.attach(new File([file.data], file.name, { type: file.type })),
    send: (item) => request(item),
    attach: async (item, answer, files) => {
      const { id, type, version } = (answer.record ?? {}) as { id?: string; type?: string; version?: number };
      const field = item.files_field?.slice('record.'.length);
      if (!id || !type || !field) return;
      const fields = { [field]: files };
      await request({ ...item, method: 'PATCH', path: `/api/v1/records/${type}/${id}`, body: { fields }, intent: attachIntent(item.intent) }, { ifMatch: version ?? 1 });
    },
  };
}

/** A second intent that belongs to the first, the same on every try. */
export function attachIntent(intent: string): string {
  const last = intent.slice(-1);
  return intent.slice(0, -1) + ((parseInt(last, 16) + 8) % 16).toString(16);
}
