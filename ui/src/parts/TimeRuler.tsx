import { useRef } from 'react';
import { countdown, hm, instantMs, kMinute, shortTime, span as spanWords } from './format.ts';
import { useLang, type Lang } from './lang.tsx';
import { useNow } from './now.tsx';
import { placeLabels, rulerSpan, rulerTicks, type RulerItem } from './ruler.ts';
import { textWidth, useWidth } from './width.ts';

export type { RulerItem } from './ruler.ts';

const kWords = {
  limit: { zh: '限 {n} {t}', en: '{n} by {t}' }, now: { zh: '现在 {t}', en: 'now {t}' }, late: { zh: '迟 {t}', en: 'LATE {t}' },
  early: { zh: '✓ 早 {t}', en: '✓ {t} early' }, left: { zh: '{n} 剩 {t}', en: '{n} {t} left' }, ruler: { zh: '时限尺', en: 'Time ruler' },
} as const;
const put = (text: string, v: Record<string, string>) => text.replace(/\{(\w)\}/g, (_, k: string) => v[k] ?? '');

const wider = (a: string, b: string) => (textWidth(a, 12) > textWidth(b, 12) ? a : b);
/** Room that the stamp beside a late fact takes, on both sides of its middle. */
const wideStamp = '　　　　　　　　';

interface Fact { key: string; name: string; at: number; limit: number | null; late: boolean; text: string; x: number }
interface Limit { key: string; name: string; at: number; open: boolean; warn: boolean; late: boolean; text: string; x: number }

/** The incident's clocks on one line: facts stand above, limits hang below, the gap between a limit and a late fact is hatched. */
export function TimeRuler({ items, now: given, label }: { items: RulerItem[]; now?: number; label?: string }) {
  const lang = useLang();
  const now = useNow(given);
  const box = useRef<HTMLDivElement>(null);
  const width = useWidth(box, 1200);
  const left = 30;
  const right = width - 30;
  const span = rulerSpan(items, now);
  const x = (at: number) => left + ((at - span.from) / (span.to - span.from)) * (right - left);

  const facts: Fact[] = items.flatMap((i) => {
    const at = instantMs(i.at);
    if (at === null) return [];
    const limit = instantMs(i.limit);
    const late = limit !== null && at > limit;
    const beside = limit === null ? '' : late ? '' : limit - at >= kMinute ? ` ${put(kWords.early[lang], { t: spanWords(limit - at, lang) })}` : ' ✓';
    return [{ key: i.key, name: i.name, at, limit, late, text: `${hm(at)}${beside}`, x: x(at) }];
  });
  const limits: Limit[] = joinLimits(items, lang).flatMap((i) => {
    const at = instantMs(i.limit);
    if (at === null) return [];
    const done = instantMs(i.at);
    const warn = instantMs(i.warnAt) ?? at - 15 * kMinute;
    return [{
      key: i.key, name: i.name, at, open: done === null, warn: done === null && now >= warn, late: done === null && now > at,
      text: put(kWords.limit[lang], { n: i.name, t: shortTime(at, now) }), x: x(at),
    }];
  });
  const first = facts.length ? Math.min(...facts.map((f) => f.at)) : now;
  const next = limits.filter((l) => l.open && !l.late).sort((a, b) => a.at - b.at)[0];
  const upper = placeLabels(facts.map((f) => ({ fact: f, x: f.x, text: wider(f.text, f.name) + (f.late ? wideStamp : '') })), 12.5, 3);
  const floors = Math.max(0, ...upper.map((u) => u.row)) + 1;
  const y = 26 + floors * 32;
  const lower = placeLabels(limits, 12, 4);
  const height = y + 44 + (Math.max(0, ...lower.map((l) => l.row)) + 1) * 14;

  return (
    <div ref={box} className="ruler" role="group" aria-label={label ?? kWords.ruler[lang]}>
      <svg width={width} height={height} viewBox={`0 0 ${width} ${height}`} fontSize="12" aria-hidden="true">
        <Hatch />
        <path d={`M${left} ${y}H${right}`} stroke="var(--line-2)" />
        <rect x={x(first)} y={y - 2} width={Math.max(0, x(now) - x(first))} height="4" fill="var(--ink-2)" />
        {rulerTicks(span, right - left).map((t) => (
          <g key={t.at}>
            <path d={`M${x(t.at)} ${y}v${t.major ? 12 : 4}`} stroke="var(--ink-3)" strokeWidth={t.major ? 1.3 : 0.8} />
            {t.major && Math.abs(x(t.at) - x(now)) > 64 && <text x={x(t.at)} y={y + 26} textAnchor="middle" fill="var(--ink-3)">{shortTime(t.at, now)}</text>}
          </g>
        ))}
        {limits.filter((l) => l.late).map((l) => <LateGap key={l.key} from={x(l.at)} to={x(now)} y={y} />)}
        {facts.filter((f) => f.late && f.limit !== null).map((f) => <LateGap key={f.key} from={x(f.limit!)} to={x(f.at)} y={y} />)}
        {lower.map(({ item, row }) => {
          const bottom = y + 34 + row * 14;
          const anchor = item.x > right - 60 ? 'end' : item.x < left + 60 ? 'start' : 'middle';
          return (
            <g key={item.key}>
              <path d={`M${item.x} ${y}V${bottom - 4}`} stroke="var(--ink)" strokeWidth={item.open ? 2 : 1.4} />
              <text x={item.x} y={bottom + 9} textAnchor={anchor} fill={item.warn ? 'var(--ours)' : 'var(--ink-2)'} className="halo"
                fontWeight={item.late ? 700 : 400}>{item.text}</text>
            </g>
          );
        })}
        {upper.map(({ item, x: at, row }) => <FactMark key={item.fact.key} fact={item.fact} x={at} y={y} top={y - 44 - row * 32} right={right} />)}
        <NowMark x={x(now)} y={y} text={put(kWords.now[lang], { t: hm(now) })} flip={x(now) > right - 90} />
        {next && x(next.at) - x(now) > 120 && (
          <text x={(x(next.at) + x(now)) / 2} y={y - 8} textAnchor="middle" fontWeight="700" fill={next.warn ? 'var(--ours)' : 'var(--ink)'}>
            {put(kWords.left[lang], { n: next.name, t: countdown(next.at - now, lang) })}
          </text>
        )}
      </svg>
      <ul className="vh">
        {facts.map((f) => <li key={f.key}>{f.name} {f.text} {f.late && f.limit !== null ? put(kWords.late[lang], { t: spanWords(f.at - f.limit, lang) }) : ''}</li>)}
        {limits.filter((l) => l.open).map((l) => <li key={l.key}>{l.text} {l.late ? put(kWords.late[lang], { t: spanWords(now - l.at, lang) }) : ''}</li>)}
      </ul>
    </div>
  );
}

/** The name that the brief of the incident room uses. */
export const LongClock = TimeRuler;

/** Limits of one instant hang as one, when all are open or all are met. */
function joinLimits(items: RulerItem[], lang: Lang): RulerItem[] {
  const joined = new Map<string, RulerItem>();
  for (const item of items) {
    const at = instantMs(item.limit);
    if (at === null) continue;
    const key = `${at}`;
    const first = joined.get(key);
    const met = (i: RulerItem) => instantMs(i.at) !== null;
    if (!first) joined.set(key, item);
    else if (met(first) === met(item)) joined.set(key, { ...first, name: `${first.name}${lang === 'zh' ? '、' : ', '}${item.name}` });
    else joined.set(`${at}-${item.key}`, item);
  }
  return [...joined.values()];
}

function FactMark({ fact, x, y, top, right }: { fact: Fact; x: number; y: number; top: number; right: number }) {
  const lang = useLang();
  const ink = fact.late ? 'var(--ours)' : 'var(--ink)';
  const anchor = x > right - 70 ? 'end' : 'middle';
  return (
    <g>
      <path d={`M${x} ${top + 20}V${y}`} stroke={ink} strokeWidth="1.5" />
      {!fact.late && <circle cx={x} cy={y} r="4.5" fill={ink} />}
      <text x={x} y={top} textAnchor={anchor} fontWeight="700" fill={ink} className="halo">{fact.name}</text>
      <text x={x} y={top + 15} textAnchor={anchor} fill={fact.late ? ink : 'var(--ink-2)'} className="halo">{fact.text}</text>
      {fact.late && fact.limit !== null && (
        <foreignObject x={x + textWidth(wider(fact.text, fact.name), 12) / 2 + 4} y={top - 14} width="120" height="28">
          <span className="stamp" style={{ margin: 4 }}>{put(kWords.late[lang], { t: spanWords(fact.at - fact.limit, lang) })}</span>
        </foreignObject>
      )}
    </g>
  );
}

function LateGap({ from, to, y }: { from: number; to: number; y: number }) {
  return (
    <g>
      <rect x={from} y={y - 7} width={Math.max(3, to - from)} height="14" fill="var(--surface)" />
      <rect x={from} y={y - 7} width={Math.max(3, to - from)} height="14" fill="url(#hatch-ours)" />
      <path d={`M${Math.max(from + 3, to)} ${y - 9}v18`} stroke="var(--ours)" strokeWidth="1.5" />
    </g>
  );
}

function NowMark({ x, y, text, flip }: { x: number; y: number; text: string; flip: boolean }) {
  return (
    <g>
      <path d={`M${x} ${y - 14}V${y + 20}`} stroke="var(--accent)" strokeWidth="2" />
      <path d={`M${x - 4} ${y + 24}l4 -6l4 6Z`} fill="var(--accent)" />
      <text x={flip ? x - 7 : x + 7} y={y + 26} textAnchor={flip ? 'end' : 'start'} fontWeight="700" fill="var(--accent)" className="halo">{text}</text>
    </g>
  );
}

/** The violet hatch of lateness as an svg pattern. */
export function Hatch() {
  return (
    <defs>
      <pattern id="hatch-ours" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
        <path d="M1 0V6" stroke="var(--ours)" strokeWidth="1.8" />
      </pattern>
    </defs>
  );
}
