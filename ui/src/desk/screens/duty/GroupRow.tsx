// One row for many of one matter: how many of all were met, and the oldest limit.
import { useTranslation } from 'react-i18next';
import { useList } from '../../../api/hooks.ts';
import type { Refs } from '../../../api/types.ts';
import { dayTime } from '../../../format/index.ts';
import { fmt, Symbol, symbolOf } from '../../../parts/index.ts';
import { useModel } from '../../app/session.tsx';
import { RecordClock } from '../../kit/index.tsx';
import { kKinds, type Entry, type Group } from './groups.ts';

const condition = (g: Group) => `${g.by}:eq:${g.value}`;

/** How many records the matter has in all and how many were met; the queue itself holds only what is open. */
export function useMet(g: Group): { met: number | null; all: number | null } {
  // Calls to one person have no common whole that they could be a part of.
  const whole = g.by !== 'person';
  const met = useList(g.type, { filter: [condition(g), `state:in:${kKinds[g.type]!.met}`], limit: 1 }, { enabled: whole });
  const all = useList(g.type, { filter: [condition(g)], limit: 1 }, { enabled: whole });
  return { met: met.data?.total ?? null, all: all.data?.total ?? null };
}

export function useGroupWords() {
  const { t } = useTranslation();
  const m = useModel();
  const known = (type: string) => (type in kKinds ? type : 'other');
  return {
    title: (g: Group, n: number) => t(`same.${known(g.type)}`, { n, type: m.typeTitle(g.type) }),
    about: (g: Group, refs: Refs | undefined) => g.by === 'shift_start' ? t('same.shift', { at: dayTime(g.value) }) : fmt.shortName(refs?.[g.value]?.label ?? ''),
    met: (g: Group, a: number, b: number) => t(`same.met_${known(g.type)}`, { a, b }),
  };
}

export function GroupRow({ entry, refs, on, open, select, toggle }: {
  entry: Entry; refs: Refs | undefined; on: boolean; open: boolean; select: () => void; toggle: () => void;
}) {
  const { t } = useTranslation();
  const g = entry.group!;
  const words = useGroupWords();
  const { met, all } = useMet(g);
  return (
    <div className={`q ${on ? 'on' : ''}`} role="listitem" aria-current={on ? 'true' : undefined} onClick={select} data-testid="queue-group" data-type={g.type}>
      <span className="stack"><Symbol name={symbolOf(g.type)} size={22} /></span>
      <div className="qa">
        <div className="row" style={{ gap: 6 }}><button type="button" className="plain nw"><b>{words.title(g, entry.rows.length)}</b></button><span className="xs mut ell" title={words.about(g, refs)}>{words.about(g, refs)}</span></div>
        <div className="row sm mut" style={{ gap: 8 }}>
          {met !== null && all !== null && <span className="nw"><Share a={met} b={all} /> {words.met(g, met, all)}</span>}
          <button type="button" className="verb nw" aria-expanded={open} onClick={(e) => { e.stopPropagation(); toggle(); }} data-testid="group-toggle">{t(open ? 'same.close' : 'same.open')}</button>{on && <kbd>{open ? '←' : '→'}</kbd>}
        </div>
      </div>
      <div className="qc" title={t('same.oldest')}><RecordClock clock={entry.first.clock} /></div>
    </div>
  );
}

/** Met of all as a short bar: the same ruler as everywhere, ink on paper. */
export function Share({ a, b, width = 48 }: { a: number; b: number; width?: number }) {
  return <svg className="share" width={width} height="8" aria-hidden="true"><rect x=".5" y=".5" width={width - 1} height="7" fill="none" stroke="var(--line-2)" /><rect x="0" y="0" width={b > 0 ? (width * a) / b : 0} height="8" fill="var(--ink-2)" /></svg>;
}
