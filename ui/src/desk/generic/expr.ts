// Conditions and computations of the model, evaluated as the server does, so that a form asks for what the server will require.
import type { Expression, FieldInfo, Fields } from '../../api/types.ts';

type Obj = Record<string, unknown>;
const isObj = (v: unknown): v is Obj => typeof v === 'object' && v !== null && !Array.isArray(v);
const empty = (v: unknown) => v === null || v === undefined || v === '' || (Array.isArray(v) && v.length === 0);
const same = (a: unknown, b: unknown) => a === b || (!empty(a) && !empty(b) && JSON.stringify(a) === JSON.stringify(b));
const order = (a: unknown, b: unknown): number | null => {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  if (typeof a === 'string' && typeof b === 'string') return a < b ? -1 : a > b ? 1 : 0;
  return null;
};

/** Whether a condition holds over field values; unknown fields read as null. */
export function holds(condition: Expression, fields: Fields): boolean {
  if (condition === null || condition === undefined) return true;
  if (typeof condition === 'boolean') return condition;
  if (!isObj(condition)) return false;
  if (Array.isArray(condition.all)) return condition.all.every((c) => holds(c, fields));
  if (Array.isArray(condition.any)) return condition.any.some((c) => holds(c, fields));
  if ('not' in condition) return !holds(condition.not, fields);
  if (typeof condition.field !== 'string') return false;
  const value = fields[condition.field] ?? null;
  const against = (test: (n: number) => boolean, operand: unknown) => {
    const n = order(value, operand);
    return n !== null && test(n);
  };
  for (const [op, operand] of Object.entries(condition)) {
    if (op === 'field') continue;
    const held =
      op === 'in' ? Array.isArray(operand) && (Array.isArray(value) ? value.some((v) => operand.includes(v)) : operand.includes(value))
        : op === 'eq' || op === 'is' ? same(value, operand)
          : op === 'ne' ? !same(value, operand)
            : op === 'lt' ? against((n) => n < 0, operand)
              : op === 'le' ? against((n) => n <= 0, operand)
                : op === 'gt' ? against((n) => n > 0, operand)
                  : op === 'ge' ? against((n) => n >= 0, operand)
                    : op === 'set' || op === 'given' || op === 'notnull' ? !empty(value) === (operand !== false)
                      : op === 'null' ? empty(value) === (operand !== false)
                        : false;
    if (!held) return false;
  }
  return Object.keys(condition).length > 1 || !empty(value);
}

/** A computed value; null when an operand is unknown. */
export function compute(expression: Expression, fields: Fields): unknown {
  if (expression === null || expression === undefined) return null;
  if (typeof expression === 'number') return expression;
  if (typeof expression === 'string') return fields[expression] ?? null;
  if (!isObj(expression)) return null;
  if ('text' in expression) return expression.text;
  const [op, raw] = Object.entries(expression)[0] ?? [];
  const operands = (Array.isArray(raw) ? raw : [raw]).map((x) => compute(x, fields));
  if (op === 'first') return operands.find((x) => !empty(x)) ?? null;
  if (operands.some(empty)) return null;
  if (op === 'concat') return operands.map(String).join('');
  const n = operands.map(Number);
  if (n.some((x) => !Number.isFinite(x))) return null;
  switch (op) {
    case 'add': return n.reduce((a, b) => a + b, 0);
    case 'sub': return n.slice(1).reduce((a, b) => a - b, n[0]!);
    case 'mul': return n.reduce((a, b) => a * b, 1);
    case 'div': return n[1] === 0 ? null : n[0]! / n[1]!;
    case 'min': return Math.min(...n);
    case 'max': return Math.max(...n);
    default: return null;
  }
}

export const isVisible = (f: FieldInfo, fields: Fields) => f.visible_when === null || f.visible_when === undefined || holds(f.visible_when, fields);
export const isRequired = (f: FieldInfo, fields: Fields) =>
  Boolean(f.required) || (f.required_when !== null && f.required_when !== undefined && holds(f.required_when, fields));
export const isEmpty = empty;

/** What was typed and could not be read: kept as it stands, refused at its field, never sent. */
export interface Unreadable { unreadable: string }
export const isUnreadable = (v: unknown): v is Unreadable => isObj(v) && typeof v.unreadable === 'string';
/** How a value of a kind is written. */
const kExamples: Record<string, string> = { number: '12.5', integer: '12', money: '1280.50', stake: '718+350', duration: '30m, 24h, 10d', date: '2026-08-20', instant: '08-20 02:31' };
export const exampleOf = (kind: string): string => kExamples[kind] ?? '{}';

/** Names of the fields that must still be given. */
export function missing(list: FieldInfo[], fields: Fields, also: string[] = []): string[] {
  return list.filter((f) => !f.computed && !f.retired && isVisible(f, fields) && (isRequired(f, fields) || also.includes(f.name)) && empty(fields[f.name]) && (f.otherwise === undefined || f.otherwise === null || also.includes(f.name)))
    .map((f) => f.name);
}
