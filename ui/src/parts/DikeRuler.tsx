import { useId, useRef, useState, type KeyboardEvent } from 'react';
import { dikeMarks, placeMarkLabels, stakeTicks, stakeX, type DikeFacts, type DikeMark, type DikeScale } from './dike.ts';
import { stage, stake } from './format.ts';
import { useLang } from './lang.tsx';
import { SymbolPaths } from './Symbol.tsx';
import { textWidth, useWidth } from './width.ts';

export type { DikeFacts, DikeMark } from './dike.ts';

const kWords = {
  ruler: { zh: '{n} 桩号尺，左右键逐个看', en: '{n}: dike ruler, arrow keys step through the marks' },
  list: { zh: '列表', en: 'List' }, drawing: { zh: '桩号尺', en: 'Ruler' },
  stake: { zh: '桩号', en: 'Stake' }, what: { zh: '标记', en: 'Mark' }, state: { zh: '情况', en: 'State' },
  flag: { zh: '控制站', en: 'control gauge' }, incident: { zh: '险情', en: 'incident' }, hut: { zh: '哨棚', en: 'hut' },
  owed: { zh: '欠报', en: 'report owed' }, none: { zh: '没有标记', en: 'no marks' },
} as const;

export interface DikeRulerProps {
  dike: DikeFacts;
  selected?: string | null;
  onSelect?: (mark: DikeMark) => void;
  /** `strip` is the 56 px form for narrow desks; `list` the table of the same marks. */
  view?: 'ruler' | 'strip' | 'list';
  /** 1 on the desk, 2.3 on the wall. */
  scale?: number;
  /** Nothing can be pressed (wall, print). */
  still?: boolean;
}

/** The dike as a line: stakes fall downstream left to right; water lines above it, huts below it, gauges as flags, incidents as diamonds. */
export function DikeRuler({ dike, selected, onSelect, view = 'ruler', scale: k = 1, still }: DikeRulerProps) {
  return view === 'list' ? <DikeList dike={dike} selected={selected} onSelect={onSelect} />
    : <DikeDrawing dike={dike} selected={selected} onSelect={onSelect} strip={view === 'strip'} k={k} still={still} />;
}

interface DrawingProps { dike: DikeFacts; selected?: string | null; onSelect?: (mark: DikeMark) => void; strip: boolean; k: number; still?: boolean }

function DikeDrawing({ dike, selected, onSelect, strip, k, still }: DrawingProps) {
  const lang = useLang();
  const box = useRef<HTMLDivElement>(null);
  const width = useWidth(box, 1200);
  const id = useId();
  const [active, setActive] = useState<number | null>(null);
  const marks = dikeMarks(dike);
  const scale: DikeScale = { left: 14 * k, right: width - 18 * k, upstream: dike.upstream, downstream: dike.downstream };
  const font = k > 1 ? 28 : 11;
  // The wall's sheet is lower for its size: names and flags stand closer to the line.
  const base = (strip ? 28 : k > 1 ? 44 : 52) * k;
  const height = (strip ? 56 : k > 1 ? 97 : 110) * k;

  const onKey = (e: KeyboardEvent) => {
    if (still || marks.length === 0 || e.nativeEvent.isComposing) return;
    const at = active ?? -1;
    if (e.key === 'ArrowRight' || e.key === 'ArrowLeft') {
      setActive(e.key === 'ArrowRight' ? Math.min(marks.length - 1, at + 1) : Math.max(0, at < 0 ? 0 : at - 1));
    } else if (e.key === 'Home' || e.key === 'End') setActive(e.key === 'Home' ? 0 : marks.length - 1);
    else if ((e.key === 'Enter' || e.key === ' ') && active !== null) onSelect?.(marks[active]!);
    else return;
    e.preventDefault();
  };
  const press = (mark: DikeMark) => (still ? undefined : () => { setActive(marks.indexOf(mark)); onSelect?.(mark); });
  const labels = labelsOf(dike, marks, scale, font, k, selected ?? (active === null ? null : marks[active]?.id ?? null));
  const optionId = (mark: DikeMark) => `${id}-${mark.kind}-${mark.id}`;

  return (
    <div ref={box} className="dikeruler" role={still ? 'img' : 'listbox'} tabIndex={still ? undefined : 0} aria-orientation={still ? undefined : 'horizontal'}
      aria-label={kWords.ruler[lang].replace('{n}', dike.name)} onKeyDown={onKey}
      onFocus={() => active === null && marks.length > 0 && !still && setActive(0)}
      aria-activedescendant={!still && active !== null && marks[active] ? optionId(marks[active]) : undefined}>
      <svg width={width} height={height} viewBox={`0 0 ${width} ${height}`} fontSize={font}>
        <Ground dike={dike} scale={scale} base={base} k={k} font={font} strip={strip} />
        {marks.map((m, i) => {
          const x = stakeX(scale, m.at);
          return (
            <g key={optionId(m)} id={optionId(m)} role={still ? undefined : 'option'} aria-selected={still ? undefined : m.id === selected} className={still ? '' : 'mk'}
              aria-label={still ? undefined : `${stake(m.at)} ${kWords[m.kind][lang]} ${m.text}${m.owed ? ` ${kWords.owed[lang]}` : ''}`} onClick={press(m)}>
              <MarkDrawing mark={m} x={x} base={base} k={k} strip={strip} solid={m.id === selected} />
              {i === active && !still && <rect className="mkfocus" x={x - 13 * k} y={m.kind === 'hut' ? base + 22 * k : strip ? 1 : base - 37 * k} width={26 * k} height={m.kind === 'hut' ? 18 * k : (strip ? 29 : 38) * k} rx="3" />}
            </g>
          );
        })}
        {labels.map((l) => l.side !== 'none' && (
          <text key={l.id} x={l.x} y={(strip ? 9 * k : base - 23 * k) + font * 0.3} textAnchor={l.side === 'left' ? 'end' : 'start'} fill="var(--ink)" className="halo">
            <LabelText text={l.text} flag={dike.flags.some((f) => f.id === l.id)} />
          </text>
        ))}
      </svg>
    </div>
  );
}

function LabelText({ text, flag }: { text: string; flag: boolean }) {
  const cut = text.indexOf(' ');
  if (!flag || cut < 0) return <tspan fontWeight="700">{text}</tspan>;
  return <><tspan fontWeight="700">{text.slice(0, cut)}</tspan>{text.slice(cut)}</>;
}

/** Labels in the order of their weight: selected, incidents, gauges. */
function labelsOf(dike: DikeFacts, marks: DikeMark[], scale: DikeScale, font: number, k: number, chosen: string | null) {
  const flags = new Map(dike.flags.map((f) => [f.id, [f.name, stage(f.value), f.note].filter(Boolean).join(' ')]));
  const weight = (m: DikeMark) => (m.id === chosen ? 0 : m.kind === 'flag' ? 1 : 2);
  const shown = marks.filter((m) => m.kind !== 'hut').sort((a, b) => weight(a) - weight(b));
  return placeMarkLabels(shown.map((m) => ({
    id: m.id, x: stakeX(scale, m.at), half: (m.kind === 'flag' ? 5 : 10) * k,
    text: m.kind === 'flag' ? flags.get(m.id) ?? m.text : `${stake(m.at)} ${m.text}`,
  })), font, 0, scale.right + 18 * k);
}

function MarkDrawing({ mark, x, base, k, strip, solid }: { mark: DikeMark; x: number; base: number; k: number; strip: boolean; solid: boolean }) {
  if (mark.kind === 'hut') {
    return <rect x={x - 1.8 * k} y={base + (strip ? 18 : 28) * k} width={3.6 * k} height={6 * k} fill="var(--surface)" stroke="var(--ours)" strokeWidth={k} />;
  }
  const top = strip ? 3 * k : base - 34 * k;
  if (mark.kind === 'flag') {
    return (
      <>
        <path d={`M${x} ${top}V${base}`} stroke="var(--ink)" strokeWidth={1.2 * k} />
        <path d={`M${x - 4 * k} ${top}h${8 * k}l${-4 * k} ${6 * k}Z`} fill="var(--ink)" />
      </>
    );
  }
  const size = strip ? 0.62 : 0.75;
  return (
    <>
      <path d={`M${x} ${top + 20 * k}V${base}`} stroke="var(--ink)" strokeWidth={k} />
      <g transform={`translate(${x - 12 * size * k} ${strip ? 2 * k : top + k}) scale(${size * k})`}><SymbolPaths name="incident" solid={solid} /></g>
    </>
  );
}

/** What lies still: water lines, the line itself, ticks, huts that have reported, county breaks. */
function Ground({ dike, scale, base, k, font, strip }: { dike: DikeFacts; scale: DikeScale; base: number; k: number; font: number; strip: boolean }) {
  const x = (at: number) => stakeX(scale, at);
  const perTen = (scale.right - scale.left) / (Math.abs(dike.upstream - dike.downstream) / 10_000 || 1);
  const every = perTen >= font * 3.2 ? 10 : perTen >= font * 1.6 ? 20 : 50;
  return (
    <>
      {dike.water.map((w) => Array.from({ length: w.lines }, (_, n) => (
        <rect key={`${w.from}-${n}`} x={x(Math.max(w.from, w.to))} y={base - (6 + n * 4.5) * k} width={Math.max(0, x(Math.min(w.from, w.to)) - x(Math.max(w.from, w.to)) - k)}
          height={2.6 * k} fill="var(--water)" />
      )))}
      {dike.breaks.map((b, i) => {
        const next = dike.breaks[i + 1];
        const room = (next ? x(next.at) : scale.right) - x(b.at);
        return (
          <g key={b.at}>
            <path d={`M${x(b.at)} ${base - 14 * k}V${base + (strip ? 28 : 40) * k}`} stroke="var(--line-2)" strokeWidth={k} strokeDasharray={`${2 * k} ${3 * k}`} />
            {!strip && textWidth(b.name, font) + 6 * k < room && <text x={x(b.at) + 5 * k} y={base + (k > 1 ? 49 : 52) * k} fill="var(--ink-2)">{b.name}</text>}
          </g>
        );
      })}
      <path d={`M${scale.left} ${base}H${scale.right}`} stroke="var(--ink)" strokeWidth={1.6 * k} />
      {stakeTicks(scale).map((t) => (
        <g key={t.at}>
          <path d={`M${x(t.at).toFixed(1)} ${base}v${(t.size === 10 ? 11 : t.size === 5 ? 7 : 4) * (strip ? 0.6 : 1) * k}`}
            stroke={t.size === 1 ? 'var(--line-2)' : 'var(--ink-2)'} strokeWidth={(t.size === 10 ? 1.2 : 0.8) * k} />
          {t.size === 10 && (t.at / 1000) % every === 0 && (
            <text x={x(t.at)} y={base + (strip ? 17 : 22) * k} textAnchor="middle" fill="var(--ink-3)" fontSize={strip ? font * 0.9 : font}>{t.at / 1000}</text>
          )}
        </g>
      ))}
      {!strip && dike.huts.filter((h) => h.reported).map((h) => <rect key={h.id} x={x(h.at) - 2 * k} y={base + 28 * k} width={4 * k} height={6.5 * k} fill="var(--ink-3)" />)}
    </>
  );
}

/** The same marks as a table, for keyboard and reader. */
function DikeList({ dike, selected, onSelect }: { dike: DikeFacts; selected?: string | null; onSelect?: (mark: DikeMark) => void }) {
  const lang = useLang();
  const marks = dikeMarks(dike);
  if (marks.length === 0) return <p className="mut">{kWords.none[lang]}</p>;
  return (
    <table className="dikelist">
      <caption className="vh">{dike.name}</caption>
      <thead><tr><th className="r">{kWords.stake[lang]}</th><th>{kWords.what[lang]}</th><th>{kWords.state[lang]}</th></tr></thead>
      <tbody>
        {marks.map((m) => (
          <tr key={m.kind + m.id} className={m.id === selected ? 'on' : ''}>
            <td className="r n">{onSelect ? <button className="btn g" onClick={() => onSelect(m)}>{stake(m.at)}</button> : stake(m.at)}</td>
            <td>{kWords[m.kind][lang]}</td>
            <td>{m.text}{m.owed && <> <span className="our">{kWords.owed[lang]}</span></>}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
