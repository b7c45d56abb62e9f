/** Outlines by kind: what is fixed is square, what moves is round, trouble is pointed. */
const kFixed = 'M3.5 3.5h17v17h-17Z';
const kMoving = 'M12 3a9 9 0 1 0 .01 0Z';
const kTrouble = 'M12 .9 23.1 12 12 23.1.9 12Z';

/** The drawings of symbols/*.svg, which stay the source; a test compares them. */
export const kSymbols = {
  gauge: [kFixed, 'M10 5v14M10 7h4M10 10.3h3M10 13.6h4M10 17h3'],
  incident: [kTrouble, 'M8 15.5q4 2 8 0M12 13.5v-3M9.2 12.5l-.8-2M14.8 12.5l.8-2M12 7.6v.3'],
  store: [kFixed, 'M6.5 11 12 7l5.5 4v6.5h-11ZM9.5 17.5v-4h5v4'],
  team: [kMoving, 'M9.2 10.2a1.7 1.7 0 1 0 .01 0M14.8 10.2a1.7 1.7 0 1 0 .01 0M6.4 17c.2-2.6 5.4-2.6 5.6 0M12 17c.2-2.6 5.4-2.6 5.6 0'],
  shelter: [kFixed, 'M5.8 17.5 12 7l6.2 10.5ZM12 17.5v-4'],
  hazard: [kFixed, 'M8 7.5h8M9 7.5v4.2L7 16.8h10l-2-5.1V7.5M8.4 14h7.2'],
  sluice: [kFixed, 'M7 6.5v11M17 6.5v11M7 9h10M9.5 11.5h5v6h-5ZM12 6.5v5'],
  pump: [kFixed, 'M12 8a4 4 0 1 0 .01 0M12 12V8M12 12l3.4 2M12 12l-3.4 2M16 8.4h2'],
  hut: [kFixed, 'M6.5 12 12 8l5.5 4M8 11.5v5.5h8v-5.5'],
  vehicle: [kMoving, 'M6 9h7.5v6.5H6ZM13.5 11h2.7l1.8 2.2v2.3h-4.5M8.3 15.5a1.3 1.3 0 1 0 .01 0M15.4 15.5a1.3 1.3 0 1 0 .01 0'],
  task: [kMoving, 'M8.3 12.2l2.6 2.6 4.9-5.6'],
  closure: [kTrouble, 'M8 12h8M9 9.5l6 5M15 9.5l-6 5'],
  reservoir: [kFixed, 'M6.5 8l2.5 8.5h6L17.5 8M7.4 11h9.2M8.2 13.8h7.6'],
  person: [kMoving, 'M12 6.8a2.2 2.2 0 1 0 .01 0M7.6 17.2c.4-5 8.4-5 8.8 0'],
} as const satisfies Record<string, readonly [string, string]>;

export type SymbolName = keyof typeof kSymbols;

/** Which symbol a record type is drawn with: its own, else that of the icon in its definition, else a task. */
export function symbolOf(type: string, icon?: string | null): SymbolName {
  const map: Record<string, SymbolName> = {
    dike_incident: 'incident', incident: 'incident', gauge: 'gauge', station: 'gauge', alarm: 'gauge', reading: 'gauge', forecast: 'gauge',
    store: 'store', stock: 'store', team: 'team', shelter: 'shelter', hazard_source: 'hazard', sluice: 'sluice', pump_station: 'pump', pump: 'pump',
    hut: 'hut', patrol: 'hut', patrol_shift: 'hut', vehicle: 'vehicle', task: 'task', closure: 'closure', road_closure: 'closure',
    reservoir: 'reservoir', person: 'person', callout: 'person', expert: 'person', line_report: 'incident', transfer_order: 'vehicle', hazard: 'hazard', rescue_team: 'team',
  };
  return map[type] ?? map[icon ?? ''] ?? 'task';
}
