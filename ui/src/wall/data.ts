// What the wall shows: the same rows as the desk, fetched again and again and never accumulated.
import { useSyncExternalStore } from 'react';
import { api, call, setCallState } from '../api/client.ts';
import { syncCityTime } from '../api/clock.ts';
import { onLive, startLive } from '../api/live.ts';
import { Problem } from '../api/problem.ts';
import type { Both, Desk, GaugeNow, LedgerInfo, Model, Page, Rec, Refs, Session } from '../api/types.ts';
import { cityNow } from '../api/clock.ts';
import type { Shape } from './map.ts';

/** Rows of a register that the wall draws are at most this many; a page of the API holds 200. */
const kMost = 1200;
const kEvery = 10_000;
const kGroundEvery = 60 * 60_000;

export interface Ground { counties: Shape[]; rivers: Shape[]; lakes: Shape[]; dikes: Rec[]; sections: Rec[]; huts: Rec[]; gauges: Rec[]; refs: Refs; counties_of: Record<string, Both> }
export interface WallState {
  session: Session | null;
  ledger: LedgerInfo | null;
  /** `guest`: nobody is signed in; `lost`: no answer; `on`: rows are shown. */
  state: 'starting' | 'guest' | 'lost' | 'on';
  desk: Desk | null;
  gauges: GaugeNow[];
  incidents: Rec[];
  shifts: Rec[];
  totals: { km_over_warning?: number | null; km_over_defence?: number | null; people_present?: number | null };
  ground: Ground | null;
  model: Model | null;
  /** City time of the last whole answer. */
  asOf: number | null;
  /** Browser time of it, for the age in seconds. */
  heard: number;
}

let state: WallState = {
  session: null, ledger: null, state: 'starting', desk: null, gauges: [], incidents: [], shifts: [], totals: {}, ground: null, model: null, asOf: null, heard: 0,
};
const listeners = new Set<() => void>();
const put = (change: Partial<WallState>) => { state = { ...state, ...change }; for (const l of listeners) l(); };
export const useWall = (): WallState => useSyncExternalStore((l) => { listeners.add(l); return () => { listeners.delete(l); }; }, () => state);

/** Signs in by `#token=…` once, or as the demonstration's wall where the server offers one; never asks. */
async function signIn(): Promise<Session | null> {
  const token = new URLSearchParams(location.hash.slice(1)).get('token');
  if (token) {
    history.replaceState(null, '', location.pathname + location.search);
    return api.signInByLink(token);
  }
  try { return await api.session(); }
  catch (e) { if (!(e instanceof Problem) || e.status !== 401) throw e; }
  const people = await api.demoPeople().catch(() => []);
  const wall = people.find((p) => p.start.startsWith('/wall'));
  return wall ? api.signInDemo(wall.account) : null;
}

export async function startWall(): Promise<void> {
  let soon: ReturnType<typeof setTimeout> | undefined;
  onLive((m) => {
    if (m.kind !== 'change' && m.kind !== 'readings') return;
    soon ??= setTimeout(() => { soon = undefined; void refresh(); }, 1000);
  });
  await connect();
  setInterval(() => void (state.session ? refresh() : connect()), kEvery);
  setInterval(() => void fetchGround().catch(() => undefined), kGroundEvery);
}

async function connect(): Promise<void> {
  try {
    const session = await signIn();
    if (!session) return put({ state: 'guest' });
    const wanted = new URLSearchParams(location.search).get('ledger');
    // A demonstration's wall shows the scenario: the real ledger of the invented city is quiet.
    const scenario = session.demo ? session.ledgers.find((l) => l.kind === 'scenario') : undefined;
    const ledger = session.ledgers.find((l) => l.id === wanted) ?? scenario ?? session.ledgers.find((l) => l.id === session.ledger) ?? session.ledgers[0] ?? null;
    setCallState({ csrf: session.csrf, ledger: ledger?.id ?? session.ledger, post: session.acting_post ?? session.posts[0]?.id ?? null });
    put({ session, ledger });
    startLive();
    put({ model: await api.model() });
    await refresh();
    await fetchGround();
  } catch (e) { fault(e); }
}

function fault(e: unknown): void {
  if (e instanceof Problem && e.status === 401) return put({ session: null, state: 'guest' });
  put({ state: state.desk ? 'on' : 'lost' });
}

let busy = false;
/** One round of answers replaces the one before; a failed round leaves the old rows with their age. */
async function refresh(): Promise<void> {
  if (busy || !state.session) return;
  busy = true;
  try {
    await syncCityTime();
    const [desk, gauges, incidents, shifts, facts] = await Promise.all([
      api.desk(), api.gaugesNow(), maybe(api.list('dike_incident', { sort: '-found_at', limit: 100 })),
      maybe(api.list('patrol_shift', { filter: ['state:eq:due'], sort: 'due_at', limit: 200 })), maybe(api.consultationFacts()),
    ]);
    put({
      desk, gauges, state: 'on', asOf: cityNow(), heard: Date.now(), shifts: shifts?.items ?? [], totals: facts?.totals ?? {},
      incidents: (incidents?.items ?? []).filter((r) => r.state !== 'closed' && r.state !== 'excluded'),
    });
  } catch (e) { fault(e); }
  finally { busy = false; }
}

/** What does not change by the minute: the land, the dikes, the huts. */
async function fetchGround(): Promise<void> {
  if (!state.session) return;
  const [counties, rivers, lakes, dikes, sections, huts, gauges, places] = await Promise.all([
    shapes('counties'), shapes('rivers'), shapes('lakes'), everything('dike'), everything('dike_section'), everything('hut'), everything('gauge'), everything('jurisdiction', ['level:eq:county']),
  ]);
  put({ ground: {
    counties, rivers, lakes, dikes: dikes.items, sections: sections.items, huts: huts.items, gauges: gauges.items, refs: { ...sections.refs, ...dikes.refs },
    counties_of: Object.fromEntries(places.items.map((p) => [p.id, { zh: String(p.fields.name ?? p.label), en: String(p.fields.name_en ?? p.fields.name ?? p.label) }])),
  } });
}

async function shapes(name: string): Promise<Shape[]> {
  const answer = await call<{ features?: Shape[] }>(api.mapBaseUrl(name), { noLedger: true }).catch(() => null);
  return answer?.features ?? [];
}

/** All rows of a register up to a bound; an unreadable one is empty. */
async function everything(type: string, filter: string[] = []): Promise<Pick<Page, 'items' | 'refs'>> {
  const items: Rec[] = [];
  const refs: Refs = {};
  let cursor: string | undefined;
  do {
    const page: Page | null = await maybe(api.list(type, { filter, limit: 200, ...(cursor ? { cursor } : {}) }));
    if (!page) break;
    items.push(...page.items);
    Object.assign(refs, page.refs);
    cursor = page.next_cursor ?? undefined;
  } while (cursor && items.length < kMost);
  return { items, refs };
}

async function maybe<T>(answer: Promise<T>): Promise<T | null> {
  try { return await answer; }
  catch (e) {
    if (e instanceof Problem && e.status >= 400 && e.status !== 401) return null;
    throw e;
  }
}
