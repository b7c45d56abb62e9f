// Works × roles. Only the rows on the screen are in the page, so that a city of thousands scrolls like one of ten.
import { useLayoutEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { stake } from '../../../format/index.ts';
import { tx } from '../../../text/index.ts';
import { useModel } from '../../app/session.tsx';
import { kMarks, visible, type Item, type Net, type NetCell, type NetRow } from './net.ts';

export interface Pick { work: string; role: string }

export function Matrix({ net, items, pick, onPick }: { net: Net; items: Item[]; pick: Pick | null; onPick: (pick: Pick) => void }) {
  const { t } = useTranslation();
  const m = useModel();
  const box = useRef<HTMLDivElement>(null);
  const [view, setView] = useState({ top: 0, height: 800 });
  useLayoutEffect(() => {
    const el = box.current;
    if (!el) return undefined;
    const measure = () => setView({ top: el.scrollTop, height: el.clientHeight });
    measure();
    const watch = new ResizeObserver(measure);
    watch.observe(el);
    return () => watch.disconnect();
  }, []);
  const part = visible(items, view.top, view.height);
  const columns = { gridTemplateColumns: `minmax(170px,1fr) repeat(${net.roles.length},minmax(150px,1.15fr))` };
  const titleOf = (key: string) => tx(net.by_class.find((c) => c.key === key)?.title) || key;
  return (
    <div className="netbox" ref={box} role="table" aria-rowcount={items.length} onScroll={(e) => setView({ top: e.currentTarget.scrollTop, height: e.currentTarget.clientHeight })} data-testid="net-matrix">
      <div className="nr nh" role="row" style={columns}><span role="columnheader">{t('resp.work')}</span>{net.roles.map((r) => <span role="columnheader" key={r}>{m.choice('responsibility_role', r)}</span>)}</div>
      <div style={{ height: part.total, position: 'relative' }}><div style={{ position: 'absolute', inset: `${part.above}px 0 auto` }}>
        {items.slice(part.from, part.to).map((i) => i.kind === 'head'
          ? <div key={i.key} className="ng" role="row"><span role="cell"><b>{titleOf(i.key)}</b> {t('net.works', { n: i.n })}{i.holes > 0 && <em>{t('net.holes_n', { n: i.holes })}</em>}</span></div>
          : <div key={i.key} className="nr" role="row" style={columns} data-testid="net-row"><Head row={i.row} net={net} />
            {i.row.cells.map((c) => <CellView key={c.role} cell={c} day={net.day} on={pick?.work === i.row.id && pick.role === c.role} onPick={() => onPick({ work: i.row.id, role: c.role })} />)}</div>)}
      </div></div>
    </div>
  );
}

function Head({ row, net }: { row: NetRow; net: Net }) {
  const stakes = row.from_stake !== undefined && row.to_stake !== undefined ? `${stake(row.from_stake)}–${stake(row.to_stake)}` : '';
  // The label of a section ends with its stakes; they have a line of their own here.
  const name = stakes ? row.label.replace(/\s+K?\d+\+\d+.*$/, '') : row.label;
  return <span className="nwork" role="rowheader"><Link className="ink" to={`/r/${row.type}/${row.id}`} title={row.label}><b className="ell">{name}</b></Link><span className="ell">{[net.places[row.jurisdiction_id], stakes].filter(Boolean).join(' ')}</span></span>;
}

function CellView({ cell, day, on, onPick }: { cell: NetCell; day: string; on: boolean; onPick: () => void }) {
  const { t } = useTranslation();
  if (cell.state === 'none') return <span role="cell" className="ce na">{t('resp.na')}</span>;
  return <span role="cell" className="nc"><button type="button" className={`ce plain ${cell.state}${on ? ' on' : ''}`} onClick={onPick} aria-pressed={on} data-testid={`cell-${cell.state}`}><CellWords cell={cell} day={day} /></button></span>;
}

export function CellWords({ cell, day }: { cell: NetCell; day: string }) {
  const { t } = useTranslation();
  const mark = kMarks[cell.state] && <i aria-hidden="true">{kMarks[cell.state]}</i>;
  const one = cell.people[0];
  if (cell.state === 'gap' || cell.state === 'expired') {
    return <>{mark}<b>{t(`net.s_${cell.state}`)}</b><span className="ell">{cell.former ? t('net.last', { name: cell.former.person_name, d: cell.former.ended.slice(5) }) : t('net.never')}</span></>;
  }
  if (!one) return null;
  if (cell.state === 'duplicate') return <>{mark}<b>{t('net.s_duplicate')}</b><span className="ell">{cell.people.map((p) => p.person_name).join(t('list_comma'))}</span></>;
  const tail = cell.state === 'unreachable' ? <em>{t(`net.why_${cell.why}`, { n: one.fails ?? 0 })}</em>
    : one.to && one.to < `${day.slice(0, 4)}-12-31` ? <em>{t('resp.until', { d: one.to.slice(5) })}</em> : one.liaison_name ? <em>{t('resp.liaison', { name: one.liaison_name })}</em> : null;
  return <>{mark}<b>{cell.people.map((p) => p.person_name).join(t('list_comma'))}</b><span className="ell">{one.post_title ?? one.job ?? ''}</span>{tail}</>;
}
