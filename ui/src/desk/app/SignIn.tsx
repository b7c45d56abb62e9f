// The first page: see the demonstration, or sign in; and the page of a one-time link.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState, type FormEvent, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate, useParams } from 'react-router';
import { api, setCallState } from '../../api/client.ts';
import { Problem } from '../../api/problem.ts';
import type { DemoPerson, Session } from '../../api/types.ts';
import { Mark, NamePlate } from '../../parts/index.ts';
import { lang, setLang, tx } from '../../text/index.ts';
import { ErrorBox } from '../kit/index.tsx';

function Cover({ children }: { children: ReactNode }) {
  const { t } = useTranslation();
  return (
    <div className="cover">
      <header className="top">
        <span className="mk"><Mark /><span>{t('product')}</span></span><span className="sm mut">{t('sign.platform')}</span><span className="grow" />
        <button type="button" className="btn g" onClick={() => void setLang(lang() === 'en' ? 'zh' : 'en')} data-testid="lang">{t('shell.other_lang')}</button>
      </header>
      <main className="coverbody">{children}</main>
    </div>
  );
}

/** Takes a session into the page; the desk opens by itself. */
function useEnter() {
  const client = useQueryClient();
  return (s: Session, start?: string) => {
    try { sessionStorage.removeItem('muster.ledger'); sessionStorage.removeItem('muster.post'); } catch { /* nothing was remembered */ }
    if (start && start !== '/') { location.href = start; return; }
    client.clear();
    client.setQueryData(['session'], s);
  };
}

export function SignInForm({ account = '', entered, focus = true }: { account?: string; entered?: () => void; focus?: boolean }) {
  const { t } = useTranslation();
  const enter = useEnter();
  const client = useQueryClient();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const [askCode, setAskCode] = useState(false);
  const [lacking, setLacking] = useState<string[]>([]);
  const word = (k: 'account' | 'password') => lacking.includes(k) && <span className="our xs" role="alert">{t('form.missing', { title: t(`sign.${k}`) })}</span>;
  const send = async (e: FormEvent<HTMLFormElement>) => {
    e.preventDefault();
    const f = new FormData(e.currentTarget);
    const code = String(f.get('code') ?? '').trim();
    const empty = ['account', 'password'].filter((k) => String(f.get(k) ?? '').trim() === '');
    setLacking(empty);
    if (empty.length) { e.currentTarget.querySelector<HTMLElement>(`[name=${empty[0]}]`)?.focus(); return; }
    setBusy(true);
    setError(null);
    try {
      const s = await api.signIn({ account: String(f.get('account')).trim(), password: String(f.get('password')), ...(code ? { code } : {}) });
      if (entered) { setCallState({ csrf: s.csrf }); client.setQueryData(['session'], s); entered(); } else enter(s);
    } catch (x) {
      if (x instanceof Problem && x.code === 'code_required') setAskCode(true);
      setError(x);
    } finally { setBusy(false); }
  };
  return (
    <form className="signform" noValidate onSubmit={(e) => void send(e)} data-testid="sign-in">
      <label>{t('sign.account')}<input name="account" className="field" defaultValue={account} autoComplete="username" required autoFocus={focus && account === ''} aria-invalid={lacking.includes('account') || undefined} />{word('account')}</label>
      <label>{t('sign.password')}<input name="password" type="password" className="field" autoComplete="current-password" required autoFocus={account !== ''} aria-invalid={lacking.includes('password') || undefined} />{word('password')}</label>
      {askCode && <label>{t('sign.code')}<input name="code" className="field" inputMode="numeric" autoComplete="one-time-code" maxLength={8} autoFocus /></label>}
      <ErrorBox error={error} />
      <div className="row"><button className="btn p" disabled={busy}>{t('sign.enter')}</button>
        {!askCode && <button type="button" className="btn g" onClick={() => setAskCode(true)}>{t('sign.with_code')}</button>}</div>
    </form>
  );
}

export function SignIn() {
  const { t } = useTranslation();
  const enter = useEnter();
  const [own, setOwn] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const people = useQuery({ queryKey: ['demo-people'], queryFn: api.demoPeople, retry: false, staleTime: Infinity });
  const demo = people.data ?? [];
  const choose = (p: DemoPerson) => { setError(null); api.signInDemo(p.account).then((s) => enter(s, p.start), setError); };
  return (
    <Cover>
      {demo.length > 0 && !own ? (
        <>
          <h1>{t('sign.demo_title')}</h1>
          <p className="mut">{t('sign.demo_text')}</p>
          <ErrorBox error={error} />
          <div className="people" data-testid="demo-people">
            {demo.map((p) => (
              <button type="button" key={p.account} className="person" onClick={() => choose(p)} data-testid={`demo-${p.account}`}>
                <NamePlate post={p.post} person={p.name} on /><span className="xs dim">{t(p.start === '/m/' ? 'sign.phone' : p.start === '/wall/' ? 'sign.wall' : 'sign.desk')}</span>
                <span className="sm mut">{tx(p.note)}</span>
              </button>
            ))}
          </div>
          <div className="two">
            <section><h2>{t('sign.account_title')}</h2><SignInForm focus={false} /></section>
            <section><h2>{t('sign.own_title')}</h2><p className="mut">{t('sign.own_text')}</p>
              <button type="button" className="btn" onClick={() => setOwn(true)} data-testid="own-data">{t('sign.own_open')}</button></section>
          </div>
        </>
      ) : (
        <>
          <h1>{own ? t('sign.own_title') : t('sign.title')}</h1>
          {own ? <OwnData back={() => setOwn(false)} /> : <SignInForm />}
        </>
      )}
    </Cover>
  );
}

const kOwn = ['areas', 'bodies', 'people', 'works', 'gauges', 'stores', 'plans', 'roster'] as const;
function OwnData({ back }: { back: () => void }) {
  const { t } = useTranslation();
  return (
    <>
      <p>{t('sign.own_how')}</p>
      <pre className="cmdline">muster init --data DIR{'\n'}muster serve --data DIR</pre>
      <ol className="own">{kOwn.map((k) => <li key={k}><b>{t(`own.${k}`)}</b> <span className="mut">{t(`own.${k}_then`)}</span></li>)}</ol>
      <button type="button" className="btn" onClick={back}>{t('sign.back')}</button>
    </>
  );
}

/** /link/:token: posts the token once, then opens the desk. */
export function LinkPage() {
  const { t } = useTranslation();
  const { token = '' } = useParams();
  const enter = useEnter();
  const navigate = useNavigate();
  const [error, setError] = useState<unknown>(null);
  const sent = useRef(false);
  useEffect(() => {
    // A second post of a one-time token would be refused.
    if (sent.current) return;
    sent.current = true;
    api.signInByLink(token).then((s) => { enter(s); navigate('/', { replace: true }); }, setError);
  });
  return (
    <Cover>
      <h1>{error ? t('sign.link_failed') : t('sign.link_wait')}</h1>
      <ErrorBox error={error} />
      {error ? <button type="button" className="btn" onClick={() => { location.href = '/'; }}>{t('sign.to_first')}</button> : null}
    </Cover>
  );
}
