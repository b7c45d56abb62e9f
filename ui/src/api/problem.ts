// RFC 9457 problems of the server as one error class.

import type { FieldInfo, Lang } from './types.ts';

export interface FieldError { code: string; field?: string; detail: string; params?: Record<string, unknown> }

/** What a failed request says: what went wrong, in the user's language, and the id to quote. */
export class Problem extends Error {
  /** 0 when no answer arrived at all. */
  readonly status: number;
  readonly code: string;
  readonly field: string | undefined;
  readonly errors: FieldError[];
  readonly requestId: string | undefined;
  /** The record as it stands now, on a stale version (412). */
  readonly current: unknown;

  constructor(status: number, body: Record<string, unknown>) {
    super(String(body.detail ?? body.title ?? `HTTP ${status}`));
    this.name = 'Problem';
    this.status = status;
    this.code = String(body.code ?? (status === 0 ? 'offline' : 'internal'));
    this.field = typeof body.field === 'string' && body.field ? body.field : undefined;
    this.errors = Array.isArray(body.errors) ? (body.errors as FieldError[]) : [];
    this.requestId = typeof body.request_id === 'string' ? body.request_id : undefined;
    this.current = body.current;
  }

  /** Whether the same intent may be sent again with hope of another outcome. */
  get retryable(): boolean {
    return this.status === 0 || this.status === 408 || this.status === 429 || this.status >= 502;
  }
}

/** Field name → message, for forms; `errors` first, else the single field of the problem. `fields` of the form give the field its name in
 *  the reader's language, since the server's text names it in the model's first. */
export function fieldMessages(problem: unknown, fields: FieldInfo[] = [], lang: Lang = 'zh'): Record<string, string> {
  if (!(problem instanceof Problem)) return {};
  const messages: Record<string, string> = {};
  const take = (raw: string, detail: string) => {
    const name = raw.replace(/^fields\./, '');
    const title = fields.find((f) => f.name === name)?.title;
    messages[name] ??= lang === 'en' && title?.en ? detail.replace(title.zh, title.en) : detail;
  };
  for (const e of problem.errors) if (e.field) take(e.field, e.detail);
  if (problem.field) take(problem.field, problem.message);
  return messages;
}
