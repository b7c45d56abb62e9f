// One live stream per browser, shared by its tabs: a SharedWorker holds it, or (where there is none) the tab that holds a lock.
import { setCityTime } from './clock.ts';
import { address } from './client.ts';
import type { Change } from './types.ts';

export type LiveMessage =
  | { kind: 'open' } | { kind: 'lost' } | { kind: 'beat' }
  | { kind: 'hello'; city_now: string; speed: number; seq: number }
  | { kind: 'change'; seq: number; at: string; changes: Change[] }
  | { kind: 'readings'; stations: string[] };

export interface LiveState { connected: boolean; lastHeard: number; seq: number }
let current: LiveState = { connected: false, lastHeard: Date.now(), seq: 0 };
const stateListeners = new Set<() => void>();
const messageListeners = new Set<(m: LiveMessage) => void>();
let stop: (() => void) | undefined;

export function liveState(): LiveState { return current; }
export function onLiveState(l: () => void): () => void { stateListeners.add(l); return () => { stateListeners.delete(l); }; }
export function onLive(l: (m: LiveMessage) => void): () => void { messageListeners.add(l); return () => { messageListeners.delete(l); }; }

function take(m: LiveMessage): void {
  const heard = m.kind !== 'lost';
  current = {
    connected: m.kind === 'lost' ? false : true,
    lastHeard: heard ? Date.now() : current.lastHeard,
    seq: m.kind === 'change' || m.kind === 'hello' ? m.seq : current.seq,
  };
  if (m.kind === 'hello') setCityTime(m.city_now, m.speed);
  for (const l of messageListeners) l(m);
  for (const l of stateListeners) l();
}

/** Opens the stream of the ledger; a second call replaces the first. */
export function startLive(): void {
  stopLive();
  const url = new URL(address('/api/v1/live'), location.href).href;
  current = { connected: false, lastHeard: Date.now(), seq: 0 };
  stop = typeof SharedWorker === 'function' ? shareByWorker(url) : shareByLeader(url);
}
export function stopLive(): void { stop?.(); stop = undefined; }

function shareByWorker(url: string): () => void {
  const worker = new SharedWorker(new URL('./live.worker.ts', import.meta.url), { type: 'module', name: 'muster-live' });
  worker.port.onmessage = (e: MessageEvent<LiveMessage>) => take(e.data);
  worker.port.start();
  worker.port.postMessage({ open: url });
  return () => { worker.port.postMessage({ close: true }); worker.port.close(); };
}

function shareByLeader(url: string): () => void {
  const channel = typeof BroadcastChannel === 'function' ? new BroadcastChannel(`muster-live ${url}`) : undefined;
  let close = () => {};
  let ended = false;
  if (channel) channel.onmessage = (e: MessageEvent<LiveMessage>) => take(e.data);
  const lead = () => new Promise<void>((done) => {
    if (ended) return done();
    const end = openStream(url, (m) => { take(m); channel?.postMessage(m); });
    close = () => { end(); done(); };
  });
  if (navigator.locks) void navigator.locks.request(`muster-live ${url}`, lead);
  else void lead();
  return () => { ended = true; close(); channel?.close(); };
}

/** Reads the event stream with fetch, so that heartbeat comments are seen too; resumes with Last-Event-ID. */
export function openStream(url: string, tell: (m: LiveMessage) => void): () => void {
  const abort = new AbortController();
  let last = '';
  let wait = 1000;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const again = () => {
    if (abort.signal.aborted) return;
    tell({ kind: 'lost' });
    timer = setTimeout(() => void run(), wait);
    wait = Math.min(wait * 2, 15000);
  };
  const run = async () => {
    try {
      const headers: Record<string, string> = { Accept: 'text/event-stream' };
      if (last) headers['Last-Event-ID'] = last;
      const r = await fetch(url, { headers, signal: abort.signal, credentials: 'same-origin', cache: 'no-store' });
      if (!r.ok || !r.body) return again();
      wait = 1000;
      tell({ kind: 'open' });
      const reader = r.body.pipeThrough(new TextDecoderStream()).getReader();
      const parse = streamParser((event, data, id) => {
        if (id) last = id;
        const m = messageOf(event, data);
        if (m) tell(m);
      }, () => tell({ kind: 'beat' }));
      for (;;) {
        const { value, done } = await reader.read();
        if (done) break;
        parse(value);
      }
    } catch { /* a broken connection ends here; the retry says so */ }
    again();
  };
  void run();
  return () => { abort.abort(); if (timer) clearTimeout(timer); };
}

function messageOf(event: string, data: string): LiveMessage | undefined {
  let d: Record<string, unknown>;
  try { d = JSON.parse(data); } catch { return undefined; }
  if (event === 'hello') return { kind: 'hello', city_now: String(d.city_now), speed: Number(d.speed ?? 1), seq: Number(d.seq ?? 0) };
  if (event === 'change') return { kind: 'change', seq: Number(d.seq ?? 0), at: String(d.at ?? ''), changes: (d.changes as Change[]) ?? [] };
  if (event === 'readings') return { kind: 'readings', stations: (d.stations as string[]) ?? [] };
  return undefined;
}

/** Parser of text/event-stream; `event(name, data, id)` per message, `beat` per comment line. */
export function streamParser(event: (name: string, data: string, id: string) => void, beat: () => void): (chunk: string) => void {
  let rest = '';
  let name = '';
  let data: string[] = [];
  let id = '';
  return (chunk) => {
    rest += chunk;
    for (;;) {
      const end = rest.search(/\r\n|\n|\r/);
      // A carriage return at the very end may be half of CR LF.
      if (end < 0 || (rest[end] === '\r' && end === rest.length - 1)) return;
      const line = rest.slice(0, end);
      rest = rest.slice(end + (rest[end] === '\r' && rest[end + 1] === '\n' ? 2 : 1));
      if (line === '') {
        if (data.length) event(name || 'message', data.join('\n'), id);
        name = ''; data = []; id = '';
      } else if (line.startsWith(':')) beat();
      else {
        const colon = line.indexOf(':');
        const key = colon < 0 ? line : line.slice(0, colon);
        const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
        if (key === 'event') name = value;
        else if (key === 'data') data.push(value);
        else if (key === 'id') id = value;
      }
    }
  };
}
