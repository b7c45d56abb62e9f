// What needs me now: one queue by deadline, then level; each row says who, when, next. Rows of one matter fold into one.
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { DeskRow, Refs } from '../../../api/types.ts';
import { fmt, Icon, LevelBadge, NamePlate, readLevel, Symbol, symbolOf } from '../../../parts/index.ts';
import { tx } from '../../../text/index.ts';
import { Loading, RecordClock } from '../../kit/index.tsx';
import { GroupRow } from './GroupRow.tsx';
import { entriesOf, type Entry } from './groups.ts';

export const kBands = ['now', 'hour', 'today'] as const;

export interface QueueProps {
  rows: DeskRow[]; entries: Entry[]; counts: Record<string, number>; refs: Refs | undefined; filter: string; setFilter: (f: string) => void;
  selected: string | null; select: (id: string) => void; act: (row: DeskRow) => void; open: Set<string>; toggle: (id: string) => void;
  /** The rows are not here yet. */ waiting: boolean;
}

export function Queue({ rows, entries, counts, refs, filter, setFilter, selected, select, act, open, toggle, waiting }: QueueProps) {
  const { t } = useTranslation();
  const kinds = Object.keys(counts).filter((k) => k !== 'all' && k !== 'total' && counts[k]! > 0);
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => { list.current?.querySelector('.q.on')?.scrollIntoView({ block: 'nearest' }); }, [selected]);
  return (
    <section className="sheet queue" aria-label={t('duty.queue')} data-testid="queue">
      <div className="sh"><h2>{t('duty.queue')}</h2>
        <div className="flt" role="tablist">
          <button type="button" role="tab" aria-selected={filter === ''} className={filter === '' ? 'on' : ''} onClick={() => setFilter('')}>{t('duty.all')} {entriesOf(rows).length}</button>
          {kinds.map((k) => <button type="button" role="tab" key={k} aria-selected={filter === k} className={filter === k ? 'on' : ''} onClick={() => setFilter(k)}>{t(`kind.${k}`, { defaultValue: k })} {counts[k]}</button>)}
        </div><span className="grow" />
        <Link className="btn" to="/intake" data-testid="new-call"><Icon name="phone" size={14} />{t('duty.new_call')} <kbd>N</kbd></Link>
      </div>
      <div className="scroll" ref={list} {...(entries.length ? { role: 'list', 'aria-label': t('duty.queue') } : {})}>
        {kBands.map((band) => {
          const of = entries.filter((e) => e.first.band === band);
          return of.length === 0 ? null : (
            <div key={band} role="presentation">
              <div className="qg" role="presentation"><b>{t(`duty.band_${band}`)}</b><span>{of.length}</span></div>
              {of.map((e) => e.group ? (
                <div key={e.id} role="presentation">
                  <GroupRow entry={e} refs={refs} on={e.id === selected} open={open.has(e.id)} select={() => select(e.id)} toggle={() => toggle(e.id)} />
                  {open.has(e.id) && e.rows.map((r) => <Row key={r.record.id} row={r} inner on={r.record.id === selected} select={() => select(r.record.id)} act={() => act(r)} />)}
                </div>
              ) : <Row key={e.id} row={e.first} on={e.id === selected} select={() => select(e.id)} act={() => act(e.first)} />)}
            </div>
          );
        })}
        {waiting ? <Loading /> : entries.length === 0 && <div className="nothing"><b>{t('duty.empty')}</b><p className="mut">{t('duty.empty_text')}</p></div>}
      </div>
      <div className="qf xs"><kbd>J</kbd><kbd>K</kbd>{t('duty.move')}<kbd>A</kbd>{t('duty.accept')}<kbd>→</kbd><kbd>←</kbd>{t('same.keys')}<kbd>?</kbd>{t('duty.keys')}<span className="grow" /><span className="dim nw">{t('duty.order')}</span></div>
    </section>
  );
}

function Row({ row, on, inner, select, act }: { row: DeskRow; on: boolean; inner?: boolean; select: () => void; act: () => void }) {
  const level = readLevel(row.level);
  const warning = row.record.type === 'warning' || row.record.type === 'level_notice' || row.record.type === 'consultation';
  return (
    <div className={`q ${on ? 'on' : ''} ${inner ? 'qin' : ''}`} role="listitem" aria-current={on ? 'true' : undefined} onClick={select} data-testid="queue-row" data-type={row.record.type}>
      {warning && level ? <LevelBadge level={level} size={22} text={null} /> : <Symbol name={symbolOf(row.record.type)} size={22} />}
      <div className="qa">
        <div className="row" style={{ gap: 6 }}><button type="button" className="plain ell" title={row.record.label}><b>{fmt.shortName(row.record.label)}</b></button><span className="xs dim nw">{row.record.number}</span></div>
        <div className="row sm mut ell" style={{ gap: 6 }}>
          <Holder row={row} />
          {row.next && <button type="button" className="verb ell" onClick={(e) => { e.stopPropagation(); act(); }} data-testid="queue-next">{tx(row.next.title)}</button>}{on && row.next && <kbd>A</kbd>}
        </div>
      </div>
      <div className="qc"><RecordClock clock={row.clock} /></div>
    </div>
  );
}

/** Who holds it. A unit that answers as a unit has no person to miss; a post without anybody is a gap. */
function Holder({ row }: { row: DeskRow }) {
  const { t } = useTranslation();
  const { post, person } = row.holder ?? {};
  if (!post && !person) return null;
  if (!person && row.record.fields.unit && !row.record.fields.post) return <span className="pp unit1"><i>{post}</i></span>;
  return <NamePlate post={post || t('post.holder')} person={person ?? ''} gap={!person} />;
}
