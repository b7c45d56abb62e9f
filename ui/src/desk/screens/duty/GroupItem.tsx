// The middle for a group: each of its records with state and limit; the rest can be done together.
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useList } from '../../../api/hooks.ts';
import type { Rec, Refs } from '../../../api/types.ts';
import { Delivery, Symbol, symbolOf } from '../../../parts/index.ts';
import { useModel } from '../../app/session.tsx';
import { Asked, recordPath, RecordClock, refLabel, StateTag } from '../../kit/index.tsx';
import { BulkBar, useChoice } from '../../generic/Bulk.tsx';
import { deliveryOf, ownClock } from '../incident/rungs.ts';
import { Share, useGroupWords, useMet } from './GroupRow.tsx';
import { kKinds, type Entry } from './groups.ts';

const kMost = 200;

export function GroupItem({ entry, refs, select }: { entry: Entry; refs: Refs | undefined; select: (id: string) => void }) {
  const { t } = useTranslation();
  const m = useModel();
  const g = entry.group!;
  const words = useGroupWords();
  const { met, all } = useMet(g);
  const [rest, setRest] = useState(true);
  const states = m.type(g.type)?.states ?? [];
  const still = states.filter((s) => !s.final && !kKinds[g.type]!.met.split(',').includes(s.name)).map((s) => s.name);
  const list = useList(g.type, { filter: [`${g.by}:eq:${g.value}`, ...(rest ? [`state:in:${still.join(',')}`] : [])], limit: kMost });
  const choice = useChoice();
  const isMet = (r: Rec) => kKinds[g.type]!.met.split(',').includes(r.state ?? '');
  const clockOf = (r: Rec) => entry.rows.find((x) => x.record.id === r.id)?.clock ?? ownClock(r);
  const inQueue = new Set(entry.rows.map((x) => x.record.id));
  const aboutType = refs?.[g.value]?.type;
  return (
    <section className="sheet mid" data-testid="group-item">
      <div className="mh">
        <div className="row"><span className="stack"><Symbol name={symbolOf(g.type)} size={36} /></span>
          <div className="grow" style={{ minWidth: 0 }}><h1 className="ell">{words.title(g, entry.rows.length)}</h1>
            <div className="sm mut ell">{aboutType ? <Link to={recordPath(aboutType, g.value)}>{words.about(g, refs)}</Link> : words.about(g, refs)}</div></div>
          {met !== null && all !== null && <span className="nw"><Share a={met} b={all} width={120} /> <b>{words.met(g, met, all)}</b></span>}
        </div>
        <div className="tabsline" role="tablist" style={{ marginTop: 6 }}>
          <button type="button" role="tab" aria-selected={rest} className={rest ? 'on' : ''} onClick={() => setRest(true)}>{t('same.rest', { n: (rest && list.data?.total) || entry.rows.length })}</button>
          <button type="button" role="tab" aria-selected={!rest} className={rest ? '' : 'on'} onClick={() => setRest(false)}>{t('same.all', { n: all ?? '' })}</button>
        </div>
      </div>
      <Asked query={list}>{(page) => {
        const rows = [...page.items].sort((a, b) => String(clockOf(a)?.fields.due_at ?? '9').localeCompare(String(clockOf(b)?.fields.due_at ?? '9')));
        return (
          <>
            <div className="scroll grow">
              <table data-testid="group-rows"><thead><tr>
                <th style={{ width: 34 }}><input type="checkbox" aria-label={t('bulk.choose_all')} checked={rows.length > 0 && rows.every((r) => choice.has(r.id))} onChange={(e) => choice.set(e.target.checked ? rows : [])} /></th>
                <th>{m.typeTitle(g.type)}</th><th>{t('same.whom')}</th><th>{t('tasks.state')}</th><th style={{ width: 190 }}>{t('tasks.limit')}</th></tr></thead>
                <tbody>{rows.map((r) => (
                  <tr key={r.id} className={choice.has(r.id) ? 'on' : ''}>
                    <td><input type="checkbox" aria-label={t('bulk.choose', { label: r.label })} checked={choice.has(r.id)} onChange={() => choice.toggle(r)} /></td>
                    <td className="ell">{inQueue.has(r.id) ? <button type="button" className="plain" onClick={() => select(r.id)}>{r.label}</button> : <Link className="ink" to={recordPath(r.type, r.id)}>{r.label}</Link>}</td>
                    <td className="mut">{['post', 'person', 'leader', 'unit', 'receiver'].map((n) => refLabel(page.refs, r.fields[n])).filter(Boolean).slice(0, 2).join(' ')}</td>
                    <td className="nw"><StateTag type={r.type} state={r.state} /> {g.type !== 'patrol_shift' && <Delivery state={deliveryOf(r)} bare />}</td>
                    <td>{isMet(r) ? null : <RecordClock clock={clockOf(r)} />}</td>
                  </tr>))}</tbody></table>
              {page.next_cursor && <p className="pad sm mut">{t('same.first', { n: kMost })}</p>}
            </div>
            <BulkBar type={g.type} choice={choice} refs={page.refs} end={<Link to={`/r/${g.type}?filter=${encodeURIComponent(`${g.by}:eq:${g.value}`)}`}>{t('same.list')} ›</Link>} />
          </>
        );
      }}</Asked>
    </section>
  );
}
