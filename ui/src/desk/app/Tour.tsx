// The first minutes: one line at a time under the header, each tied to a real screen. Covers nothing, can be left and taken up again.
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation, useNavigate } from 'react-router';
import { useSession } from './session.tsx';

interface Step { key: string; path: string; mark: string }
const step = (key: string, path: string, mark: string): Step => ({ key, path, mark });
const kSteps = {
  officer: [step('queue', '/', '[data-testid=queue]'), step('intake', '/intake', '[data-testid=intake]'), step('map', '/map', '[data-testid=timebar]'), step('consult', '/consultation', '.consult .hdr, .page'), step('phone', '/tasks', '[data-testid=screen-tasks], .page')],
  leader: [step('strip', '/', '[data-testid=strip]'), step('sign', '/incidents', '[data-testid=incidents]')],
  admin: [step('registers', '/registers', '[data-testid=registers]'), step('duties', '/responsibility', '.page'), step('journal', '/journal', '.page')],
  reader: [step('strip', '/', '[data-testid=strip]'), step('map', '/map', '[data-testid=timebar]'), step('figures', '/figures', '[data-testid=figure-list]')],
} as const;

/** Which tour a person of these roles is given. */
export function tourOf(roles: string[]): keyof typeof kSteps {
  if (roles.includes('admin')) return 'admin';
  if (roles.some((r) => ['duty_leader', 'commander'].includes(r))) return 'leader';
  return roles.some((r) => ['duty_officer', 'flood_office', 'county_duty'].includes(r)) ? 'officer' : 'reader';
}

const kDone = 'done';
const keyOf = (account: string) => `muster.tour.${account}`;
const kAgain = 'muster:tour';
export function restartTour(): void { document.dispatchEvent(new Event(kAgain)); }

export function Tour() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { pathname } = useLocation();
  const { session } = useSession();
  const key = keyOf(session.account);
  const steps: readonly Step[] = kSteps[tourOf(session.posts.flatMap((p) => p.roles))];
  const [at, setAt] = useState<number | null>(() => { const kept = localStorage.getItem(key) ?? localStorage.getItem('muster.tour'); return kept === kDone ? null : Math.min(Number(kept ?? 0) || 0, steps.length - 1); });
  const now = at === null ? undefined : steps[at];
  const here = now !== undefined && (now.path === '/' ? pathname === '/' : pathname.startsWith(now.path));
  useEffect(() => {
    const again = () => { localStorage.removeItem(key); setAt(0); };
    document.addEventListener(kAgain, again);
    return () => document.removeEventListener(kAgain, again);
  }, [key]);
  useEffect(() => {
    if (!now || !here) return undefined;
    // The screen may still be on its way.
    let marked: Element | null = null;
    const look = setInterval(() => { marked = document.querySelector(now.mark); if (marked) { marked.classList.add('toured'); clearInterval(look); } }, 200);
    return () => { clearInterval(look); marked?.classList.remove('toured'); };
  }, [now, here]);
  if (!now || at === null) return null;
  const go = (next: number | null) => {
    localStorage.setItem(key, next === null ? kDone : String(next));
    setAt(next);
    if (next !== null) navigate(steps[next]!.path);
  };
  return (
    <div className="tourbar" role="region" aria-label={t('tour.title')} data-testid="tour">
      <b className="nw">{t('tour.title')} {at + 1}/{steps.length}</b>
      <span className="grow">{t(`tour.${now.key}`)}</span>
      {!here && <button type="button" className="btn" onClick={() => navigate(now.path)}>{t('tour.go')}</button>}
      {at + 1 < steps.length ? <button type="button" className="btn p" onClick={() => go(at + 1)} data-testid="tour-next">{t('tour.next')}</button>
        : <button type="button" className="btn p" onClick={() => go(null)} data-testid="tour-end">{t('tour.end')}</button>}
      <button type="button" className="btn g" onClick={() => go(null)} data-testid="tour-skip">{t('tour.skip')}</button>
    </div>
  );
}
