// Who is signed in, through which post, in whose name, in which ledger; and the model of the city.
import { useQueryClient } from '@tanstack/react-query';
import { createContext, useCallback, useContext, useEffect, useMemo, useState, type ReactNode } from 'react';
import { syncCityTime } from '../../api/clock.ts';
import { setCallState } from '../../api/client.ts';
import { setDraftOwner } from '../../api/draft.ts';
import { bindLive, useModelQuery, useSessionQuery } from '../../api/hooks.ts';
import { startLive, stopLive } from '../../api/live.ts';
import { Problem } from '../../api/problem.ts';
import type { Dictionary, LedgerInfo, Model, PostInfo, Session, TypeInfo } from '../../api/types.ts';
import { tx } from '../../text/index.ts';

interface SessionState {
  session: Session;
  ledger: LedgerInfo;
  setLedger: (id: string) => void;
  post: PostInfo | null;
  setPost: (id: string) => void;
  /** In whose name writes are made; null = the post's own body. */
  name: string | null;
  setName: (id: string | null) => void;
  /** Whether the caller may do `verb` to `type`: read, create, update, delete, move:<name>. */
  may: (type: string, verb: string) => boolean;
  model: Model;
}
const Context = createContext<SessionState | null>(null);

export function useSession(): SessionState {
  const s = useContext(Context);
  if (!s) throw new Error('useSession outside SessionProvider');
  return s;
}
/** As useSession, but null before sign-in. */
export const useMaybeSession = () => useContext(Context);

const remembered = (key: string) => { try { return sessionStorage.getItem(`muster.${key}`); } catch { return null; } };
const remember = (key: string, value: string | null) => {
  try { if (value === null) sessionStorage.removeItem(`muster.${key}`); else sessionStorage.setItem(`muster.${key}`, value); } catch { /* a private window forgets */ }
};

/** @param guest what a guest sees; @param waiting while the first answer is on its way; @param failed when it does not come. */
export function SessionProvider({ guest, waiting, failed, children }: {
  guest: ReactNode; waiting: ReactNode; failed: (error: Error, again: () => void) => ReactNode; children: ReactNode;
}) {
  const query = useSessionQuery();
  const session = query.data;
  const guestNow = query.error instanceof Problem && query.error.status === 401 && !session;
  if (guestNow) return guest;
  if (!session) return query.error ? failed(query.error, () => void query.refetch()) : waiting;
  return <SignedIn key={session.account} session={session} waiting={waiting} failed={failed}>{children}</SignedIn>;
}

/** A demonstration opens where its flood is; everybody else in the ledger that the server names. */
export function firstLedger(session: Session): string {
  const scenario = session.demo ? session.ledgers.find((l) => l.kind === 'scenario') : undefined;
  return scenario?.id ?? session.ledger;
}

function SignedIn({ session, waiting, failed, children }: {
  session: Session; waiting: ReactNode; failed: (error: Error, again: () => void) => ReactNode; children: ReactNode;
}) {
  const client = useQueryClient();
  const [ledgerId, chooseLedger] = useState(() => remembered('ledger') ?? firstLedger(session));
  const [postId, choosePost] = useState(() => remembered('post') ?? session.acting_post ?? session.posts[0]?.id ?? null);
  const [name, chooseName] = useState<string | null>(null);
  const ledger = session.ledgers.find((l) => l.id === ledgerId) ?? session.ledgers.find((l) => l.id === session.ledger)
    ?? { id: session.ledger, title: { zh: '', en: '' }, kind: 'real' as const };
  const post = session.posts.find((p) => p.id === postId) ?? session.posts[0] ?? null;
  setDraftOwner(session.account);
  setCallState({ csrf: session.csrf, ledger: ledger.id, post: post && session.posts.length > 1 ? post.id : null });
  const modelQuery = useModelQuery();

  useEffect(() => {
    startLive();
    void syncCityTime().catch(() => { /* the stream's hello tells it too */ });
    const stop = bindLive(client);
    return () => { stop(); stopLive(); };
  }, [client, ledger.id]);

  const again = useCallback(() => { void client.invalidateQueries({ predicate: (q) => q.queryKey[0] !== 'session' && q.queryKey[0] !== 'model' }); }, [client]);
  const state = useMemo<SessionState | null>(() => modelQuery.data ? {
    session, ledger, post, name, model: modelQuery.data,
    setLedger: (id) => { remember('ledger', id); setCallState({ ledger: id }); chooseLedger(id); again(); },
    setPost: (id) => { remember('post', id); choosePost(id); again(); },
    setName: chooseName,
    may: (type, verb) => {
      for (const t of [type, '*']) {
        const verbs = session.may[t];
        if (verbs && (verbs.includes(verb) || verbs.includes('*') || (verb.startsWith('move') && verbs.includes('move')))) return true;
      }
      return false;
    },
  } : null, [session, ledger, post, name, modelQuery.data, again]);

  if (!state) return modelQuery.error ? failed(modelQuery.error, () => void modelQuery.refetch()) : waiting;
  return <Context.Provider value={state}>{children}</Context.Provider>;
}

export function useModel() {
  const { model } = useSession();
  return useMemo(() => ({
    model,
    type: (name: string): TypeInfo | undefined => model.types[name],
    typeTitle: (name: string) => tx(model.types[name]?.title) || name,
    dictionary: (name: string | null | undefined): Dictionary | undefined => (name ? model.dictionaries[name] : undefined),
    choice: (dictionary: string | null | undefined, value: unknown): string => {
      if (value === null || value === undefined || value === '') return '';
      const c = dictionary ? model.dictionaries[dictionary]?.choices.find((x) => x.value === value) : undefined;
      return c ? tx(c.title) : String(value);
    },
    /** The words of a field's choice: choiceOf('dike_incident', 'kind', 'sand_boil'). */
    choiceOf: (type: string, field: string, value: unknown): string => {
      const f = model.types[type]?.fields.find((x) => x.name === field);
      const c = f?.of ? model.dictionaries[f.of]?.choices.find((x) => x.value === value) : undefined;
      return c ? tx(c.title) : value === null || value === undefined ? '' : String(value);
    },
    stateTitle: (type: string, state: string | null | undefined): string =>
      state ? tx(model.types[type]?.states.find((s) => s.name === state)?.title) || state : '',
    moveTitle: (type: string, move: string): string => tx(model.types[type]?.moves.find((m) => m.name === move)?.title) || move,
  }), [model]);
}
