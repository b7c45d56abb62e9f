import { useEffect, useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { Problem } from '../../api/problem.ts';
import type { DemoPerson, Session } from '../../api/types.ts';
import { ErrorState, Mark } from '../../parts/index.ts';
import { lang, tx } from '../../text/index.ts';
import { go } from '../App.tsx';
import { chooseLang } from '../text/choose.ts';
import { enter, useOutbox } from '../state.ts';

/** Sign-in by account, by one-time link, or as a demonstration person where the server offers them. */
export function SignIn({ token }: { token?: string }) {
  const { t } = useTranslation('phone');
  const { waiting } = useOutbox();
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const [people, setPeople] = useState<DemoPerson[]>([]);
  const [form, setForm] = useState({ account: '', password: '', code: '' });

  const through = async (answer: Promise<Session>) => {
    setBusy(true);
    setError(null);
    try {
      await enter(await answer);
      go('/tasks');
    } catch (e) { setError(e); }
    setBusy(false);
  };
  useEffect(() => { api.demoPeople().then(setPeople, () => undefined); }, []);
  useEffect(() => { if (token) void through(api.signInByLink(token)); }, [token]);
  const submit = (e: FormEvent) => {
    e.preventDefault();
    void through(api.signIn({ account: form.account.trim(), password: form.password, ...(form.code ? { code: form.code.trim() } : {}) }));
  };
  const onPhone = people.filter((p) => p.start.startsWith('/m'));
  const field = (name: keyof typeof form, type: string, auto: string) => (
    <label className="fld"><span>{t(`sign.${name}`)}</span>
      <input type={type} autoComplete={auto} autoCapitalize="none" inputMode={name === 'code' ? 'numeric' : undefined} value={form[name]} onChange={(e) => setForm({ ...form, [name]: e.target.value })} /></label>
  );
  return (
    <div className="phone">
      <header className="hp"><div className="top-row"><span className="row"><Mark size={28} /><b style={{ fontSize: 21 }}>{lang() === 'zh' ? '握拳' : 'Muster'}</b></span>
        <button className="btn" onClick={() => void chooseLang(lang() === 'zh' ? 'en' : 'zh')}>{t('common.lang')}</button></div><h1>{t('sign.title')}</h1>
        {waiting > 0 && <div className="mut">{t('sign.kept', { n: waiting })}</div>}</header>
      <main>
        {token && busy && <p className="mut">{t('sign.link')}</p>}
        {error !== null && <ErrorState title={error instanceof Problem && error.status === 0 ? t('sign.offline') : undefined} error={error} />}
        <form onSubmit={submit} style={{ display: 'flex', flexDirection: 'column', gap: 12 }}>
          {field('account', 'text', 'username')}{field('password', 'password', 'current-password')}{field('code', 'text', 'one-time-code')}
          <button className="bb p xl" disabled={busy || !form.account || !form.password}>{t('sign.go')}</button>
        </form>
        {people.length > 0 && (
          <section className="ob"><header><b>{t('sign.demo')}</b></header>
            <div className="people" style={{ marginTop: 10 }}>
              {(onPhone.length ? onPhone : people).map((p) => (
                <button key={p.account} disabled={busy} onClick={() => void through(api.signInDemo(p.account))}><b>{p.name}</b><span className="mut">{p.post}</span><small>{tx(p.note)}</small></button>
              ))}
            </div>
          </section>
        )}
      </main>
    </div>
  );
}
