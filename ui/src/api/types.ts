// Shapes of the server's answers, as docs/api/contract.md states them.

export type Lang = 'zh' | 'en';
/** A text in both languages. */
export interface Both { zh: string; en: string }
export type Id = string;
/** RFC 3339 with offset. */
export type Instant = string;

export interface PostInfo { id: Id; title: string; body: Id; body_name: string; jurisdiction_id: Id; roles: string[] }
export interface LedgerInfo { id: string; title: Both; kind: 'real' | 'drill' | 'scenario' }
export interface Session {
  account: string;
  person: { id: Id; name: string };
  posts: PostInfo[];
  acting_post: Id | null;
  names: { id: Id; name: string }[];
  csrf: string;
  ledger: string;
  ledgers: LedgerInfo[];
  demo: boolean;
  may: Record<string, string[]>;
  node: string;
}
export interface DemoPerson { account: string; name: string; post: string; note: Both; start: string }
export interface CityTime { city_now: Instant; wall_now: Instant; speed: number; zone: string }

export type FieldKind =
  | 'text' | 'long_text' | 'number' | 'integer' | 'money' | 'choice' | 'multi_choice' | 'boolean' | 'date' | 'instant'
  | 'duration' | 'reference' | 'references' | 'person' | 'jurisdiction' | 'attachment' | 'stake' | 'json';
/** A condition or computation as data, as the model states it. */
export type Expression = unknown;
export interface FieldInfo {
  name: string; kind: FieldKind; title: Both; help?: Both | null; unit?: string | null;
  /** Dictionary of a choice. */
  of?: string | null;
  /** Type that a reference points at. */
  to?: string | null;
  required?: boolean; personal?: boolean; min?: number | null; max?: number | null; max_length?: number | null;
  otherwise?: unknown; required_when?: Expression | null; visible_when?: Expression | null; computed?: Expression | null;
  /** No longer asked for: shown where it holds a value. */
  retired?: boolean;
}
export interface StateInfo { name: string; title: Both; final?: boolean }
export interface MoveInfo {
  name: string; title: Both; from: string[]; to: string; by?: string[]; needs?: string[]; takes?: string[];
  /** Cannot be undone: asks on a page of its own. */
  once?: boolean; two_person?: boolean;
}
export interface ClockInfo { name: string; title: Both; during: string[] | string; limit_ms: number; warn_ms?: number }
export interface TypeInfo {
  name: string; title: Both; help?: Both | null; group: string; place: 'none' | 'point' | 'line' | 'area';
  fields: FieldInfo[]; key?: string[]; label: string; list: string[]; filters?: string[]; responsible?: string[];
  governed_by?: string | null; icon?: string | null; append_only?: boolean; retired?: boolean;
  /** A register of the real city: the same rows in every ledger, changed in the real one only. */
  shared?: boolean; start?: string | null;
  states: StateInfo[]; moves: MoveInfo[]; clocks: ClockInfo[];
}
export interface Choice { value: string; title: Both; level?: number | null; retired?: boolean }
export interface Dictionary { title: Both; source?: string; choices: Choice[] }
export interface Model {
  version: string; types: Record<string, TypeInfo>; dictionaries: Record<string, Dictionary>;
  roles: Record<string, { title: Both }>;
}

/** GeoJSON geometry, WGS 84, longitude first. */
export interface Geometry { type: 'Point' | 'LineString' | 'Polygon' | 'MultiPolygon' | 'MultiLineString' | 'MultiPoint'; coordinates: unknown }
export type Fields = Record<string, unknown>;
export interface Rec {
  id: Id; type: string; version: number; ledger: string; owner_node: string; jurisdiction_id: Id | null;
  state: string | null; number: string | null; label: string; occurred_at: Instant | null; recorded_at: Instant;
  changed_at: Instant; created_by: string; model_version: string; deleted_at?: Instant | null; fields: Fields;
  geometry: Geometry | null; masked?: string[];
}
export type Refs = Record<Id, { type: string; label: string }>;
export interface Page { items: Rec[]; next_cursor: string | null; total: number; total_text?: string; refs: Refs }
export interface One { record: Rec; refs: Refs; moves: string[]; clocks: Rec[] }
export interface Change { type: string; id: Id; op: string; move?: string; state?: string; version?: number; label?: string }
export interface Written { record: Rec; refs: Refs; seq: number; changes?: Change[] }
export interface SearchHit { type: string; id: Id; label: string; snippet?: string }
export interface JournalEntry {
  seq: number; at: Instant; recorded_at: Instant; kind: string; ledger: string; actor: string; actor_name: string;
  changes: (Change & { fields?: Record<string, [unknown, unknown]> })[]; hash: string;
}

export type StageKind = 'defence' | 'warning' | 'guarantee' | 'record';
export interface Threshold { kind: string; value_m: number; valid_from?: string; valid_to?: string | null; source?: string; mark?: string }
export interface GaugeNow {
  id: Id; code: string; name: string; river: string; property: string; value: number | null; at: Instant | null;
  age_s: number | null; silent: boolean; quality: string | null; rate_m_h: number | null; stage_kind: StageKind | null;
  over_m: number | null; thresholds: Threshold[];
  next_forecast: { valid_at: Instant; value: number; issuer: string } | null;
}
export interface Series {
  station: Id; property: string; unit: string; points: [Instant, number, string | number][];
  forecast: { issuer: string; issued_at: Instant; points: [Instant, number, number | null][] } | null;
  thresholds: Threshold[];
}

/** A clock as the desk row carries it; the same fields as a record of type `clock`. */
export type ClockRec = Rec;
export interface Holder { post?: string | null; person?: string | null }
export interface DeskRow {
  record: Rec; kind: string; clock: Rec | null; holder: Holder | null; next: { move: string; title: Both } | null;
  level: number | null; band: 'now' | 'hour' | 'today';
}
export interface Desk {
  rows: DeskRow[]; counts: Record<string, number>;
  strip: {
    level_notice: Rec | null; on_dike: number | null; change: number | null; km_over_defence: number | null; km_over_warning: number | null; clocks_running: number;
    clocks_warn: number; late: number;
  };
  /** Places of the shift of now; see `dutySpan` for when it runs. */
  duty: Record<string, Holder | null>;
  handover: Rec[]; refs?: Refs;
}
/** From and to of the shift, which stand beside its places. */
export function dutySpan(duty: Desk['duty'] | undefined): { from: Instant | null; to: Instant | null } {
  const at = (v: unknown) => (typeof v === 'string' ? v : null);
  return { from: at(duty?.from), to: at(duty?.to) };
}
/** The daily brief as the server drafts it from the record. */
export interface BriefDraft {
  day: string; title: string; text: string; facts: Record<string, unknown>; unknowns: string[]; from: Instant; to: Instant; due_at: Instant;
}
export interface ZeroRow {
  id: Id; version: number; body: Id; name: string; state: 'due' | 'reported'; due_at: Instant; late: boolean; something: boolean;
  person?: Id; phone?: string; text?: string; channel?: string; reported_at?: Instant; reported_by?: Id;
}
export interface ZeroCounts { due: number; reported: number; something: number; reported_late: number; overdue: number }
export interface ZeroCounty extends ZeroCounts { id?: Id; name?: string; name_en?: string; rows: ZeroRow[] }
export interface ZeroBoard extends ZeroCounts { day: string; counties: ZeroCounty[]; refs: Refs; rows_url: string }
export interface Nearest { record?: Rec; id?: Id; label?: string; /** Unknown where either place is. */
  distance_km: number | null; /** By road as it is now; null where no road leads there or no network is loaded. */
  min?: number | null; straight: boolean }
export interface RoomResponsible {
  role: string; person: string | null; person_name?: string | null; post?: string | null; liaison?: string | null; liaison_name?: string | null;
  assignment?: Id | null; section?: Id; section_label?: string;
}
export interface IncidentRoom {
  record: Rec; refs: Refs; clocks: Rec[]; timeline: Rec[]; tasks: Rec[]; reports: Rec[]; callouts: Rec[];
  nearest: { stores: Nearest[]; teams: Nearest[]; experts: Nearest[] };
  responsible: RoomResponsible[]; section: Rec | null; gauge: GaugeNow | null;
}
export interface DeploymentRow {
  jurisdiction: Id; name?: string; km_over_defence: number | null; km_over_warning: number | null;
  km_forecast: number | null; people_present: number | null; people_due: number | null; [more: string]: unknown;
}
export interface ConsultationFacts {
  rain: unknown; water: unknown; incidents: unknown; losses: unknown; works: unknown;
  deployment: DeploymentRow[]; totals: Partial<DeploymentRow> | null; proposal: Rec | null;
}
export interface LineFacts {
  stake?: number | null; side?: string | null; distance_m?: number | null; kind?: string | null; water?: string | null;
  people?: number | null; goods?: string | null; [more: string]: unknown;
}
export interface LineAnswer { record?: Rec; facts: LineFacts; proposal: { type: string; fields: Fields } | null }
