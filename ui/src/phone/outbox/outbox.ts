// Sends what waits, in order, once: an item leaves the queue only after its receipt is stored.
import { Problem } from '../../api/problem.ts';
import { newIntent } from '../../api/client.ts';
import { addItem, allItems, changeItem, pruneSent, type Attachment, type ItemFile, type OutboxItem, type PhoneDb } from './store.ts';

/** Why an item has not gone yet. */
export type Waiting = 'next' | 'sending' | 'no_signal' | 'server_busy' | 'sign_in' | 'other_account' | 'behind_refused';

export interface Answer { record?: { id?: string; type?: string; number?: string | null }; seq?: number }

/** What the outbox needs from the outside; tests give their own. */
export interface Wire {
  send: (item: OutboxItem) => Promise<{ answer: Answer; repeated: boolean }>;
  upload: (file: ItemFile) => Promise<Attachment>;
  /** Renews the session's CSRF value after a refusal for it. */
  renew: () => Promise<void>;
  account: () => string | null;
  online: () => boolean;
  now: () => number;
  /** The city's present, for receipts. */
  city: () => number;
}

export type Draft = Pick<OutboxItem, 'method' | 'path' | 'body' | 'title' | 'kind' | 'chain' | 'ledger' | 'post' | 'occurred_at' | 'device_offset_ms'>
  & { files?: ItemFile[]; files_field?: string | null; intent?: string };

export interface OutboxView { items: OutboxItem[]; waiting: number; refused: number; sendingSeq: number | null; blocked: Waiting | null }

const kKeepSent = 50;
/** Refusals that say nothing about the content: the item keeps waiting. */
const kAgain = new Set(['not_signed_in', 'session_expired', 'busy', 'timeout', 'storage_unavailable', 'internal']);

export class Outbox {
  private view: OutboxView = { items: [], waiting: 0, refused: 0, sendingSeq: null, blocked: null };
  private readonly listeners = new Set<() => void>();
  private running: Promise<void> | null = null;
  private again = false;

  constructor(private readonly db: PhoneDb, private readonly wire: Wire) {}

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };
  snapshot = (): OutboxView => this.view;

  async load(): Promise<void> { await this.show({}); }

  /** Stores what was written; resolves only when it is on the device. */
  async add(draft: Draft): Promise<number> {
    const account = this.wire.account();
    if (account === null) throw new Error('nobody is signed in');
    const seq = await addItem(this.db, {
      ...draft, intent: draft.intent ?? newIntent(), state: 'waiting', account, files: draft.files ?? [], files_field: draft.files_field ?? null,
      written_ms: this.wire.now(), tries: 0, tried_ms: null, refusal: null, receipt: null,
    });
    await this.show({});
    return seq;
  }

  /** New content for a refused or waiting item: same place in the order, new intent id, because the old one means the old content. */
  async edit(seq: number, body: Record<string, unknown>, title: string): Promise<void> {
    await changeItem(this.db, seq, (i) => (i.state === 'sent' || this.view.sendingSeq === seq ? null
      : { ...i, body, title, intent: newIntent(), state: 'waiting', refusal: null }));
    await this.show({});
  }
  /** Sends a refused item again as it is (the reason lay elsewhere). */
  async retry(seq: number): Promise<void> {
    await changeItem(this.db, seq, (i) => (i.state === 'refused' ? { ...i, state: 'waiting', refusal: null, intent: newIntent() } : null));
    await this.show({});
    await this.pump();
  }
  /** Its writer gives up a refused item; it stays in the list as such. */
  async withdraw(seq: number): Promise<void> {
    await changeItem(this.db, seq, (i) => (i.state === 'refused' ? { ...i, state: 'withdrawn' } : null));
    await this.show({});
  }

  /** Sends everything that can go. Calls while it runs make it look once more at the end. */
  pump(): Promise<void> {
    this.again = true;
    this.running ??= this.run().finally(() => { this.running = null; });
    return this.running;
  }

  /** Why an item waits, or null when it does not. */
  reason(item: OutboxItem): Waiting | null {
    if (item.state !== 'waiting') return null;
    if (item.seq === this.view.sendingSeq) return 'sending';
    if (item.account !== this.wire.account()) return this.wire.account() === null ? 'sign_in' : 'other_account';
    if (item.chain !== null && this.view.items.some((i) => i.state === 'refused' && i.chain === item.chain && i.seq! < item.seq!)) return 'behind_refused';
    if (!this.wire.online()) return 'no_signal';
    return this.view.blocked ?? 'next';
  }

  private async run(): Promise<void> {
    while (this.again) {
      this.again = false;
      const lock = globalThis.navigator?.locks;
      if (lock) await lock.request('muster-outbox', () => this.drain());
      else await this.drain();
    }
  }

  private async drain(): Promise<void> {
    if (!this.wire.online()) return this.show({ blocked: 'no_signal' });
    const halted = new Set<string>();
    let blocked: Waiting | null = null;
    for (const item of await allItems(this.db)) {
      if (item.state === 'refused' && item.chain) halted.add(item.chain);
      if (item.state !== 'waiting' || item.account !== this.wire.account()) continue;
      if (item.chain && halted.has(item.chain)) continue;
      await this.show({ sendingSeq: item.seq! });
      const outcome = await this.sendOne(item);
      if (outcome === 'refused' && item.chain) halted.add(item.chain);
      if (outcome !== 'sent' && outcome !== 'refused') { blocked = outcome; break; }
    }
    await pruneSent(this.db, kKeepSent);
    await this.show({ sendingSeq: null, blocked });
  }

  private async sendOne(item: OutboxItem, renewed = false): Promise<'sent' | 'refused' | Waiting> {
    const seq = item.seq!;
    try {
      const files = await this.uploadFiles(item);
      const body = files.length && item.files_field ? placed(item.body, item.files_field.split('.'), files) : item.body;
      const { answer, repeated } = await this.wire.send({ ...item, body });
      await changeItem(this.db, seq, (i) => ({
        ...i, state: 'sent', tries: i.tries + 1, tried_ms: this.wire.now(), refusal: null, files: i.files.map((f) => ({ ...f, data: new Blob([]) })),
        receipt: { id: answer.record?.id ?? null, number: answer.record?.number ?? null, type: answer.record?.type ?? null, seq: answer.seq ?? null, repeated, at_ms: this.wire.city() },
      }));
      return 'sent';
    } catch (e) {
      const problem = e instanceof Problem ? e : new Problem(0, { code: 'offline' });
      if (problem.code === 'bad_csrf' && !renewed) {
        await this.wire.renew().catch(() => undefined);
        return this.sendOne(item, true);
      }
      const wait = waitAfter(problem);
      await changeItem(this.db, seq, (i) => ({
        ...i, tries: i.tries + 1, tried_ms: this.wire.now(),
        ...(wait ? {} : {
          state: 'refused' as const,
          refusal: { status: problem.status, code: problem.code, message: refusalText(problem), request_id: problem.requestId, at: this.wire.now() },
        }),
      }));
      return wait ?? 'refused';
    }
  }

  /** Uploads files that are not stored yet; each is noted at once, so a break does not send a photo twice. */
  private async uploadFiles(item: OutboxItem): Promise<Attachment[]> {
    const files: Attachment[] = [];
    for (const [n, file] of item.files.entries()) {
      const stored = file.stored ?? await this.wire.upload(file);
      files.push(stored);
      if (!file.stored) await changeItem(this.db, item.seq!, (i) => ({ ...i, files: i.files.map((f, at) => (at === n ? { ...f, stored } : f)) }));
    }
    return files;
  }

  private async show(change: Partial<Pick<OutboxView, 'sendingSeq' | 'blocked'>>): Promise<void> {
    const items = await allItems(this.db);
    this.view = {
      ...this.view, ...change, items,
      waiting: items.filter((i) => i.state === 'waiting').length,
      refused: items.filter((i) => i.state === 'refused').length,
    };
    for (const listener of this.listeners) listener();
  }
}

/** What to wait for after this problem; null when the content was refused. */
export function waitAfter(problem: Problem): Waiting | null {
  if (problem.status === 0) return 'no_signal';
  if (problem.status === 401) return 'sign_in';
  if (problem.retryable || problem.status >= 500 || kAgain.has(problem.code)) return 'server_busy';
  return null;
}

function refusalText(problem: Problem): string {
  const more = problem.errors.map((e) => e.detail).filter((d) => d !== problem.message);
  return [problem.message, ...more].join(' ');
}

/** The body with a value put at a path; the stored one is not touched. */
function placed(body: Record<string, unknown>, [name, ...rest]: string[], value: unknown): Record<string, unknown> {
  if (!name) return body;
  return { ...body, [name]: rest.length ? placed((body[name] as Record<string, unknown> | undefined) ?? {}, rest, value) : value };
}
