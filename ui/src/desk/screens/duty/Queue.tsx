// What needs me now: one queue by deadline, then level; each row says who, when, next.
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { DeskRow } from '../../../api/types.ts';
import { Icon, LevelBadge, NamePlate, readLevel, Symbol, symbolOf } from '../../../parts/index.ts';
import { tx } from '../../../text/index.ts';
import { RecordClock } from '../../kit/index.tsx';

export const kBands = ['now', 'hour', 'today'] as const;

export function Queue({ rows, counts, filter, setFilter, selected, select, act }: {
  rows: DeskRow[]; counts: Record<string, number>; filter: string; setFilter: (f: string) => void;
  selected: string | null; select: (id: string) => void; act: (row: DeskRow) => void;
}) {
  const { t } = useTranslation();
  const kinds = Object.keys(counts).filter((k) => k !== 'all' && k !== 'total' && counts[k]! > 0);
  const shown = filter ? rows.filter((r) => r.kind === filter) : rows;
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => { list.current?.querySelector('.q.on')?.scrollIntoView({ block: 'nearest' }); }, [selected]);
  return (
    <section className="sheet queue" aria-label={t('duty.queue')} data-testid="queue">
      <div className="sh"><h2>{t('duty.queue')}</h2>
        <div className="flt" role="tablist">
          <button type="button" role="tab" aria-selected={filter === ''} className={filter === '' ? 'on' : ''} onClick={() => setFilter('')}>{t('duty.all')} {rows.length}</button>
          {kinds.map((k) => <button type="button" role="tab" key={k} aria-selected={filter === k} className={filter === k ? 'on' : ''} onClick={() => setFilter(k)}>{t(`kind.${k}`, { defaultValue: k })} {counts[k]}</button>)}
        </div><span className="grow" />
        <Link className="btn" to="/intake" data-testid="new-call"><Icon name="phone" size={14} />{t('duty.new_call')} <kbd>N</kbd></Link>
      </div>
      <div className="scroll" ref={list} role="list" aria-label={t('duty.queue')}>
        {kBands.map((band) => {
          const of = shown.filter((r) => r.band === band);
          return of.length === 0 ? null : (
            <div key={band} role="presentation">
              <div className="qg" role="presentation"><b>{t(`duty.band_${band}`)}</b><span>{of.length}</span></div>
              {of.map((r) => <Row key={`${r.record.id}-${r.clock?.id ?? ''}`} row={r} on={r.record.id === selected} select={() => select(r.record.id)} act={() => act(r)} />)}
            </div>
          );
        })}
        {shown.length === 0 && <div className="nothing"><b>{t('duty.empty')}</b><p className="mut">{t('duty.empty_text')}</p></div>}
      </div>
      <div className="qf xs"><kbd>J</kbd><kbd>K</kbd>{t('duty.move')}<kbd>A</kbd>{t('duty.accept')}<kbd>?</kbd>{t('duty.keys')}<span className="grow" /><span className="dim">{t('duty.order')}</span></div>
    </section>
  );
}

function Row({ row, on, select, act }: { row: DeskRow; on: boolean; select: () => void; act: () => void }) {
  const { t } = useTranslation();
  const level = readLevel(row.level);
  const warning = row.record.type === 'warning' || row.record.type === 'level_notice' || row.record.type === 'consultation';
  return (
    <div className={`q ${on ? 'on' : ''}`} role="listitem" aria-current={on ? 'true' : undefined} onClick={select} data-testid="queue-row" data-type={row.record.type}>
      {warning && level ? <LevelBadge level={level} size={22} text={null} /> : <Symbol name={symbolOf(row.record.type)} size={22} />}
      <div className="qa">
        <div className="row" style={{ gap: 6 }}><button type="button" className="plain ell"><b>{row.record.label}</b></button><span className="xs dim nw">{row.record.number}</span></div>
        <div className="row sm mut ell" style={{ gap: 6 }}>
          {row.holder?.post || row.holder?.person ? <NamePlate post={row.holder.post || t('post.holder')} person={row.holder.person ?? ''} gap={!row.holder.person} /> : null}
          {row.next && <button type="button" className="verb ell" onClick={(e) => { e.stopPropagation(); act(); }} data-testid="queue-next">{tx(row.next.title)}</button>}{on && row.next && <kbd>A</kbd>}
        </div>
      </div>
      <div className="qc"><RecordClock clock={row.clock} /></div>
    </div>
  );
}
