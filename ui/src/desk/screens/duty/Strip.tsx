// The strip under the header: the level in force, key gauges, guard, clocks.
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Desk, GaugeNow } from '../../../api/types.ts';
import { dayTime, num } from '../../../format/index.ts';
import { GaugeGlyph, LevelBadge, noticeWords, readLevel, stageWords } from '../../../parts/index.ts';
import { trend } from '../../../parts/format.ts';
import { lang } from '../../../text/index.ts';
import { useKeyGauges } from '../../kit/gauges.ts';
import { pickNumber, pickText } from '../../kit/index.tsx';

export function thresholdsOf(g: GaugeNow) {
  const of = (kind: string) => g.thresholds.find((x) => x.kind === kind)?.value_m ?? null;
  return { defence: of('defence'), warning: of('warning'), guarantee: of('guarantee') };
}

export function GaugeCell({ g }: { g: GaugeNow }) {
  const { t } = useTranslation();
  const known = g.value !== null && !g.silent;
  const words = stageWords(g.stage_kind, g.over_m, g.value, lang());
  return (
    <Link to={`/r/gauge/${g.id}`} className="gs ink" data-testid={`gauge-${g.code}`}>
      <GaugeGlyph value={g.value} thresholds={thresholdsOf(g)} silent={g.silent} name={g.name} />
      <div>
        <div className="xs mut nw">{g.name} {known && g.rate_m_h !== null && <span className="dim">{trend(g.rate_m_h)} {Math.abs(g.rate_m_h).toFixed(2)}</span>}</div>
        {known ? <div className="gv">{g.value!.toFixed(2)}</div> : <div className="unk" style={{ margin: '1px 0' }}>{t('unknown')}</div>}
        {g.silent ? <div className="xs nw our">{t('duty.silent', { n: g.age_s === null ? '—' : Math.round(g.age_s / 60) })}</div>
          : <div className={`xs nw ${g.stage_kind === 'defence' || !g.stage_kind ? 'dim' : ''}`} style={g.stage_kind && g.stage_kind !== 'defence' ? { fontWeight: 700 } : {}}>{words}</div>}
      </div>
    </Link>
  );
}

/** The server counts to ten thousand and one: more than that says so. */
const kCounted = 10_000;
const count = (n: number | undefined) => (n === undefined ? '—' : n > kCounted ? `${num(kCounted)}+` : num(n));

export function Strip({ desk, now }: { desk: Desk | undefined; now: number }) {
  const { t } = useTranslation();
  const { gauges } = useKeyGauges();
  const silent = gauges.find((g) => g.silent);
  // Six places: a silent gauge always has one, because silence is ours to end.
  const key = silent && !gauges.slice(0, 6).includes(silent) ? [...gauges.slice(0, 5), silent] : gauges.slice(0, 6);
  const s = desk?.strip;
  const notice = s?.level_notice ?? null;
  const level = readLevel(pickText(notice, 'level'));
  void now;
  return (
    <section className="strip" data-testid="strip" aria-label={t('duty.strip')}>
      <div className="st lvl">
        {notice && level ? (
          <>
            <LevelBadge level={level} size={40} text={null} />
            <div className="grow">
              <Link className="ink ell" style={{ display: 'block' }} to={`/r/level_notice/${notice.id}`}><b style={{ fontSize: 15 }} title={pickText(notice, 'title')} data-testid="level-title">{noticeWords(notice.fields, lang()) || notice.label}</b></Link>
              <div className="xs mut ell">{[pickText(notice, 'document_no'), t('duty.since', { at: dayTime(pickText(notice, 'effective_at', 'signed_at')) })].filter(Boolean).join(t('shell.dot'))}</div>
              <div className="xs mut">{t('duty.receipts')} <span className="fig n">{pickNumber(notice, 'receipts_met') ?? 0}/{pickNumber(notice, 'receipts_due') ?? '—'}</span></div>
            </div>
          </>
        ) : !desk ? <span className="dim sm">{t('loading')}</span> : <div><b style={{ fontSize: 15 }}>{t('duty.no_level')}</b><div className="xs mut">{t('duty.no_level_text')}</div></div>}
      </div>
      <div className="st gsx">{key.map((g) => <GaugeCell key={g.id} g={g} />)}{key.length === 0 && <span className="dim sm">{desk ? t('duty.no_gauges') : ''}</span>}</div>
      <div className="st fg">
        <div><div className="xs mut">{t('duty.on_dike')}</div><Link to="/deployment" className="gv fig ink">{!s ? '—' : s.on_dike === null || s.on_dike === undefined ? <span className="unk">{t('unknown')}</span> : num(s.on_dike)}</Link>{typeof s?.change === 'number' && <div className="xs dim">{t('duty.change', { n: `${s.change >= 0 ? '+' : '−'}${num(Math.abs(s.change))}` })}</div>}</div>
        <div><div className="xs mut">{t('duty.km_defence')}</div><Link to="/deployment" className="gv fig ink">{num(s?.km_over_defence, 1) || '—'}<small> km</small></Link>{typeof s?.km_over_warning === 'number' && <div className="xs dim">{t('duty.km_warning', { n: num(s.km_over_warning, 1) })}</div>}</div>
      </div>
      <div className="st fg" style={{ border: 0 }}>
        <div><div className="xs mut">{t('duty.clocks')}</div><Link to="/r/clock?filter=state:in:running,warned" className="gv fig ink">{count(s?.clocks_running)}</Link><div className="xs dim">{t('duty.running')}</div></div>
        <div><div className="xs mut">{t('duty.soon')}</div><Link to="/r/clock?filter=state:eq:warned" className="gv our fig">{count(s?.clocks_warn)}</Link></div>
        <div><div className="xs mut">{t('duty.late')}</div><Link to="/r/clock?filter=state:eq:late" className="gv our fig" data-testid="late-count">{count(s?.late)}</Link><div className="xs dim">{t('duty.forever')}</div></div>
      </div>
    </section>
  );
}
