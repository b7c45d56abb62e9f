// Who is reached by which store in how many minutes; who is not stands first, by name.
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Circle, CirclePlace, CircleStore } from '../../../api/supply.ts';
import { num } from '../../../format/index.ts';
import { Unknown } from '../../../parts/index.ts';
import { save } from '../../kit/download.ts';
import { Nothing, Sheet } from '../../kit/index.tsx';
import { rulerOf, type CoverRow } from './reckon.ts';

const kShown = 150;

export function Coverage({ rows, circle, all, budget_min, level, setLevel, picked, pick, changed, only, setOnly, night }: {
  rows: CoverRow[]; circle: Circle | undefined; all: CircleStore[]; budget_min: number; level: 'township' | 'village'; setLevel: (l: 'township' | 'village') => void; picked: string | null; pick: (p: CirclePlace) => void;
  changed: boolean; only: Set<string> | null; setOnly: (s: Set<string> | null) => void; night: boolean;
}) {
  const { t } = useTranslation();
  const [words, setWords] = useState('');
  const found = words.trim() ? rows.filter((r) => r.place.label.includes(words.trim())) : rows;
  const out = rows.filter((r) => !r.place.covered);
  const chosen = rows.find((r) => r.place.id === picked);
  const keep = () => save('coverage.csv', '\ufeff' + ['place,people,before_min,after_min,first_store,covered', ...rows.map((r) => [r.place.label, r.place.people ?? '', r.before ?? '', r.after ?? '', r.store, r.place.covered].join(','))].join('\n'));
  return (
    <>
      <Sheet className="growing" title={t('circle.table')} sub={t('circle.places', { n: rows.length, out: out.length })} testid="coverage"
        actions={<><div className="segs">{(['township', 'village'] as const).map((l) => <button key={l} type="button" className={l === level ? 'on' : ''} aria-pressed={l === level} onClick={() => setLevel(l)} data-testid={`level-${l}`}>{t(`circle.${l}`)}</button>)}</div><button type="button" className="btn g" onClick={keep}>{t('circle.export')}</button></>}>
        <div className="filters" style={{ padding: '6px 12px' }}><input className="field" data-filter value={words} onChange={(e) => setWords(e.target.value)} placeholder={t('circle.find')} aria-label={t('circle.find')} /></div>
        {chosen && <Chosen row={chosen} circle={circle} />}
        {rows.length === 0 ? <Nothing>{circle ? t('circle.no_places') : t('loading')}</Nothing> : (
          <div className="scroll"><table className="covertab"><thead><tr><th>{t(`circle.${level}`)}</th><th className="r">{t('circle.people')}</th>{changed && <th className="r">{t('circle.before_min')}</th>}<th className="r">{t(changed ? 'circle.after_min' : 'circle.min')}</th><th>{t('circle.limit', { n: budget_min })}</th><th>{t('circle.first')}</th></tr></thead>
            <tbody>{found.slice(0, kShown).map((r) => (
              <tr key={r.place.id} className={`${r.place.covered ? '' : 'outof'} ${picked === r.place.id ? 'on' : ''}`} data-testid={r.place.covered ? 'covered' : 'uncovered'}>
                <td><button type="button" className="plain" onClick={() => pick(r.place)}>{r.place.label}</button></td><td className="r">{r.place.people === null ? <Unknown /> : num(r.place.people)}</td>
                {changed && <td className="r mut">{r.before === null ? '—' : Math.round(r.before)}</td>}<td className="r">{r.after === null ? t('circle.cut_off') : Math.round(r.after)}</td>
                <td><Ruler minutes={r.after} budget_min={budget_min} /></td><td className="ell sm">{r.store || '—'}</td>
              </tr>))}</tbody></table>
            {found.length > kShown && <p className="foot pad">{t('circle.more', { n: found.length - kShown })}</p>}</div>
        )}
      </Sheet>
      <Sheet title={t('circle.stores')} sub={t(night ? 'circle.leave_night' : 'circle.leave_day')} testid="circle-stores">
        <div className="scroll" style={{ maxHeight: 190 }}><table><tbody>{all.map((s) => {
          const on = only === null || only.has(s.id);
          const flip = () => { const next = new Set(only ?? all.map((x) => x.id)); if (on) next.delete(s.id); else next.add(s.id); setOnly(next.size === 0 || next.size === all.length ? null : next); };
          return <tr key={s.id}><td style={{ width: 26 }}><input type="checkbox" checked={on} onChange={flip} aria-label={s.label} /></td><td className="ell"><Link className="ink" to={`/stores?store=${s.id}`}>{s.label}</Link></td><td className="r sm">{t('circle.minutes', { n: Math.round(s.order_to_departure_min[night ? 'night' : 'day']) })}</td><td className="r">{s.covers_people > 0 ? num(s.covers_people) : t('circle.places_n', { n: s.covers_places ?? 0 })}</td></tr>;
        })}</tbody></table>{only && <button type="button" className="btn g" onClick={() => setOnly(null)}>{t('circle.all_stores')}</button>}</div>
      </Sheet>
    </>
  );
}

function Chosen({ row, circle }: { row: CoverRow; circle: Circle | undefined }) {
  const { t } = useTranslation();
  const name = (id: string) => circle?.stores.find((s) => s.id === id)?.label ?? id.slice(0, 8);
  return (
    <div className="chosen" data-testid="chosen-place"><b>{row.place.label}</b> <span className="sm mut">{row.place.people === null ? <Unknown /> : t('circle.people_n', { n: num(row.place.people) })}</span>
      <div className="sm">{row.place.reached_by.length === 0 ? <span className="our">{row.after === null ? t('circle.cut_off_text') : t('circle.late_text', { n: Math.round(row.after) })}</span> : row.place.reached_by.map((r) => `${name(r.store)} ${t('circle.minutes', { n: Math.round(r.min) })}`).join(t('list_comma'))}</div></div>
  );
}

export function Ruler({ minutes, budget_min }: { minutes: number | null; budget_min: number }) {
  const r = rulerOf(minutes, budget_min);
  return <span className="minruler" aria-hidden="true"><i style={{ width: `${r.ink * 100}%` }} />{r.over > 0 && <em style={{ left: `${r.limit * 100}%`, width: `${r.over * 100}%` }} />}<b style={{ left: `${r.limit * 100}%` }} /></span>;
}
