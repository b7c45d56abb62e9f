import { useEffect, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { fmt, Icon, NamePlate } from '../../parts/index.ts';
import { lang, tx } from '../../text/index.ts';
import { deviceOffset } from '../clockBase.ts';
import { chooseLang } from '../text/choose.ts';
import { choose, leave, useOutbox, usePhone } from '../state.ts';
import { chooseTheme, themeChoice, type ThemeChoice } from '../theme.ts';
import { keepStorage, useWorker } from '../update.ts';
import { CallRoom } from './Report.tsx';

/** The duty room on the phone, and what this phone is set to. */
export function Duty() {
  const { t } = useTranslation('phone');
  const { session, duty, fetched } = usePhone();
  const { secure, offlineReady } = useWorker();
  const { waiting } = useOutbox();
  const [theme, setTheme] = useState(themeChoice());
  const [kept, setKept] = useState<boolean | null>(null);
  useEffect(() => { void keepStorage().then(setKept); }, []);
  const offset = deviceOffset();
  const pick = (choice: ThemeChoice) => { chooseTheme(choice); setTheme(choice); };
  const people = Object.entries(duty ?? {}).filter(([, h]) => h?.person);
  if (!session) return null;
  return (
    <>
      <header className="hp"><h1>{t('duty.title')}</h1></header>
      <main>
        <CallRoom />
        <section className="tc"><b>{t('duty.room')}</b>
          {people.length === 0 && <p>{t('duty.none')}</p>}
          {people.map(([role, h]) => <div key={role} className="set"><NamePlate post={h?.post || t(`duty.roles.${role as 'leader'}`, { defaultValue: role })} person={h?.person} on={role !== 'military'} /></div>)}
        </section>
        <section className="tc"><b>{t('duty.me')}</b>
          <Row label={session.person.name}><button className="btn big" onClick={() => void leave()}>{t('duty.sign_out')}</button></Row>
          {waiting > 0 && <p>{t('duty.unsent', { n: waiting })}</p>}
          {session.posts.length > 1 && <Pick label={t('duty.post')} value={session.acting_post ?? ''} options={session.posts.map((p) => [p.id, `${p.title} ${p.body_name}`])} onPick={(v) => void choose({ acting_post: v })} />}
          {session.ledgers.length > 1 && <Pick label={t('duty.ledger')} value={session.ledger} options={session.ledgers.map((l) => [l.id, tx(l.title)])} onPick={(v) => void choose({ ledger: v })} />}
        </section>
        <section className="tc"><b>{t('duty.device')}</b>
          <Row label={secure ? t('duty.secure') : t('duty.online_only')}><span className={secure ? '' : 'our'}>{secure ? (offlineReady ? t('duty.installed') : t('duty.preparing')) : ''}</span></Row>
          {!secure && <p>{t('duty.online_only_text')}</p>}
          {kept !== null && <Row label={kept ? t('duty.persist') : t('duty.not_persist')}><Icon name={kept ? 'check' : 'trouble'} /></Row>}
          {offset !== null && session.ledger === 'real' && <Row label={t('duty.clock')}><span className="n">{fmt.span(offset, lang())}</span></Row>}
          {fetched && <Row label={t('duty.checked')}><span className="n">{fmt.age(fetched, Date.now(), lang())}</span></Row>}
          <Pick label={t('duty.language')} value={lang()} options={[['zh', '中文'], ['en', 'English']]} onPick={(v) => void chooseLang(v as 'zh' | 'en')} />
          <Pick label={t('duty.theme')} value={theme} options={[['auto', t('duty.theme_auto')], ['light', t('duty.theme_light')], ['dark', t('duty.theme_dark')]]} onPick={(v) => pick(v as ThemeChoice)} />
        </section>
      </main>
    </>
  );
}

function Row({ label, children }: { label: string; children: ReactNode }) {
  return <div className="set"><span>{label}</span>{children}</div>;
}
function Pick({ label, value, options, onPick }: { label: string; value: string; options: [string, string][]; onPick: (value: string) => void }) {
  return <label className="set"><span>{label}</span><select value={value} onChange={(e) => onPick(e.target.value)}>{options.map(([v, title]) => <option key={v} value={v}>{title}</option>)}</select></label>;
}
