// The picture as it stood at an earlier hour: what had begun by then, and the last reading that was not too old.
export interface Feature { geometry: { type: string; coordinates: unknown } | null; properties: { id: string; type: string; label: string; state?: string | null; text?: string; [field: string]: unknown } }
/** @field heavy  how many there are, where they are too many to be fetched: tiles draw them, and `features` is empty */
export interface Collection { features: Feature[]; truncated?: boolean; heavy?: string }

export const kHour_ms = 3_600_000;
/** A reading older than this says nothing of the hour. */
export const kOld_ms = 3 * kHour_ms;
/** Fields that tell when a thing began. Registers have none of them: they stand at every hour. */
const kBegan = ['found_at', 'since', 'sent_at', 'received_at', 'called_at'];

/** Whether things of these fields begin at some hour, so that tiles, which hold now alone, cannot show an earlier one. */
export function begins(fields: { name: string }[]): boolean { return fields.some((f) => kBegan.includes(f.name)); }
export function began(f: Feature): number | null {
  for (const name of kBegan) {
    const at = typeof f.properties[name] === 'string' ? Date.parse(f.properties[name]) : NaN;
    if (Number.isFinite(at)) return at;
  }
  return null;
}
export function until(c: Collection, at: number): Collection {
  return { ...c, features: c.features.filter((f) => { const b = began(f); return b === null || b <= at; }) };
}
/** @param points in order of time @return null when there is none of that hour */
export function valueAt(points: [string, number, unknown][], at: number): number | null {
  let found: [string, number, unknown] | undefined;
  for (const p of points) { if (Date.parse(p[0]) > at) break; found = p; }
  return found && at - Date.parse(found[0]) <= kOld_ms ? found[1] : null;
}
/** Gives each gauge its stage as text; a gauge without one keeps its name alone. */
export function withStages(c: Collection, stages: Map<string, number | null>): Collection {
  return { ...c, features: c.features.map((f) => {
    const v = stages.get(f.properties.id);
    return v === undefined ? f : { ...f, properties: { ...f.properties, text: v === null ? f.properties.label : `${f.properties.label} ${v.toFixed(2)}` } };
  }) };
}
