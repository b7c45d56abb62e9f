import { QueryClientProvider, useQueryClient } from '@tanstack/react-query';
import { App as AntApp, Modal } from 'antd';
import { lazy, Suspense, useEffect, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { createBrowserRouter, RouterProvider, useRouteError } from 'react-router';
import { api, onSignedOut, setCallState } from '../../api/client.ts';
import { makeQueryClient } from '../../api/hooks.ts';
import { LangProvider, type Lang } from '../../parts/index.ts';
import { ErrorBox, Loading } from '../kit/index.tsx';
import { DutyDesk } from '../screens/duty/DutyDesk.tsx';
import { SessionProvider, useSession } from './session.tsx';
import { Shell } from './Shell.tsx';
import { LinkPage, SignIn, SignInForm } from './SignIn.tsx';
import { ThemeProvider } from './theme.tsx';

const later = <P extends object>(load: () => Promise<Record<string, unknown>>, name: string) =>
  lazy(async () => ({ default: (await load())[name] as React.ComponentType<P> }));
const Intake = later(() => import('../screens/intake/Intake.tsx'), 'Intake');
const MapScreen = later(() => import('../screens/map/MapScreen.tsx'), 'MapScreen');
const Warnings = later(() => import('../screens/warnings/Warnings.tsx'), 'Warnings');
const Consultation = later(() => import('../screens/consultation/Consultation.tsx'), 'Consultation');
const Incidents = later(() => import('../screens/incident/Incidents.tsx'), 'Incidents');
const IncidentRoom = later(() => import('../screens/incident/IncidentRoom.tsx'), 'IncidentRoom');
const Deployment = later(() => import('../screens/Deployment.tsx'), 'Deployment');
const Plans = later(() => import('../screens/Plans.tsx'), 'Plans');
const Burden = later(() => import('../screens/burden/Burden.tsx'), 'Burden');
const Figures = later(() => import('../screens/figures/Figures.tsx'), 'Figures');
const Tasks = later(() => import('../screens/Tasks.tsx'), 'Tasks');
const Circle = later(() => import('../screens/supply/Circle.tsx'), 'Circle');
const Stores = later(() => import('../screens/supply/Stores.tsx'), 'Stores');
const Evacuate = later(() => import('../screens/supply/Evacuate.tsx'), 'Evacuate');
const Callouts = later(() => import('../screens/supply/Callouts.tsx'), 'Callouts');
const Ways = later(() => import('../screens/supply/Ways.tsx'), 'Ways');
const Dispatch = later(() => import('../screens/supply/Dispatch.tsx'), 'Dispatch');
const Responsibility = later(() => import('../screens/net/Responsibility.tsx'), 'Responsibility');
const Journal = later(() => import('../screens/Journal.tsx'), 'Journal');
const Logbook = later(() => import('../screens/Logbook.tsx'), 'Logbook');
const Messages = later(() => import('../screens/office/Messages.tsx'), 'Messages');
const Brief = later(() => import('../screens/office/Brief.tsx'), 'Brief');
const ZeroReports = later(() => import('../screens/office/ZeroReports.tsx'), 'ZeroReports');
const Registers = later(() => import('../generic/Registers.tsx'), 'Registers');
const ListPage = later(() => import('../generic/ListPage.tsx'), 'ListPage');
const ObjectPage = later(() => import('../generic/ObjectPage.tsx'), 'ObjectPage');
const ImportPage = later(() => import('../exchange/ImportPage.tsx'), 'ImportPage');
const NewPage = later(() => import('../generic/NewPage.tsx'), 'NewPage');

const PublicSheet = later(() => import('../screens/net/PublicSheet.tsx'), 'PublicSheet');
const PrintPage = later(() => import('../print/PrintPage.tsx'), 'PrintPage');
const PrintRoute = later(() => import('../print/PrintPage.tsx'), 'PrintRoute');
const PrintGuard = later(() => import('../print/PrintPage.tsx'), 'PrintGuard');

const router = createBrowserRouter([
  { path: '/link/:token', element: <LinkPage /> },
  { path: '/print/deployment/:at?', element: <Entrance><PrintGuard /></Entrance>, errorElement: <Broken /> },
  { path: '/print/net/:key', element: <Entrance><PublicSheet /></Entrance>, errorElement: <Broken /> },
  { path: '/print/route', element: <Entrance><PrintRoute /></Entrance>, errorElement: <Broken /> },
  { path: '/print/:type/:id', element: <Entrance><PrintPage /></Entrance>, errorElement: <Broken /> },
  {
    path: '/', element: <Entrance><Shell /></Entrance>, errorElement: <Broken />, children: [
     { errorElement: <Broken />, children: [
      { index: true, element: <DutyDesk /> },
      { path: 'intake', element: <Intake /> },
      { path: 'map', element: <MapScreen /> },
      { path: 'warnings/:id?', element: <Warnings /> },
      { path: 'consultation/:id?', element: <Consultation /> },
      { path: 'incidents', element: <Incidents /> },
      { path: 'incidents/:id', element: <IncidentRoom /> },
      { path: 'deployment', element: <Deployment /> },
      { path: 'plans/:name?', element: <Plans /> },
      { path: 'figures/:name?', element: <Figures /> },
      { path: 'burden', element: <Burden /> },
      { path: 'tasks', element: <Tasks /> },
      { path: 'circle', element: <Circle /> },
      { path: 'stores', element: <Stores /> },
      { path: 'dispatch', element: <Dispatch /> },
      { path: 'evacuation', element: <Evacuate /> },
      { path: 'callouts', element: <Callouts /> },
      { path: 'ways', element: <Ways /> },
      { path: 'responsibility', element: <Responsibility /> },
      { path: 'journal', element: <Journal /> },
      { path: 'logbook', element: <Logbook /> },
      { path: 'messages/:id?', element: <Messages /> },
      { path: 'brief/:day?', element: <Brief /> },
      { path: 'zero/:day?', element: <ZeroReports /> },
      { path: 'registers', element: <Registers /> },
      { path: 'r/:type', element: <ListPage /> },
      { path: 'r/:type/import/:batch?', element: <ImportPage /> },
      { path: 'r/:type/new', element: <NewPage /> },
      { path: 'r/:type/:id', element: <ObjectPage /> },
      { path: '*', element: <NoSuchPage /> },
    ] },
    ],
  },
]);

/** A fault of a screen stays in that screen; what was typed is in its draft. */
function Broken() {
  const error = useRouteError();
  return <div className="pad"><ErrorBox error={error} kept again={() => location.reload()} /></div>;
}

function NoSuchPage() {
  const { t } = useTranslation();
  return <div className="nothing"><b>{t('error.no_page')}</b></div>;
}

function Entrance({ children }: { children: ReactNode }) {
  return (
    <SessionProvider guest={<SignIn />} waiting={<Loading />} failed={(e, again) => <div className="coverbody"><ErrorBox error={e} again={again} /></div>}>
      {children}
      <SignInAgain />
    </SessionProvider>
  );
}

/** Signed out while working: the page stays as it is, with what was typed, under a sign-in. */
function SignInAgain() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const { session } = useSession();
  const [out, setOut] = useState(false);
  const [error, setError] = useState<unknown>(null);
  useEffect(() => onSignedOut(() => setOut(true)), []);
  const back = () => { setOut(false); setError(null); void client.invalidateQueries(); };
  const demoAgain = () => { api.signInDemo(session.account).then((s) => { setCallState({ csrf: s.csrf }); client.setQueryData(['session'], s); back(); }, setError); };
  return (
    <Modal open={out} footer={null} closable={false} title={t('sign.again')} mask={{ closable: false }}>
      <p className="mut">{t('sign.again_text')}</p>
      <SignInForm account={session.account} entered={back} />
      {session.demo && <p><button type="button" className="btn" onClick={demoAgain} data-testid="demo-again">{t('sign.demo_again', { name: session.person.name })}</button></p>}
      <ErrorBox error={error} />
    </Modal>
  );
}

const client = makeQueryClient();

export function App() {
  const { i18n } = useTranslation();
  const l: Lang = i18n.language === 'en' ? 'en' : 'zh';
  return (
    <QueryClientProvider client={client}>
      <LangProvider lang={l}>
        <ThemeProvider>
          <AntApp component={false} message={{ maxCount: 3 }}>
            <Suspense fallback={<Loading />}><RouterProvider router={router} /></Suspense>
          </AntApp>
        </ThemeProvider>
      </LangProvider>
    </QueryClientProvider>
  );
}
