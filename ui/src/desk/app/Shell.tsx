// The frame of every desk screen: header, left rail, banners, palette, keys.
import { Dropdown, Modal } from 'antd';
import { createContext, Suspense, useCallback, useContext, useMemo, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, Outlet, useLocation, useNavigate } from 'react-router';
import { useCityNow } from '../../api/clock.ts';
import { api } from '../../api/client.ts';
import { useDesk, useLive, useOne } from '../../api/hooks.ts';
import { hourMinute, hourMinuteSecond } from '../../format/index.ts';
import { Icon, Mark, NamePlate, SceneFrame, SceneMark, type IconName } from '../../parts/index.ts';
import { dayWords } from '../../parts/format.ts';
import { lang, setLang, tx } from '../../text/index.ts';
import { isField, useKeys, Loading } from '../kit/index.tsx';
import { Palette } from './Palette.tsx';
import { restartTour, Tour } from './Tour.tsx';
import { useSession } from './session.tsx';
import { useSound } from './sound.ts';
import { useThemeMode } from './theme.tsx';
import { useQueryClient } from '@tanstack/react-query';
import { entriesOf } from '../screens/duty/groups.ts';

interface Place { path: string; text: string; icon: IconName; key: string; badge?: 'now' | 'owed' }
export const kPlaces: Place[] = [
  { path: '/', text: 'nav.duty', icon: 'monitor', key: 'd', badge: 'now' },
  { path: '/intake', text: 'nav.intake', icon: 'phone', key: 'i' },
  { path: '/map', text: 'nav.map', icon: 'map', key: 'm' },
  { path: '/consultation', text: 'nav.consultation', icon: 'meeting', key: 'c' },
  { path: '/warnings', text: 'nav.warnings', icon: 'bell', key: 'w' },
  { path: '/incidents', text: 'nav.incidents', icon: 'trouble', key: 'x' },
  { path: '/deployment', text: 'nav.deployment', icon: 'guard', key: 'b' },
  { path: '/tasks', text: 'nav.tasks', icon: 'tasks', key: 't' },
  { path: '/circle', text: 'nav.circle', icon: 'reach', key: 's' },
  { path: '/dispatch', text: 'nav.dispatch', icon: 'lorry', key: 'v' },
  { path: '/responsibility', text: 'nav.responsibility', icon: 'grid', key: 'z' },
  { path: '/plans', text: 'nav.plans', icon: 'check', key: 'p' },
  { path: '/figures', text: 'nav.figures', icon: 'figures', key: 'f' },
  { path: '/registers', text: 'nav.registers', icon: 'house', key: 'r' },
];
/** Books that the logbook opens: no place of their own on the rail, but a key. */
export const kBooks: Place[] = [
  { path: '/brief', text: 'nav.brief', icon: 'book', key: 'k' },
  { path: '/zero', text: 'nav.zero', icon: 'check', key: 'o' },
  { path: '/messages', text: 'nav.messages', icon: 'sync', key: 'e' },
];
/** Stores, evacuation, calls and ways belong to the circle's place on the rail. */
export const kUnderCircle: Place[] = [
  { path: '/stores', text: 'nav.stores', icon: 'house', key: 'h' }, { path: '/evacuation', text: 'evac.title', icon: 'person', key: 'y' },
  { path: '/callouts', text: 'calls.title', icon: 'phone', key: 'n' }, { path: '/ways', text: 'route.title', icon: 'map', key: 'q' },
];
/** What the registers ask of people belongs to their place on the rail. */
export const kUnderRegisters: Place[] = [{ path: '/burden', text: 'nav.burden', icon: 'figures', key: 'u' }];
const kFoot: Place[] = [
  { path: '/journal', text: 'nav.journal', icon: 'sync', key: 'j' },
  { path: '/logbook', text: 'nav.logbook', icon: 'book', key: 'l' },
];

const kOpenLayers = '.ant-modal-wrap:not([style*="none"]), dialog[open], .ant-select-dropdown:not(.ant-select-dropdown-hidden), .ant-dropdown:not(.ant-dropdown-hidden), .ant-drawer-open';

interface ShellState { search: () => void }
const Context = createContext<ShellState>({ search: () => {} });
export const useShell = () => useContext(Context);

export function Shell() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { ledger } = useSession();
  const [palette, setPalette] = useState(false);
  const [help, setHelp] = useState(false);
  const [going, setGoing] = useState(false);
  const search = useCallback(() => setPalette(true), []);
  const sound = useSound();

  const go = Object.fromEntries([...kPlaces, ...kFoot, ...kBooks, ...kUnderCircle, ...kUnderRegisters].map((p) => [p.key, () => { setGoing(false); navigate(p.path); }]));
  useKeys(going ? { ...go, Escape: () => setGoing(false) } : {
    'ctrl+k': (e) => { e.preventDefault(); setPalette(true); },
    n: (e) => { e.preventDefault(); navigate('/intake'); },
    g: () => setGoing(true),
    '?': () => setHelp(true),
    '/': (e) => {
      const field = document.querySelector<HTMLElement>('[data-filter] input, input[data-filter]');
      if (field) { e.preventDefault(); field.focus(); }
    },
    Escape: (e) => {
      // In a field Escape leaves the field; with a menu or dialog open it is theirs; only else it goes back.
      if (isField(e.target)) (e.target as HTMLElement).blur();
      else if (!document.querySelector(kOpenLayers)) navigate(-1);
    },
  }, !palette && !help);

  return (
    <Context.Provider value={useMemo(() => ({ search }), [search])}>
      <SceneFrame kind={ledger.kind}>
        <div className="app">
          <a className="skip" href="#screen">{t('shell.skip')}</a>
          <Header search={search} sound={sound} />
          <Rail />
          <div className="bars">
            {sound.blocked && (
              <div className="inkbar" role="alert" data-testid="sound-blocked">
                <span>{t('shell.sound_blocked')}</span>
                <button type="button" className="btn" onClick={sound.enable}>{t('shell.sound_enable')}</button>
              </div>
            )}
            <StaleBar />
            <Tour />
          </div>
          <main id="screen" className="screen" tabIndex={-1}>
            <Suspense fallback={<Loading />}><Outlet /></Suspense>
          </main>
        </div>
      </SceneFrame>
      {palette && <Palette close={() => setPalette(false)} />}
      {going && <GoHint />}
      <Modal open={help} onCancel={() => setHelp(false)} footer={null} title={t('keys.title')} width={860}>
        <KeyList />
      </Modal>
    </Context.Provider>
  );
}

function Header({ search, sound }: { search: () => void; sound: ReturnType<typeof useSound> }) {
  const { t } = useTranslation();
  const { session, ledger, post, name } = useSession();
  const now = useCityNow();
  const place = useOne('jurisdiction', post?.jurisdiction_id ?? '', { enabled: Boolean(post?.jurisdiction_id), staleTime: Infinity });
  const acting = session.names.find((n) => n.id === name)?.name ?? post?.body_name ?? '';
  return (
    <header className="top" data-testid="header">
      <Link to="/" className="mk" aria-label={`${t('product')} ${t('nav.duty')}`}><Mark /><span>{t('product')}</span></Link>
      <Menus kind="name">
        <button type="button" className="plain sm mut nw" data-testid="acting-name">
          {place.data ? `${place.data.record.label}${t('shell.dot')}` : ''}{t('shell.as')} <b className="ink">{acting || session.person.name}</b> {t('shell.as_end')}
        </button>
      </Menus>
      {session.ledgers.length > 1 || ledger.kind !== 'real' ? (
        <Menus kind="ledger">
          <button type="button" className="plain" data-testid="ledger">
            {ledger.kind === 'real' ? <span className="tag">{tx(ledger.title) || t('shell.real')}</span> : <SceneMark kind={ledger.kind} long />}
          </button>
        </Menus>
      ) : session.demo ? <span className="tag">{t('shell.demo')}</span> : null}
      <button type="button" className="srch" onClick={search} data-testid="search">
        <Icon name="search" size={14} /><span className="grow ell">{t('shell.search')}</span><kbd>Ctrl K</kbd>
      </button>
      <span className="grow" />
      <LiveAge />
      <button type="button" className="plain hd ink2 wide" onClick={sound.test} title={t('shell.sound_try')} data-testid="sound">
        {sound.testedAt ? t('shell.sound_tested', { at: hourMinute(sound.testedAt) }) : t('shell.sound_untested')}
      </button>
      <Menus kind="me">
        <button type="button" className="plain" data-testid="me"><NamePlate on post={post?.title ?? session.account} person={session.person.name} /></button>
      </Menus>
      <span className="sm mut nw wide">{dayWords(now, lang())}</span>
      <span className="now" data-testid="city-clock">{hourMinuteSecond(now)}</span>
    </header>
  );
}

function LiveAge() {
  const { t } = useTranslation();
  const live = useLive();
  useCityNow();
  const s = Math.max(0, Math.round((Date.now() - live.lastHeard) / 1000));
  const ok = live.connected && s <= 30;
  return <span className={`hd nw live-age ${ok ? 'ink2' : 'old'}`} data-testid="live">{ok ? t('shell.live', { n: s }) : t('shell.not_live')}</span>;
}

/** Says since when the page may be old, after thirty seconds of silence. */
function StaleBar() {
  const { t } = useTranslation();
  const live = useLive();
  const client = useQueryClient();
  useCityNow();
  const silent_s = (Date.now() - live.lastHeard) / 1000;
  if (silent_s <= 30) return null;
  return (
    <div className="inkbar" role="alert" data-testid="stale">
      <span>{t('shell.stale', { at: new Date(live.lastHeard).toTimeString().slice(0, 8) })}</span>
      <button type="button" className="btn" onClick={() => void client.invalidateQueries()}>{t('shell.ask_now')}</button>
    </div>
  );
}

function Menus({ kind, children }: { kind: 'name' | 'ledger' | 'me'; children: ReactNode }) {
  const { t } = useTranslation();
  const s = useSession();
  const theme = useThemeMode();
  const client = useQueryClient();
  const items = kind === 'name' ? [
    { key: '', label: s.post?.body_name ?? t('shell.own_name') },
    ...s.session.names.filter((n) => n.name !== s.post?.body_name).map((n) => ({ key: n.id, label: n.name })),
  ] : kind === 'ledger' ? s.session.ledgers.map((l) => ({ key: l.id, label: tx(l.title) || l.id })) : [
    ...(s.session.posts.length > 1 ? [{ key: 'posts', type: 'group' as const, label: t('shell.posts'), children: s.session.posts.map((p) => ({ key: `post:${p.id}`, label: `${p.body_name} ${p.title}` })) }] : []),
    { key: 'lang', label: t('shell.other_lang') },
    { key: 'theme', type: 'group' as const, label: t('shell.theme'), children: (['clock', 'light', 'dark'] as const).map((c) => ({ key: `theme:${c}`, label: `${theme.choice === c ? '✓ ' : ''}${t(`shell.theme_${c}`)}` })) },
    { key: 'tour', label: t('tour.again') },
    { key: 'wall', label: t('shell.open_wall') },
    { key: 'out', label: t('shell.sign_out') },
  ];
  const chosen = kind === 'name' ? [s.name ?? ''] : kind === 'ledger' ? [s.ledger.id] : s.post ? [`post:${s.post.id}`] : [];
  const act = ({ key }: { key: string }) => {
    if (kind === 'name') s.setName(key || null);
    else if (kind === 'ledger') s.setLedger(key);
    else if (key.startsWith('post:')) s.setPost(key.slice(5));
    else if (key.startsWith('theme:')) theme.setChoice(key.slice(6) as 'clock');
    else if (key === 'lang') void setLang(lang() === 'en' ? 'zh' : 'en').then(() => client.invalidateQueries());
    else if (key === 'tour') restartTour();
    else if (key === 'wall') window.open('/wall/', '_blank');
    else if (key === 'out') void api.signOut().finally(() => { location.href = '/'; });
  };
  return <Dropdown trigger={['click']} menu={{ items, onClick: act, selectable: true, selectedKeys: chosen }}>{children}</Dropdown>;
}

function Rail() {
  const { t } = useTranslation();
  const { pathname } = useLocation();
  const desk = useDesk();
  const now = entriesOf(desk.data?.rows ?? []).filter((e) => e.first.band === 'now').length;
  const link = (p: Place) => {
    const on = p.path === '/' ? pathname === '/' : pathname.startsWith(p.path) || (p.path === '/registers' && (pathname.startsWith('/r/') || kUnderRegisters.some((b) => pathname.startsWith(b.path)))) || (p.path === '/circle' && kUnderCircle.some((b) => pathname.startsWith(b.path))) || (p.path === '/logbook' && kBooks.some((b) => pathname.startsWith(b.path)));
    const badge = p.badge === 'now' ? now : 0;
    return (
      <Link key={p.path} to={p.path} className={on ? 'on' : ''} aria-current={on ? 'page' : undefined} title={`G ${p.key.toUpperCase()}`} data-testid={`nav-${p.text.slice(4)}`}>
        <Icon name={p.icon} size={18} /><span>{t(p.text)}</span>{badge > 0 && <sup>{badge > 99 ? '99+' : badge}</sup>}
      </Link>
    );
  };
  return <nav className="rail" aria-label={t('shell.rail')}>{kPlaces.map(link)}<span className="grow" />{kFoot.map(link)}</nav>;
}

function GoHint() {
  const { t } = useTranslation();
  return (
    <div className="gohint sheet" role="status">
      {[...kPlaces, ...kFoot, ...kBooks, ...kUnderCircle, ...kUnderRegisters].map((p) => <span key={p.key} className="row"><kbd>{p.key.toUpperCase()}</kbd>{t(p.text)}</span>)}
    </div>
  );
}

function KeyList() {
  const { t } = useTranslation();
  const keys = ['ctrl_k', 'n', 'a', 'v', 't', 'slash', 'jk', 'open', 'x', 'g', 'ctrl_enter', 'esc', 'help'] as const;
  return (
    <div className="keylist">
      <table><tbody>{keys.map((k) => <tr key={k}><td style={{ width: 76 }}><kbd>{t(`keys.${k}_key`)}</kbd></td><td className="wrap">{t(`keys.${k}`)}</td></tr>)}</tbody></table>
      <ul>{[...kPlaces, ...kFoot, ...kBooks, ...kUnderCircle, ...kUnderRegisters].map((p) => <li key={p.key}><kbd>G</kbd><kbd>{p.key.toUpperCase()}</kbd>{t(p.text)}</li>)}</ul>
    </div>
  );
}
