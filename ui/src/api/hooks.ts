// Questions to the server as TanStack queries; the live stream says when an answer has grown old.
import { QueryClient, useMutation, useQuery, useQueryClient, type UseQueryOptions } from '@tanstack/react-query';
import { useRef, useSyncExternalStore } from 'react';
import { api, callState, newIntent, type ListQuery, type MoveBody, type NewRecord } from './client.ts';
import { citySpeed } from './clock.ts';
import { liveState, onLive, onLiveState, type LiveMessage } from './live.ts';
import { Problem } from './problem.ts';
import type * as T from './types.ts';

export function makeQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        // The server stands in the same building: whether there is an internet says nothing about it.
        networkMode: 'always',
        staleTime: 15_000,
        // A refusal stays a refusal; only what may pass is tried again.
        retry: (count, e) => e instanceof Problem && e.retryable && count < 2,
        refetchOnWindowFocus: false,
      },
      mutations: { retry: false, networkMode: 'always' },
    },
  });
}

/** Screens made of many records; each is asked again when one of its types changes (empty: any type). */
const screens: Record<string, string[]> = {
  desk: [], myTasks: ['task', 'callout', 'clock'], gauges: ['gauge', 'threshold', 'forecast', 'alarm'],
  facts: [], deployment: ['patrol_report', 'patrol', 'patrol_shift', 'dike_section', 'alarm', 'level_notice'],
  incidentRoom: [], consultationRoom: ['consultation', 'level_notice', 'receipt', 'task'], receipts: ['receipt'],
  clocks: ['clock'], series: ['forecast'], plans: ['assignment', 'responsibility', 'post', 'person'], journal: [],
  responsible: ['responsibility', 'assignment', 'person'], net: ['responsibility', 'assignment', 'person'], netGaps: ['responsibility', 'assignment'], netCell: ['responsibility', 'assignment', 'person'],
  netAsk: ['person', 'contact_proof', 'responsibility'], netHere: ['responsibility', 'assignment', 'person'], netSheet: ['responsibility', 'assignment'], search: [], map: [],
  zero: ['zero_report'], brief: ['dike_incident', 'level_notice', 'guard_report', 'warning', 'callout', 'call_record', 'document_in', 'duty_shift', 'zero_report'],
};

/** Marks answers as old by the stream's messages, at most once per `pause_ms` (on a sped-up clock, where everything changes at once,
 *  four times rarer). @return stops listening */
export function bindLive(client: QueryClient, pause_ms = 800): () => void {
  let types = new Set<string>();
  let ids = new Set<string>();
  let readings = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const flush = () => {
    timer = undefined;
    const [t, i, r] = [types, ids, readings];
    types = new Set(); ids = new Set(); readings = false;
    void client.invalidateQueries({
      predicate: (q) => {
        const [what, a, b] = q.queryKey as string[];
        if (what === 'list') return t.has(a!);
        if (what === 'one' || what === 'history') return i.has(b!) || (a === 'clock' && t.has('clock'));
        if ((what === 'gauges' || what === 'series' || what === 'facts') && r) return true;
        const wanted = screens[what ?? ''];
        return wanted !== undefined && t.size > 0 && (wanted.length === 0 || wanted.some((x) => t.has(x)));
      },
    });
  };
  const hear = (m: LiveMessage) => {
    if (m.kind === 'change') for (const c of m.changes) { types.add(c.type); ids.add(c.id); }
    else if (m.kind === 'readings') readings = true;
    else return;
    timer ??= setTimeout(flush, citySpeed() > 10 ? pause_ms * 4 : pause_ms);
  };
  const stop = onLive(hear);
  return () => { stop(); if (timer) clearTimeout(timer); };
}

export const useLive = () => useSyncExternalStore(onLiveState, liveState);

type Options<R> = Omit<UseQueryOptions<R, Error, R>, 'queryKey' | 'queryFn'>;
function useAsk<R>(key: unknown[], ask: () => Promise<R>, options?: Options<R>) {
  return useQuery<R, Error, R>({ queryKey: [...key, callState().ledger, callState().lang], queryFn: ask, ...options });
}

export const useSessionQuery = () => useQuery({ queryKey: ['session'], queryFn: api.session, retry: (n, e) => e instanceof Problem && e.retryable && n < 5, staleTime: 300_000 });
export const useModelQuery = (enabled = true) => useQuery({ queryKey: ['model'], queryFn: api.model, staleTime: Infinity, enabled });
export const useList = (type: string, query: ListQuery = {}, options?: Options<T.Page>) => useAsk(['list', type, query], () => api.list(type, query), options);
export const useOne = (type: string, id: string, options?: Options<T.One>) => useAsk(['one', type, id], () => api.get(type, id), options);
export const useHistory = (type: string, id: string, options?: Options<{ items: T.JournalEntry[] }>) => useAsk(['history', type, id], () => api.history(type, id), options);
export const useDesk = (options?: Options<T.Desk>) => useAsk(['desk'], api.desk, { refetchInterval: 60_000, ...options });
export const useMyTasks = () => useAsk(['myTasks'], api.myTasks);
export const useGauges = (options?: Options<T.GaugeNow[]>) => useAsk(['gauges'], api.gaugesNow, { refetchInterval: 60_000, ...options });
export const useSeries = (query: Parameters<typeof api.readings>[0], options?: Options<T.Series>) => useAsk(['series', query.station, query], () => api.readings(query), options);
export const useFacts = () => useAsk(['facts'], api.consultationFacts, { refetchInterval: 60_000 });
export const useDeployment = (at?: string) => useAsk(['deployment', at], () => api.deployment(at));
export const useIncidentRoom = (id: string, options?: Options<T.IncidentRoom>) => useAsk(['incidentRoom', id], () => api.incidentRoom(id), options);
export const useReceipts = (id: string, options?: Options<Record<string, unknown>>) => useAsk(['receipts', id], () => api.noticeReceipts(id), options);
export const usePlans = () => useAsk(['plans'], api.plans);
export const usePlanLint = (name: string, at?: string) => useAsk(['plans', name, at], () => api.planLint(name, at), { enabled: name !== '' });
export const useResponsible = (query: Parameters<typeof api.responsible>[0], enabled = true) => useAsk(['responsible', query], () => api.responsible(query), { enabled });

export const useZeroBoard = (day: string) => useAsk(['zero', day], () => api.zeroBoard(day), { refetchInterval: 60_000 });
export const useBriefDraft = (day: string, enabled: boolean) => useAsk(['brief', day], () => api.briefDraft(day), { enabled });

/** A write of one record: the intent id stays the same until it is answered, so a second press has no second effect. */
export function useWrite<A, R>(write: (argument: A, intent: string) => Promise<R>) {
  const client = useQueryClient();
  const kept = useRef(new Map<string, string>());
  return useMutation<R, Error, A>({
    mutationFn: async (argument: A) => {
      const key = JSON.stringify(argument);
      const intent = kept.current.get(key) ?? newIntent();
      kept.current.set(key, intent);
      const answer = await write(argument, intent);
      kept.current.delete(key);
      return answer;
    },
    onSuccess: () => { void client.invalidateQueries({ predicate: (q) => q.queryKey[0] !== 'model' && q.queryKey[0] !== 'session' }); },
  });
}
export interface MoveArgs { type: string; id: string; move: string; body: MoveBody; version?: number }
export const useMove = () => useWrite((a: MoveArgs, intent) => api.move(a.type, a.id, a.move, a.body, intent, a.version));
export const useCreate = () => useWrite((a: { type: string; body: NewRecord }, intent) => api.create(a.type, a.body, intent));
export const usePatch = () => useWrite((a: { type: string; id: string; version: number; body: Partial<NewRecord> }, intent) => api.patch(a.type, a.id, a.version, a.body, intent));
