// Roads, the one-hour circle and dispatch: shapes, calls and questions of docs/api/contract.md.
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { call, callState } from './client.ts';
import type { Both, Geometry, Id, Instant, Rec, Refs } from './types.ts';

type XY = [number, number];
export interface Feature<P = Record<string, unknown>> { type: 'Feature'; geometry: Geometry; properties: P }
export interface Features<P = Record<string, unknown>> { type: 'FeatureCollection'; features: Feature<P>[] }

export interface RoadsAbout {
  ready: boolean; generated: boolean; attribution: string; profiles: { name: string; title: Both }[];
  nodes?: number; edges?: number; built_at?: Instant | null; extent?: number[];
}
export interface RoadBuild { state: 'none' | 'running' | 'done' | 'failed'; step?: string; share?: number; refused?: Both & { code: string }; report?: { nodes?: number } }
/** A condition as drawn: closed, or a number such as the depth of water in metres. */
export interface DrawnProps { id: string; effect: 'closed' | 'water_depth' | 'speed_factor' | 'weight_limit'; value?: number }
export type Drawn = Feature<DrawnProps>;
export interface Reach {
  budgets_min: number[]; roads?: Features<{ band: number; from_min?: number; to_min?: number }>; /** For a zoom: lines by band on a grid, x, y and then differences. */ drawn_roads?: { origin: XY; step: XY; bands: number[][][] }; areas?: Features | undefined;
  length_km: number[]; moved_m?: number[]; generated: boolean; attribution: string; took_ms?: number;
}
export interface RouteStep { text: Both; km: number; min: number; at: XY }
export interface Route { min: number; km: number; line: Geometry; steps: RouteStep[] }

export interface CirclePlace {
  id: Id; label: string; jurisdiction?: string | null; /** Unknown where nobody has counted. */ people: number | null; at: XY | null;
  first: { store: Id; min: number } | null; reached_by: { store: Id; min: number }[]; covered: boolean;
}
export interface CircleStore { id: Id; label: string; at?: XY | null; order_to_departure_min: { day: number; night: number }; covers_people: number; covers_places?: number }
export interface Circle {
  /** Null when no place's people are known. */ total_people: number | null; covered_people: number | null; covered_share: number | null; doubly_people: number | null;
  places_total?: number; places_covered?: number;
  places: CirclePlace[]; stores: CircleStore[]; uncovered: Id[];
  before?: { covered_people: number | null; lost_places: Id[] } | null;
  closures?: { id: Id; label: string; lost_people: number; lost_places: Id[] }[];
  stores_left_out?: { id: Id; label: string; why: string }[];
}
export interface CircleAsk { budget_min: number; profile?: string; night?: boolean; kind?: 'relief' | 'flood' | 'any'; drawn?: Drawn[]; stores?: Id[]; level: 'village' | 'township'; roads_at?: Instant; speed_factor?: number; closures?: boolean }
export interface ShortfallItem {
  goods: string; title?: Both | string; unit: string; need: number; norm?: { text: Both | string; clause?: Both | string; mark?: string } | null;
  arrives: number[]; shortfall: number[];
}
export interface Siting {
  chosen: { place: Id; label: string; at: XY; gain_people: number; gain_places?: number }[]; covered_people: number | null;
  optimal: boolean; gap_share: number; solver: string; took_ms: number;
}

export interface Need { goods: string; quantity: number; unit?: string; norm?: Both | null; mark?: string | null }
export interface ProposedItem { goods: string; batch?: Id | null; reserve?: Id | null; batch_no?: string; expires_on?: string; quantity: number; unit: string }
/** `store` or `reserve` (a pile by the dike) is where it leaves from. */
export interface ProposedOrder { store?: Id; reserve?: Id; label: string; expected_at: Instant; min: number; km: number; items: ProposedItem[]; why: string | Both; lorries?: { vehicle: Id; label: string; load_t: number; min: number }[]; weight_t?: number; volume_m3?: number; /** Share of the load that the lorries do not take in one trip. */ lorries_missing?: number; uncounted?: { goods: string; quantity: number; unit: string }[] }
export type WhyNot = 'locked' | 'expired' | 'cut_off' | 'too_late' | 'none_free' | 'not_needed';
export interface Proposal {
  orders: ProposedOrder[]; unmet: { goods: string; quantity: number; unit?: string }[];
  others: { store?: Id; reserve?: Id; label?: string; goods?: string; why_not: WhyNot | string; text?: string | Both }[];
  /** Goods that other needs want as well, and the share of them that this one can have. */ shares?: { goods: string; share: number; among: number }[];
}
export interface NeedAsk { about?: Id | null; at: XY; title: string; to_text: string; wanted_at: Instant; items: { goods: string; quantity: number; unit?: string }[] }
/** A clock as the board tells it: its fields without the record around them. */
export interface BoardClock { id: Id; state: string; name?: string; title?: string; started_at?: Instant; warn_at?: Instant; due_at?: Instant; met_at?: Instant | null }
export interface BoardOrder { record: Rec; items: Rec[]; clocks: BoardClock[]; late?: boolean; lateness_min?: number | null; vehicle_at?: XY | null; eta?: Instant | null; moves?: string[]; refs?: Refs }
export interface Board { orders: BoardOrder[]; needs: BoardOrder[]; refs?: Refs }
export interface Candidate { id: Id; type: string; label: string; min: number; ready_min: number; arrive_at: Instant; called?: string; phone?: string }
export interface Needs { items: Need[]; teams?: Candidate[]; experts?: Candidate[]; teams_wanted?: number; experts_wanted?: number; at?: XY; wanted_at?: Instant; source?: Both; mark?: string; invented?: boolean }
/** Somebody who could come, with the latest call about what is asked. */
export interface HelperCall { id: Id; state: string; person?: Id; rung?: number; due_at?: Instant; answered_at?: Instant; answered_by?: Id; answer?: string; arrive_at?: Instant; recalled_at?: Instant; recalls?: Id }
export interface Helper { id: Id; type: HelperType; label: string; at: XY | null; min: number | null; ready_min: number; arrive_at?: Instant; person?: Id; phone?: string; kind?: string; people?: number; capabilities?: string[]; fields_of_work?: string[]; unit?: string; rank?: string; load_t?: number; seats?: number; why_not?: string; call?: HelperCall }
export type HelperType = 'rescue_team' | 'expert' | 'vehicle';
export interface Helpers { at: XY; label: string; helpers: Helper[]; unavailable: Helper[]; refs: Refs; generated?: boolean; attribution?: string }
export interface HelperAsk { about?: Id; at?: XY; of?: HelperType[]; capabilities?: string[] }
export interface VillageSheet { steps: { text: Both; km: number }[]; households?: number; frail?: number; assembly?: string; means?: string[]; vehicles_needed?: number; leader?: Id; township_leader?: Id; shelter_address?: string; shelter_manager?: Id }
export interface Moved { village: Id; village_label: string; village_at: XY; shelter: Id; shelter_label: string; shelter_at: XY; people: number; min: number; km?: number; line?: Geometry; sheet?: VillageSheet }
export interface Evacuation {
  mode: 'road' | 'foot'; assignments: Moved[]; unplaced: { village: Id; label: string; at: XY; people: number | null; why: string; nearest?: { label: string; min: number } }[];
  shelters: { shelter: Id; label: string; at: XY; room: number; people: number }[]; villages: number; people: number; total_person_min: number; bound: number; gap_share: number; split: number; solver: string;
  without_place: string[]; flood?: Geometry; generated: boolean; attribution: string; refs?: Refs;
}
export interface EvacuationAsk { villages?: Id[]; area?: Id; flood?: Geometry; water?: boolean; /** Villages need not stay together. */ split?: boolean; mode: 'road' | 'foot' }
/** `qr_rows`: a row of 1 (dark) and 0 each, without the quiet zone. */
export interface Card { record: Rec; items: Rec[]; qr: string; qr_rows: string[]; route?: { km: number; min: number; generated: boolean; attribution: string; steps: RouteStep[] }; refs?: Refs }

const V = '/api/v1';
const post = <R>(path: string, body: unknown, signal?: AbortSignal) => call<R>(`${V}${path}`, { method: 'POST', body, ...(signal ? { signal } : {}) });

export const supply = {
  roads: () => call<RoadsAbout>(`${V}/roads`),
  lastBuild: () => call<RoadBuild>(`${V}/roads/build`),
  buildRoads: (file: File) => call<RoadBuild>(`${V}/roads/build`, { method: 'POST', raw: { data: file, type: 'application/octet-stream', name: file.name } }),
  reach: (body: { sources: { at: XY; offset_min?: number; label?: string }[]; budgets_min: number[]; profile?: string; direction?: 'from' | 'towards'; drawn?: Drawn[]; areas?: boolean; roads?: boolean; zoom?: number; bbox?: number[]; roads_at?: Instant; speed_factor?: number }, signal?: AbortSignal) => post<Reach>('/roads/reach', body, signal),
  route: (body: { from: XY; to: XY; profile?: string; alternatives?: number; drawn?: Drawn[] }) => post<{ routes: Route[]; generated: boolean; attribution: string }>('/roads/route', body),
  closures: () => call<Features>(`${V}/roads/closures`),
  circle: (body: CircleAsk, signal?: AbortSignal) => post<Circle>('/circle', body, signal),
  shortfall: (body: { affected: number | Record<Id, number>; at?: XY; jurisdiction?: Id; hours?: number[] }) => post<{ items: ShortfallItem[]; hours?: number[] }>('/circle/shortfall', body),
  siting: (body: { k: number; level?: 'township' | 'village'; budget_min: number; profile?: string; night?: boolean; kind?: 'relief' | 'flood' | 'any'; candidates?: 'townships' | 'villages' | 'stores'; drawn?: Drawn[]; roads_at?: Instant; speed_factor?: number }) => post<Siting>('/circle/siting', body),
  propose: (body: NeedAsk) => post<Proposal>('/dispatch/propose', body),
  accept: (body: NeedAsk & { orders: ProposedOrder[]; jurisdiction_id?: Id }, intent: string) => call<{ orders: Rec[]; reservations: Rec[] }>(`${V}/dispatch/accept`, { method: 'POST', body, intent }),
  board: () => call<Board>(`${V}/dispatch/board`),
  needs: (incident: Id) => call<Needs>(`${V}/dispatch/needs`, { query: { incident } }),
  helpers: (body: HelperAsk) => post<Helpers>('/dispatch/helpers', body),
  callOut: (body: { about?: Id; at?: XY; to_text?: string; text?: string; helpers: Id[] }, intent: string) => call<{ callouts: Rec[] }>(`${V}/dispatch/callouts`, { method: 'POST', body, intent }),
  recall: (body: { about?: Id; helpers: Id[]; why: string }, intent: string) => call<{ callouts: Rec[] }>(`${V}/dispatch/callouts/recall`, { method: 'POST', body, intent }),
  evacuate: (body: EvacuationAsk, signal?: AbortSignal) => post<Evacuation>('/evacuation', body, signal),
  keepEvacuation: (body: EvacuationAsk & { title: string; about?: Id; jurisdiction_id?: Id | null }, intent: string) => call<{ record: Rec }>(`${V}/evacuation/plans`, { method: 'POST', body, intent }),
  card: (order: Id) => call<Card>(`${V}/dispatch/orders/${order}/card`),
};

// Keys begin with `list` and a type, so that the live stream marks them old when rows of that type change.
const scope = () => [callState().ledger, callState().lang];
export const useRoads = () => useQuery({ queryKey: ['roads', ...scope()], queryFn: supply.roads, staleTime: 300_000 });
export const useReach = (body: Parameters<typeof supply.reach>[0], enabled: boolean) =>
  useQuery({ queryKey: ['list', 'road_closure', 'reach', body, ...scope()], queryFn: ({ signal }) => supply.reach(body, signal), enabled, staleTime: 120_000, placeholderData: keepPreviousData });
export const useCircle = (body: CircleAsk, enabled: boolean) =>
  useQuery({ queryKey: ['list', 'road_closure', 'circle', body, ...scope()], queryFn: ({ signal }) => supply.circle(body, signal), enabled, staleTime: 120_000, placeholderData: keepPreviousData });
export const useClosures = () => useQuery({ queryKey: ['list', 'road_closure', 'map', ...scope()], queryFn: supply.closures });
export const useBoard = () => useQuery({ queryKey: ['list', 'transfer_order', 'board', ...scope()], queryFn: supply.board, refetchInterval: 60_000 });
export const useNeeds = (incident: Id) => useQuery({ queryKey: ['one', 'dike_incident', incident, 'needs', ...scope()], queryFn: () => supply.needs(incident), enabled: incident !== '' });
export const useCard = (order: Id) => useQuery({ queryKey: ['one', 'transfer_order', order, 'card', ...scope()], queryFn: () => supply.card(order), enabled: order !== '' });
export const useHelpers = (body: HelperAsk, enabled: boolean) => useQuery({ queryKey: ['list', 'callout', 'helpers', body, ...scope()], queryFn: () => supply.helpers(body), enabled, placeholderData: keepPreviousData, refetchInterval: 60_000 });
export const useEvacuation = (body: EvacuationAsk, enabled: boolean) => useQuery({ queryKey: ['list', 'road_closure', 'evacuation', body, ...scope()], queryFn: ({ signal }) => supply.evacuate(body, signal), enabled, staleTime: 120_000, placeholderData: keepPreviousData });
export const useRoute = (body: { from: XY; to: XY; profile?: string; alternatives?: number }, enabled: boolean) => useQuery({ queryKey: ['list', 'road_closure', 'route', body, ...scope()], queryFn: () => supply.route(body), enabled, staleTime: 60_000, retry: false });
