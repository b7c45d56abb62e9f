// The duty room's books beside each other, and the day that a book is opened at.
import { useTranslation } from 'react-i18next';
import { Link, useLocation, useNavigate } from 'react-router';
import { cityNow } from '../../../api/clock.ts';
import { fullDate } from '../../../format/index.ts';
import { DateInput } from '../../generic/Typed.tsx';
import { useSession } from '../../app/session.tsx';

const kBooks = [['logbook', ''], ['brief', 'daily_brief'], ['zero', 'zero_report'], ['messages', 'message_out']] as const;

export function OfficeTabs() {
  const { t } = useTranslation();
  const { pathname } = useLocation();
  const { may } = useSession();
  return (
    <nav className="tabsline officetabs" aria-label={t('office.tabs')}>
      {kBooks.filter(([, type]) => type === '' || may(type, 'read')).map(([name]) => { const on = pathname.startsWith(`/${name}`); return <Link key={name} to={`/${name}`} className={on ? 'on' : ''} aria-current={on ? 'page' : undefined}>{t(`office.${name}`)}</Link>; })}
    </nav>
  );
}

/** The day `by` days from a day: 2026-08-20 and -1 give 2026-08-19. */
export const dayFrom = (day: string, by: number): string => new Date(Date.parse(`${day}T00:00:00Z`) + by * 86_400_000).toISOString().slice(0, 10);

export function DayPicker({ day, path, today = fullDate(cityNow()) }: { day: string; path: string; today?: string }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  return (
    <span className="row">
      <Link className="btn" to={`${path}/${dayFrom(day, -1)}`} aria-label={t('office.before')}>‹</Link>
      <span className="daypick"><DateInput value={day} label={t('office.day')} onChange={(v) => { if (typeof v === 'string') navigate(`${path}/${v}`); }} /></span>
      <Link className="btn" to={`${path}/${dayFrom(day, 1)}`} aria-label={t('office.after')}>›</Link>
      {day !== today && <Link className="btn" to={path}>{t('office.today')}</Link>}
    </span>
  );
}
