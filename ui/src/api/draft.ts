// Drafts: what is typed survives a restart, an update and an expired login. Each carries the id of its intent.
import { newIntent } from './client.ts';
import { cityNow } from './clock.ts';

export interface Draft<T> { intent: string; saved_at: number; value: T }
const prefix = 'muster.draft.';
let owner = '';
/** Whose drafts are read and written: on a shared computer nobody meets another's unfinished text. */
export function setDraftOwner(account: string): void { owner = account ? `${account}.` : ''; }
type Store = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;
const store = (): Store | undefined => {
  try { return globalThis.localStorage; } catch { return undefined; }
};

export function readDraft<T>(key: string, from = store()): Draft<T> | undefined {
  try {
    const text = from?.getItem(prefix + owner + key);
    if (!text) return undefined;
    const d = JSON.parse(text) as Draft<T>;
    return typeof d.intent === 'string' && 'value' in d ? d : undefined;
  } catch { return undefined; }
}

/** Saves and answers the draft, stamped with city time; the intent id is kept while the draft lives. @return undefined when the device refused to store it. */
export function writeDraft<T>(key: string, value: T, now = cityNow(), to = store()): Draft<T> | undefined {
  const draft: Draft<T> = { intent: readDraft<T>(key, to)?.intent ?? newIntent(), saved_at: now, value };
  try { to?.setItem(prefix + owner + key, JSON.stringify(draft)); } catch { return undefined; }
  return draft;
}
export function dropDraft(key: string, from = store()): void {
  try { from?.removeItem(prefix + owner + key); } catch { /* nothing was stored, so nothing stays */ }
}
