// One way to talk to the server: session cookie, CSRF header, ledger, language, intent ids, typed problems.
import { Problem } from './problem.ts';
import type * as T from './types.ts';

export interface CallState { csrf: string; ledger: string; lang: T.Lang; post: string | null }
const state: CallState = { csrf: '', ledger: '', lang: 'zh', post: null };

/** Sets what every following call carries. */
export function setCallState(change: Partial<CallState>): void { Object.assign(state, change); }
export function callState(): Readonly<CallState> { return state; }

type Query = Record<string, string | number | boolean | null | undefined | (string | number)[]>;
export interface CallOptions {
  method?: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  query?: Query; body?: unknown;
  /** Id of the intent: the same id repeated has one effect. */
  intent?: string;
  /** The post this write is done through, when it is not the one chosen now (an outbox item keeps its own). */
  post?: string | null;
  ifMatch?: number;
  signal?: AbortSignal;
  raw?: { data: Blob | ArrayBuffer; type: string; name: string };
  /** Routes outside a ledger (session, model, map base). */
  noLedger?: boolean;
}

/** A fresh intent id; keep it with the draft and reuse it until the write is answered. */
export function newIntent(): string {
  if (typeof crypto.randomUUID === 'function') return crypto.randomUUID();
  // Plain http on a local network is not a secure context, where randomUUID is missing.
  const b = crypto.getRandomValues(new Uint8Array(16));
  b[6] = (b[6]! & 0x0f) | 0x40;
  b[8] = (b[8]! & 0x3f) | 0x80;
  const h = Array.from(b, (x) => x.toString(16).padStart(2, '0')).join('');
  return `${h.slice(0, 8)}-${h.slice(8, 12)}-${h.slice(12, 16)}-${h.slice(16, 20)}-${h.slice(20)}`;
}

export function address(path: string, query: Query = {}, noLedger = false): string {
  const q = new URLSearchParams();
  if (!noLedger && state.ledger && query.ledger === undefined) q.set('ledger', state.ledger);
  for (const [k, v] of Object.entries(query)) {
    if (v === null || v === undefined || v === '') continue;
    if (Array.isArray(v)) for (const x of v) q.append(k, String(x));
    else q.set(k, String(v));
  }
  const text = q.toString();
  return text ? `${path}?${text}` : path;
}

export function headersOf(o: CallOptions): Record<string, string> {
  const h: Record<string, string> = { Accept: 'application/json', 'Accept-Language': state.lang === 'en' ? 'en' : 'zh-CN' };
  const method = o.method ?? 'GET';
  if (method !== 'GET' && state.csrf) h['X-Muster-CSRF'] = state.csrf;
  if (method !== 'GET') h['Idempotency-Key'] = o.intent ?? newIntent();
  const post = o.post === undefined ? state.post : o.post;
  if (post) h['X-Muster-Post'] = post;
  if (o.ifMatch !== undefined) h['If-Match'] = `"${o.ifMatch}"`;
  if (o.raw) {
    h['Content-Type'] = o.raw.type || 'application/octet-stream';
    h['X-File-Name'] = encodeURIComponent(o.raw.name);
  } else if (o.body !== undefined) h['Content-Type'] = 'application/json';
  return h;
}

async function problemOf(r: Response): Promise<Problem> {
  let body: Record<string, unknown> = {};
  try { body = await r.json(); } catch { /* a proxy's page, not ours: the status alone speaks */ }
  if (!body.request_id) body.request_id = r.headers.get('X-Request-Id') ?? undefined;
  return new Problem(r.status, body);
}

const signedOut = new Set<() => void>();
/** Calls `listener` whenever the server says that the session has ended. @return stops listening */
export function onSignedOut(listener: () => void): () => void { signedOut.add(listener); return () => { signedOut.delete(listener); }; }

/** Sends one request. @throws Problem for every refusal and when nothing answered (status 0). */
export async function call<R>(path: string, o: CallOptions = {}): Promise<R> {
  const init: RequestInit = { method: o.method ?? 'GET', headers: headersOf(o), credentials: 'same-origin' };
  if (o.raw) init.body = o.raw.data;
  else if (o.body !== undefined) init.body = JSON.stringify(o.body);
  if (o.signal) init.signal = o.signal;
  const asked = state.csrf;
  let r: Response;
  try { r = await fetch(address(path, o.query, o.noLedger), init); }
  catch (e) {
    if (e instanceof DOMException && e.name === 'AbortError') throw e;
    throw new Problem(0, { code: 'offline' });
  }
  // An answer to what was asked in the session before says nothing of the one that has begun since.
  if (r.status === 401 && asked === state.csrf) for (const tell of signedOut) tell();
  if (!r.ok) throw await problemOf(r);
  if (r.status === 204) return undefined as R;
  return (await r.json()) as R;
}

const V = '/api/v1';
export interface ListQuery {
  filter?: string[]; jurisdiction?: string; q?: string; bbox?: string; sort?: string; limit?: number; cursor?: string; ledger?: string;
}
export interface NewRecord {
  jurisdiction_id?: string | null; occurred_at?: string | null; in_name_of?: string | null; fields: T.Fields; geometry?: T.Geometry | null;
}
export interface MoveBody { fields?: T.Fields; reason?: string; occurred_at?: string; in_name_of?: string; channel?: string }

/** Every route of the contract that a screen uses. */
export const api = {
  session: () => call<T.Session>(`${V}/session`, { noLedger: true }),
  signIn: (body: { account: string; password: string; code?: string }) => call<T.Session>(`${V}/session`, { method: 'POST', body, noLedger: true }),
  signInByLink: (token: string) => call<T.Session>(`${V}/session/link`, { method: 'POST', body: { token }, noLedger: true }),
  signInDemo: (account: string) => call<T.Session>(`${V}/session/demo`, { method: 'POST', body: { account }, noLedger: true }),
  signOut: () => call<void>(`${V}/session`, { method: 'DELETE', noLedger: true }),
  demoPeople: () => call<T.DemoPerson[]>(`${V}/demo/people`, { noLedger: true }),
  time: () => call<T.CityTime>(`${V}/time`),
  model: () => call<T.Model>(`${V}/model`, { noLedger: true }),

  list: (type: string, query: ListQuery = {}, signal?: AbortSignal) =>
    call<T.Page>(`${V}/records/${type}`, { query: { ...query }, ...(signal ? { signal } : {}) }),
  get: (type: string, id: T.Id) => call<T.One>(`${V}/records/${type}/${id}`),
  create: (type: string, body: NewRecord, intent: string) => call<T.Written>(`${V}/records/${type}`, { method: 'POST', body, intent }),
  patch: (type: string, id: T.Id, version: number, body: Partial<NewRecord>, intent: string) =>
    call<T.Written>(`${V}/records/${type}/${id}`, { method: 'PATCH', body, ifMatch: version, intent }),
  remove: (type: string, id: T.Id, reason: string, intent: string) =>
    call<void>(`${V}/records/${type}/${id}`, { method: 'DELETE', body: { reason }, intent }),
  move: (type: string, id: T.Id, move: string, body: MoveBody, intent: string, version?: number) =>
    call<T.Written>(`${V}/records/${type}/${id}/moves/${move}`, { method: 'POST', body, intent, ...(version === undefined ? {} : { ifMatch: version }) }),
  history: (type: string, id: T.Id) => call<{ items: T.JournalEntry[] }>(`${V}/records/${type}/${id}/history`),
  why: (type: string, id: T.Id) => call<Record<string, unknown>>(`${V}/records/${type}/${id}/why`),
  reveal: (type: string, id: T.Id, field: string, reason: string) =>
    call<{ value: unknown }>(`${V}/records/${type}/${id}/reveal`, { method: 'POST', body: { field, reason } }),
  attach: (file: File) => call<{ hash: string; size: number; media_type: string; name: string }>(`${V}/attachments`, {
    method: 'POST', raw: { data: file, type: file.type, name: file.name } }),
  attachmentUrl: (hash: string) => `${V}/attachments/${hash}`,
  search: (q: string, signal?: AbortSignal) => call<{ items: T.SearchHit[] }>(`${V}/search`, { query: { q }, ...(signal ? { signal } : {}) }),
  journal: (query: { after?: number; limit?: number; type?: string; record?: string; actor?: string }) =>
    call<{ items: T.JournalEntry[]; head: number | { seq: number; hash: string } }>(`${V}/journal`, { query }),

  desk: () => call<T.Desk>(`${V}/desk`),
  myTasks: () => call<{ rows: { record: T.Rec; clock: T.Rec | null }[] }>(`${V}/me/tasks`),
  gaugesNow: () => call<T.GaugeNow[]>(`${V}/gauges/now`),
  readings: (query: { station: string; property?: string; from?: string; to?: string; max_points?: number }) =>
    call<T.Series>(`${V}/readings`, { query }),
  alarms: (query: ListQuery = {}) => call<T.Page>(`${V}/alarms`, { query: { ...query } }),
  clocks: (query: { state?: string; record?: string; holder?: string } = {}) => call<T.Page>(`${V}/clocks`, { query }),
  line: (body: { text: string; occurred_at?: string; task?: string; section?: string }, intent: string) =>
    call<T.LineAnswer>(`${V}/lines`, { method: 'POST', body, intent }),
  parseLine: (body: { text: string; section?: string }, signal?: AbortSignal) =>
    call<T.LineAnswer>(`${V}/lines/parse`, { method: 'POST', body, ...(signal ? { signal } : {}) }),
  consultationFacts: () => call<T.ConsultationFacts>(`${V}/consultation/facts`),
  consultationRoom: (id: T.Id) => call<Record<string, unknown>>(`${V}/records/consultation/${id}/room`),
  noticeReceipts: (id: T.Id) => call<Record<string, unknown>>(`${V}/records/level_notice/${id}/receipts`),
  deployment: (at?: string) => call<Record<string, unknown>>(`${V}/deployment`, { query: { at } }),
  incidentRoom: (id: T.Id) => call<T.IncidentRoom>(`${V}/records/dike_incident/${id}/room`),
  reportDraft: (id: T.Id) => call<{ title: string; text: string; unknowns: string[] }>(`${V}/records/dike_incident/${id}/draft`),
  afterAction: (id: T.Id) => call<Record<string, unknown>>(`${V}/records/dike_incident/${id}/after_action`),
  plans: () => call<unknown>(`${V}/plans`),
  planLint: (name: string, at?: string) => call<Record<string, unknown>>(`${V}/plans/${encodeURIComponent(name)}/lint`, { query: { at } }),
  responsible: (query: { section?: string; stake?: number; at?: string }) => call<T.RoomResponsible[]>(`${V}/responsible`, { query }),
  figures: () => call<{ items: Record<string, unknown>[] }>(`${V}/figures`),
  figure: (name: string, query: { period?: string; jurisdiction?: string; by?: string }) => call<Record<string, unknown>>(`${V}/figures/${name}`, { query }),
  briefDraft: (day: string) => call<T.BriefDraft>(`${V}/duty/brief`, { query: { day } }),
  zeroBoard: (day: string) => call<T.ZeroBoard>(`${V}/duty/zero`, { query: { day } }),
  mapBaseUrl: (name: string) => `/map/base/${name}.geojson`,
  mapLayerUrl: (type: string, bbox?: string) => address(`${V}/map/${type}.geojson`, { bbox }),
  /** TileJSON of a type; MapLibre wants it with its origin. */
  tilesUrl: (type: string) => location.origin + address(`/tiles/${type}.json`, {}),
};
