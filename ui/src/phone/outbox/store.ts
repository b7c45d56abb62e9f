// What the device keeps until the server has it: IndexedDB, one store ordered by a sequence that only grows.
import { openDB, type DBSchema, type IDBPDatabase } from 'idb';

export type ItemState = 'waiting' | 'refused' | 'sent' | 'withdrawn';

export interface Refusal { status: number; code: string; message: string; request_id: string | undefined; at: number }
/** A stored file as records hold it. */
export interface Attachment { hash: string; name: string; size: number; media_type: string }
export interface ItemFile { name: string; type: string; data: Blob; stored?: Attachment }

export interface OutboxItem {
  /** Order of writing; given by the store. */
  seq?: number;
  /** Idempotency key: kept over all tries, renewed when the content is edited. */
  intent: string;
  state: ItemState;
  /** Who wrote it: sent only while the same account is signed in. */
  account: string;
  post: string | null;
  ledger: string;
  method: 'POST' | 'PATCH';
  path: string;
  body: Record<string, unknown>;
  /** What a person recognises it by. */
  title: string;
  /** Text key of the kind of write: line, move, record. */
  kind: 'line' | 'move' | 'record';
  /** Items of one chain (one task) are sent only after the earlier ones of it. */
  chain: string | null;
  files: ItemFile[];
  /** Where the stored files go in the body: `photos`, `fields.evidence`. */
  files_field: string | null;
  /** City time at writing. */
  occurred_at: string;
  /** City time minus device time at writing, as far as the device knew. */
  device_offset_ms: number | null;
  written_ms: number;
  tries: number;
  tried_ms: number | null;
  refusal: Refusal | null;
  /** The server's answer, stored before anything is called sent; `at_ms` is city time. */
  receipt: { id: string | null; number: string | null; type: string | null; seq: number | null; repeated: boolean; at_ms: number } | null;
}

interface Schema extends DBSchema {
  outbox: { key: number; value: OutboxItem };
  cache: { key: string; value: { at: number; value: unknown } };
}

export type PhoneDb = IDBPDatabase<Schema>;

export function openPhoneDb(name = 'muster-phone'): Promise<PhoneDb> {
  return openDB<Schema>(name, 1, {
    upgrade(db) {
      db.createObjectStore('outbox', { keyPath: 'seq', autoIncrement: true });
      db.createObjectStore('cache');
    },
  });
}

/** All items in order of writing. */
export const allItems = (db: PhoneDb): Promise<OutboxItem[]> => db.getAll('outbox');

export async function addItem(db: PhoneDb, item: OutboxItem): Promise<number> {
  const { seq: _unset, ...fresh } = item;
  const tx = db.transaction('outbox', 'readwrite', { durability: 'strict' });
  const seq = await tx.store.add(fresh);
  await tx.done;
  return seq;
}

/** Changes one item inside one transaction; the change sees what is stored, not what a page remembers. */
export async function changeItem(db: PhoneDb, seq: number, change: (item: OutboxItem) => OutboxItem | null): Promise<OutboxItem | null> {
  const tx = db.transaction('outbox', 'readwrite', { durability: 'strict' });
  const item = await tx.store.get(seq);
  const next = item ? change(item) : null;
  if (next) await tx.store.put(next);
  await tx.done;
  return next;
}

/** Forgets sent items beyond the newest `keep`; nothing that waits or was refused is ever touched. */
export async function pruneSent(db: PhoneDb, keep: number): Promise<void> {
  const tx = db.transaction('outbox', 'readwrite');
  const sent = (await tx.store.getAll()).filter((i) => i.state === 'sent' && i.receipt);
  for (const old of sent.slice(0, Math.max(0, sent.length - keep))) await tx.store.delete(old.seq!);
  await tx.done;
}

export async function cacheGet<T>(db: PhoneDb, key: string): Promise<{ at: number; value: T } | undefined> {
  return (await db.get('cache', key)) as { at: number; value: T } | undefined;
}
export async function cachePut(db: PhoneDb, key: string, value: unknown, at = Date.now()): Promise<void> {
  await db.put('cache', { at, value }, key);
}
