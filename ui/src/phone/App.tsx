import { lazy, Suspense, useEffect, useSyncExternalStore, type ComponentType, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon, SceneFrame, type IconName } from '../parts/index.ts';
import { Tasks } from './screens/Tasks.tsx';
import { ledgerOf, useOutbox, usePhone } from './state.ts';
import { takeUpdate, useWorker } from './update.ts';

/** Pages that the first view does not show; the service worker keeps them for the dike all the same. */
function later<P extends object>(load: () => Promise<ComponentType<P>>) {
  return lazy(async () => ({ default: await load() }));
}
const kPages = { report: () => import('./screens/Report.tsx'), outbox: () => import('./screens/OutboxPage.tsx'), orders: () => import('./screens/Orders.tsx'), count: () => import('./screens/CountSheet.tsx'), call: () => import('./screens/Call.tsx'), move: () => import('./screens/MoveSheet.tsx') };
const Report = later(async () => (await kPages.report()).Report);
const OutboxPage = later(async () => (await kPages.outbox()).OutboxPage);
const Call = later(async () => (await kPages.call()).Call);
const Duty = later(async () => (await import('./screens/Duty.tsx')).Duty);
const IncidentForm = later(async () => (await import('./screens/IncidentForm.tsx')).IncidentForm);
const Orders = later(async () => (await kPages.orders()).Orders);
const SignIn = later(async () => (await import('./screens/SignIn.tsx')).SignIn);

function useHash(): string {
  return useSyncExternalStore((l) => { addEventListener('hashchange', l); return () => removeEventListener('hashchange', l); }, () => location.hash.slice(1) || '/tasks');
}
export function go(path: string): void { location.hash = path; }

export function App() {
  return <Suspense fallback={null}><Shown /></Suspense>;
}

function Shown() {
  const { session } = usePhone();
  const [path = '', query] = useHash().split('?');
  const [, page, id] = path.split('/');
  if (page === 'link' && id) return <SignIn token={decodeURIComponent(id)} />;
  if (!session || page === 'sign-in') return <SignIn />;
  return (
    <SceneFrame kind={ledgerOf(session)?.kind ?? 'real'}>
      {page === 'call' && id ? <Call id={id} /> : (
        <div className="phone">
          <Notes />
          <Suspense fallback={<main />}><Page page={page ?? ''} query={new URLSearchParams(query)} /></Suspense>
          {page !== 'incident' && <Tabs page={page ?? ''} />}
        </div>
      )}
    </SceneFrame>
  );
}

function Page({ page, query }: { page: string; query: URLSearchParams }) {
  switch (page) {
    case 'report': return <Report key={query.toString()} shift={query.get('shift')} task={query.get('task')} edit={query.get('edit')} />;
    case 'incident': return <IncidentForm key={query.toString()} edit={query.get('edit')} />;
    case 'outbox': return <OutboxPage />;
    case 'duty': return <Duty />;
    case 'orders': return <Orders key={query.toString()} open={query.get('id')} />;
    default: return <Tasks />;
  }
}

/** What stands above every page: no signal, signed out, online only, a new version. */
function Notes() {
  const { t } = useTranslation('phone');
  const { online, expired } = usePhone();
  const { secure, update } = useWorker();
  const { waiting } = useOutbox();
  return (
    <>
      {!online && <Note icon="offline" title={t('note.offline')}>{t('note.offline_text')}{!secure && ` ${t('note.insecure_text')}`}</Note>}
      {expired && <Note icon="person" title={t('note.expired')} action={<a className="btn" href="#/sign-in">{t('sign.go')}</a>}>{t('note.expired_text')}</Note>}
      {update && (
        <Note icon="sync" title={t('note.update')} quiet action={<button className="btn" onClick={takeUpdate}>{t('note.update_go')}</button>}>
          {waiting > 0 ? t('note.update_wait', { n: waiting }) : ''}
        </Note>
      )}
    </>
  );
}

function Note({ icon, title, quiet, action, children }: { icon: IconName; title: string; quiet?: boolean; action?: ReactNode; children?: ReactNode }) {
  return <div className={`off ${quiet ? 'quiet' : ''}`} role="status"><Icon name={icon} size={20} /><span className="grow"><b>{title}</b>{children}</span>{action}</div>;
}

function Tabs({ page }: { page: string }) {
  const { t } = useTranslation('phone');
  const { waiting, refused } = useOutbox();
  const { orders } = usePhone();
  const has = Boolean(orders?.length);
  // Where there is no service worker, what may be needed without signal is fetched while there is one, after the first view.
  useEffect(() => { for (const page of [kPages.report, kPages.outbox, kPages.call, kPages.move, ...(has ? [kPages.orders, kPages.count] : [])]) void page().catch(() => undefined); }, [has]);
  const unsent = waiting + refused;
  const tabs: [string, IconName, string][] = [
    ['tasks', 'tasks', t('tab.tasks')], ...(has || page === 'orders' ? [['orders', 'lorry', t('tab.orders')] as [string, IconName, string]] : []), ['report', 'plus', t('tab.report')], ['outbox', 'sync', `${t('tab.outbox')}${unsent ? ` ${unsent}` : ''}`], ['duty', 'phone', t('tab.duty')],
  ];
  const on = tabs.some(([name]) => name === page) ? page : 'tasks';
  return (
    <nav className="tab">
      {tabs.map(([name, icon, text]) => (
        <a key={name} href={`#/${name}`} className={name === on ? 'on' : ''} aria-current={name === on ? 'page' : undefined}>
          <Icon name={icon} size={24} /><span className={name === 'outbox' && refused ? 'our' : ''}>{text}</span>
        </a>
      ))}
    </nav>
  );
}
