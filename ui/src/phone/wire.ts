// How the outbox talks to the server: the post, ledger and intent of the writing, and whether the answer was a repeated one.
import { cityNow } from '../api/clock.ts';
import { address, api, headersOf, setCallState } from '../api/client.ts';
import { Problem } from '../api/problem.ts';
import type { Answer, Wire } from './outbox/outbox.ts';
import type { OutboxItem } from './outbox/store.ts';

async function request(item: Pick<OutboxItem, 'method' | 'path' | 'body' | 'intent' | 'post' | 'ledger'>) {
  let answer: Response;
  try {
    answer = await fetch(address(item.path, { ledger: item.ledger }), {
      method: item.method, credentials: 'same-origin', body: JSON.stringify(item.body),
      headers: headersOf({ method: item.method, body: item.body, intent: item.intent, post: item.post }),
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
  };
}
