// What the phone knows: the session, the tasks and the water as last fetched, kept on the device so that the page starts without signal.
import { useSyncExternalStore } from 'react';
import { api, call, newIntent, setCallState } from '../api/client.ts';
import { onLive, startLive, stopLive } from '../api/live.ts';
import { Problem } from '../api/problem.ts';
import { mine, type OrderRow } from './mine.ts';
import type { Desk, GaugeNow, LedgerInfo, Model, Rec, Refs, Session } from '../api/types.ts';
import { keepCityTime, learnCityTime, restoreCityTime } from './clockBase.ts';
import { Outbox, type OutboxView } from './outbox/outbox.ts';
import { cacheGet, cachePut, openPhoneDb, type PhoneDb } from './outbox/store.ts';
import { pageWire } from './wire.ts';

export interface TaskRow { record: Rec; clock: Rec | null; /** What the server lets the caller do now. */ moves?: string[] }
export interface PhoneState {
  ready: boolean;
  session: Session | null;
  /** The server said that the session is over; what is known stays on the screen. */
  expired: boolean;
  online: boolean;
  rows: TaskRow[] | null;
  /** Transfer orders of this person; null until they came once. */
  orders: OrderRow[] | null;
  vehicles: { id: string; label: string }[];
  refs: Refs;
  /** When the rows were fetched, device milliseconds. */
  fetched: number | null;
  notice: Rec | null;
  gauges: GaugeNow[];
  duty: Desk['duty'] | null;
  model: Model | null;
  sections: Record<string, Rec>;
  /** The duty room that answers for this person. */
  dutyPhone: { title: string; phone: string } | null;
}

let state: PhoneState = {
  ready: false, session: null, expired: false, online: navigator.onLine, rows: null, orders: null, vehicles: [], refs: {}, fetched: null, notice: null, gauges: [], duty: null, model: null, sections: {}, dutyPhone: null,
};
const listeners = new Set<() => void>();
let db: PhoneDb;
export let outbox: Outbox;

function put(change: Partial<PhoneState>): void {
  state = { ...state, ...change };
  for (const listener of listeners) listener();
}
const subscribe = (l: () => void) => { listeners.add(l); return () => { listeners.delete(l); }; };
export const usePhone = (): PhoneState => useSyncExternalStore(subscribe, () => state);
export const phone = (): PhoneState => state;
export const useOutbox = (): OutboxView => useSyncExternalStore(outbox.subscribe, outbox.snapshot);

/** The ledger the phone works in, with its kind. */
export function ledgerOf(session: Session | null): LedgerInfo | null {
  return session?.ledgers.find((l) => l.id === session.ledger) ?? null;
}

/** Where a demonstration person's work lies: in the scenario, not in the quiet real ledger. */
export function firstLedger(session: Session): string {
  const scenario = session.demo ? session.ledgers.find((l) => l.kind === 'scenario') : undefined;
  return session.ledger === 'real' && scenario ? scenario.id : session.ledger;
}

/** Opens what the device keeps, then asks the server. */
export async function startPhone(): Promise<void> {
  db = await openPhoneDb();
  outbox = new Outbox(db, pageWire(() => state.session?.account ?? null, () => state.online && !state.expired));
  restoreCityTime();
  const [session, rows, model, water, orders] = await Promise.all([
    cacheGet<Session>(db, 'session'), cacheGet<{ rows: TaskRow[]; refs: Refs; sections: Record<string, Rec> }>(db, 'rows'), cacheGet<Model>(db, 'model'),
    cacheGet<Pick<PhoneState, 'notice' | 'gauges' | 'duty' | 'dutyPhone'>>(db, 'water'),
    cacheGet<Pick<PhoneState, 'orders' | 'vehicles'> & { refs: Refs }>(db, 'orders'),
  ]);
  if (session) applySession(session.value);
  put({
    session: session?.value ?? null, model: model?.value ?? null, rows: rows?.value.rows ?? null, refs: { ...rows?.value.refs, ...orders?.value.refs }, orders: orders?.value.orders ?? null, vehicles: orders?.value.vehicles ?? [], sections: rows?.value.sections ?? {},
    fetched: rows?.at ?? null, ...(water?.value ?? {}),
  });
  await outbox.load();
  addEventListener('online', () => void refresh());
  addEventListener('offline', () => put({ online: false }));
  addEventListener('pagehide', () => keepCityTime());
  document.addEventListener('visibilitychange', () => { if (!document.hidden) void refresh(); });
  setInterval(() => { if (!document.hidden) void refresh(); }, 15_000);
  let soon: ReturnType<typeof setTimeout> | undefined;
  onLive((m) => {
    if (m.kind !== 'change' && m.kind !== 'hello') return;
    clearTimeout(soon);
    soon = setTimeout(() => void refresh(), 600);
  });
  await connect();
  put({ ready: true });
}

/** Asks who is signed in; without an answer the last known session stays. */
async function connect(): Promise<void> {
  try { await enter(await api.session()); }
  catch (e) {
    if (e instanceof Problem && e.status === 401) put({ expired: state.session !== null, online: true });
    else put({ online: false });
  }
}

/** Takes a fresh session: the ledger chosen before stays when it is still offered. */
export async function enter(session: Session): Promise<void> {
  const before = state.session;
  const ledger = before?.account === session.account && session.ledgers.some((l) => l.id === before.ledger) ? before.ledger : firstLedger(session);
  const post = before?.account === session.account && session.posts.some((p) => p.id === before.acting_post) ? before.acting_post : session.acting_post ?? session.posts[0]?.id ?? null;
  const taken = { ...session, ledger, acting_post: post };
  applySession(taken);
  put({ session: taken, expired: false, online: true, ...(before && before.account !== session.account ? { rows: null, orders: null, refs: {}, notice: null, duty: null } : {}) });
  await cachePut(db, 'session', taken);
  startLive();
  await refresh();
}

function applySession(s: Session): void { setCallState({ csrf: s.csrf, ledger: s.ledger, post: s.acting_post }); }

/** Chooses the post or ledger to act in. */
export async function choose(change: Partial<Pick<Session, 'acting_post' | 'ledger'>>): Promise<void> {
  if (!state.session) return;
  const session = { ...state.session, ...change };
  applySession(session);
  put({ session, rows: null, orders: null });
  await cachePut(db, 'session', session);
  startLive();
  await refresh();
}

export async function leave(): Promise<void> {
  await api.signOut().catch(() => undefined);
  stopLive();
  await Promise.all(['session', 'rows', 'water', 'orders'].map((k) => db.delete('cache', k)));
  put({ session: null, expired: false, rows: null, orders: null, refs: {}, notice: null, duty: null });
}

let busy: Promise<void> | null = null;
/** The definitions are asked for once per visit; until then those of the last visit serve. */
let modelChecked = false;
/** Fetches everything the page shows and sends what waits; never throws. */
export function refresh(): Promise<void> {
  busy ??= fetchAll().finally(() => { busy = null; });
  return busy;
}

async function fetchAll(): Promise<void> {
  if (!state.session || state.expired) return;
  try {
    await learnCityTime();
    put({ online: true });
    // What was written goes first; then the answer shows it.
    await outbox.pump();
    const tasks = (await api.myTasks()) as { rows: TaskRow[]; refs?: Refs };
    const { rows, refs = {} } = tasks;
    const sections = await sectionsOf(rows);
    put({ rows, refs, sections, fetched: Date.now() });
    await cachePut(db, 'rows', { rows, refs, sections });
    await fetchOrders(refs);
    await fetchWater();
    if (!modelChecked) {
      const model = await api.model();
      modelChecked = true;
      put({ model });
      await cachePut(db, 'model', model);
    }
  } catch (e) {
    if (e instanceof Problem && e.status === 401) put({ expired: true });
    else if (e instanceof Problem && e.status === 0) put({ online: false });
    else console.warn('muster: not everything could be fetched', e);
  }
}

/** The dike sections of the rows, for their stakes and control gauge. */
async function sectionsOf(rows: TaskRow[]): Promise<Record<string, Rec>> {
  const wanted = [...new Set(rows.map((r) => r.record.fields.section).filter((s): s is string => typeof s === 'string'))].slice(0, 8);
  const found = { ...state.sections };
  for (const id of wanted) {
    if (found[id]) continue;
    const one = await optional(api.get('dike_section', id));
    if (one) found[id] = one.record;
  }
  return Object.fromEntries(Object.entries(found).filter(([id]) => wanted.includes(id)));
}

/** Orders that this person loads, drives or receives, with the vehicles to choose from. */
async function fetchOrders(refs: Refs): Promise<void> {
  const may = state.session?.may ?? {};
  if (!may.transfer_order?.includes('read') && !may['*']?.includes('read')) return;
  const board = await optional(call<{ orders: OrderRow[]; refs?: Refs }>('/api/v1/dispatch/board'));
  if (!board) return;
  const orders = mine(board.orders, state.session?.person.id ?? '');
  const cars = orders.length ? await optional(api.list('vehicle', { limit: 100 })) : null;
  const vehicles = cars ? cars.items.map((v) => ({ id: v.id, label: v.label })) : state.vehicles;
  put({ orders, vehicles, refs: { ...refs, ...board.refs } });
  await cachePut(db, 'orders', { orders, vehicles, refs: board.refs ?? {} });
}

async function fetchWater(): Promise<void> {
  const own = state.session?.posts[0]?.body;
  const [notices, gauges, shift, rooms, body] = await Promise.all([
    optional(api.list('level_notice', { filter: ['state:eq:signed'], sort: '-effective_at', limit: 1 })), optional(api.gaugesNow()), optional(api.desk()),
    optional(api.list('post', { filter: ['duty_phone:notnull'], limit: 20 })), own ? optional(api.get('body', own)) : null,
  ]);
  const water = { notice: notices?.items[0] ?? shift?.strip.level_notice ?? null, gauges: gauges ?? state.gauges, duty: shift?.duty ?? state.duty, dutyPhone: roomOf(rooms?.items ?? [], body?.record) ?? state.dutyPhone };
  put(water);
  await cachePut(db, 'water', water);
}

/** The duty telephone nearest to the person: that of a post of the own body, of the body itself, else the first one on file. */
function roomOf(posts: Rec[], body: Rec | undefined): PhoneState['dutyPhone'] {
  const room = posts.find((p) => p.fields.body === body?.id) ?? (body?.fields.duty_phone ? body : posts[0]);
  return room ? { title: room.label, phone: String(room.fields.duty_phone) } : null;
}

/** An answer that the caller may not be allowed to have: null then; a lost connection is still told. */
async function optional<T>(answer: Promise<T>): Promise<T | null> {
  try { return await answer; }
  catch (e) {
    if (e instanceof Problem && e.status !== 0 && e.status !== 401) return null;
    throw e;
  }
}

/** Tells the server that a task or call was seen; not worth an outbox item, so it is let go when it fails. */
const seen = new Set<string>();
export function markRead(record: Rec): void {
  if (!state.online || seen.has(record.id) || !['sent', 'delivered'].includes(record.state ?? '') || !['task', 'callout'].includes(record.type)) return;
  seen.add(record.id);
  void api.move(record.type, record.id, 'read', {}, newIntent()).catch(() => seen.delete(record.id));
}
