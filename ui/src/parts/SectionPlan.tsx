import { useRef } from 'react';
import { stage, stake } from './format.ts';
import { useLang, type Lang } from './lang.tsx';
import { SymbolPaths, type SymbolName } from './Symbol.tsx';
import { useSize } from './width.ts';

export interface SiteMark { id: string; kind: SymbolName; stake: number; /** Metres from the landside toe, away from the river. */ offset_m: number; label: string }

export interface SiteFacts {
  stake: number;
  side: 'left' | 'right' | null;
  river: string;
  /** Metres from the toe; null when not yet known. */
  distance_m: number | null;
  ground_m: number | null;
  outer_stage_m: number | null;
  /** Where the outer stage comes from: 按沙市、郝穴内插. */
  stage_note?: string;
  crest_m?: number | null;
  /** What was built: 反滤围井 Ø 3 m. */
  work?: string;
  marks?: SiteMark[];
}

const kWords = {
  outer: { zh: '外江', en: 'outer stage' }, unknown: { zh: '未知', en: 'unknown' }, toe: { zh: '堤脚外 {n} m', en: '{n} m from the toe' },
  toeUnknown: { zh: '距堤脚未知', en: 'distance unknown' }, crest: { zh: '堤顶', en: 'crest' }, ground: { zh: '地面', en: 'ground' },
  head: { zh: '水头差', en: 'head' }, metre: { zh: '{n} m', en: '{n} m' }, up: { zh: '面向上游', en: 'looking upstream' }, down: { zh: '面向下游', en: 'looking downstream' },
  plan: { zh: '现场平面，示意', en: 'Site plan, a sketch' }, section: { zh: '断面，示意，竖向放大', en: 'Section, a sketch, heights enlarged' },
} as const;
const put = (text: string, n: string | number) => text.replace('{n}', String(n));

/**
 * The site seen from above. Stakes fall downstream from left to right, so the river of a left bank runs below the dike and that of a
 * right bank above it: the drawing agrees with the ground. Distances are to scale along and across; the bend of the river is not drawn.
 */
export function SitePlan({ site }: { site: SiteFacts }) {
  const lang = useLang();
  const box = useRef<HTMLDivElement>(null);
  const { width, height } = useSize(box, { width: 720, height: 420 });
  const far = Math.max(80, site.distance_m ?? 60, ...(site.marks ?? []).map((m) => m.offset_m)) * 1.35;
  const landUp = site.side === 'left';
  const riverDeep = height * 0.3;
  const dikeWide = height * 0.085;
  const perM = (height - riverDeep - dikeWide) / far;
  const along = width / perM;
  // Distance down the page from the river's edge; mirrored for a left bank.
  const y = (down: number) => (landUp ? height - down : down);
  const x = (at: number) => width / 2 + (site.stake - at) * perM;
  const toeY = riverDeep + dikeWide;
  const spot = site.distance_m === null ? null : toeY + site.distance_m * perM;
  const step = [10, 20, 50, 100, 200].find((s) => s * perM >= 46) ?? 500;
  const ticks: number[] = [];
  for (let at = Math.ceil((site.stake - along / 2) / step) * step; at <= site.stake + along / 2; at += step) ticks.push(at);
  const crestY = riverDeep + dikeWide / 2;
  const unit = [10, 20, 50, 100, 200].find((s) => s * perM >= 70) ?? 500;
  return (
    <div ref={box} className="fillbox"><svg className="siteplan" width={width} height={height} viewBox={`0 0 ${width} ${height}`} fontSize="12" role="img"
      aria-label={`${kWords.plan[lang]} ${stake(site.stake)}`}>
      <rect width={width} height={height} fill="var(--land)" />
      {fieldLines(width, height).map((d) => <path key={d} d={d} stroke="var(--line-2)" strokeWidth=".6" opacity=".8" />)}
      <rect x="0" y={Math.min(y(0), y(riverDeep))} width={width} height={riverDeep} fill="var(--water-soft)" />
      <path d={`M0 ${y(riverDeep)}H${width}`} stroke="var(--water-2)" strokeWidth="1.5" />
      <rect x="0" y={Math.min(y(riverDeep + 4), y(toeY))} width={width} height={dikeWide - 4} fill="var(--land-2)" stroke="var(--ink-3)" strokeWidth=".8" />
      <path d={`M0 ${y(crestY)}H${width}`} stroke="var(--ink)" strokeWidth="2" />
      <text x="12" y={y(riverDeep * 0.3) + 5} fontSize="16" fill="var(--water)" letterSpacing=".3em">{site.river} →</text>
      <text x="12" y={y(riverDeep * 0.3) + 26} fill="var(--water)">
        {kWords.outer[lang]} {stage(site.outer_stage_m) ?? kWords.unknown[lang]}{site.outer_stage_m === null ? '' : ' m'}{site.stage_note ? `（${site.stage_note}）` : ''}
      </text>
      {ticks.map((at) => {
        const named = at % (step * 5) === 0;
        return (
          <g key={at}>
            <path d={`M${x(at)} ${y(crestY) - 7}v14`} stroke="var(--ink)" strokeWidth={named ? 2 : 1} />
            {named && Math.abs(x(at) - width / 2) > 60 && x(at) > 30 && x(at) < width - 30 && <text x={x(at)} y={y(crestY) - 11} textAnchor="middle" fontWeight="700" fill="var(--ink)" className="halo">{stake(at)}</text>}
          </g>
        );
      })}
      <path d={`M${width / 2} ${y(crestY) - 9}v18`} stroke="var(--ink)" strokeWidth="2.5" />
      <text x={width / 2} y={y(crestY) - 13} textAnchor="middle" fontWeight="700" fill="var(--ink)" className="halo">{stake(site.stake)}</text>
      {spot === null ? (
        <text x={width / 2 + 10} y={y(toeY + far * perM * 0.4)} fill="var(--ink-2)">{kWords.toeUnknown[lang]}</text>
      ) : (
        <>
          <path d={`M${width / 2} ${y(toeY)}V${y(spot)}`} stroke="var(--ink)" strokeDasharray="3 3" />
          <text x={width / 2 + 8} y={y((toeY + spot) / 2) + 4} fill="var(--ink)" className="halo">{put(kWords.toe[lang], site.distance_m ?? 0)}</text>
          <circle cx={width / 2} cy={y(spot)} r="36" fill="none" stroke="var(--ink)" strokeDasharray="4 3" />
          <circle cx={width / 2} cy={y(spot)} r="23" fill="var(--surface)" stroke="var(--ink)" strokeWidth="1.4" />
          <g transform={`translate(${width / 2 - 13} ${y(spot) - 13}) scale(1.08)`}><SymbolPaths name="incident" solid /></g>
          {site.work && <text x={width / 2 + 44} y={y(spot) + 4} fontWeight="700" fill="var(--ink)" className="halo">{site.work}</text>}
        </>
      )}
      {(site.marks ?? []).map((m) => (
        <g key={m.id} transform={`translate(${x(m.stake)} ${y(toeY + m.offset_m * perM)})`}>
          <g transform="translate(-9 -9) scale(.75)"><SymbolPaths name={m.kind} /></g>
          <text x="14" y="4" fill="var(--ink)" className="halo">{m.label}</text>
        </g>
      ))}
      <g transform={`translate(12 ${landUp ? 20 : height - 16})`}>
        <path d={`M0 -4v8M0 0H${unit * perM}M${unit * perM} -4v8`} stroke="var(--ink)" fill="none" />
        <text x={unit * perM + 6} y="4" fill="var(--ink-2)">{unit} m</text>
      </g>
    </svg></div>
  );
}

function fieldLines(width: number, height: number): string[] {
  return Array.from({ length: Math.ceil(width / 52) + 2 }, (_, i) => `M${i * 52 - 60} 0L${i * 52 - 10} ${height}`);
}

/** The dike cut across: outer water, crest, ground, the place of the trouble, and the head between water and ground. */
export function DikeSection({ site }: { site: SiteFacts }) {
  const lang = useLang();
  const box = useRef<HTMLDivElement>(null);
  const { width, height } = useSize(box, { width: 720, height: 170 });
  const ground = site.ground_m;
  const outer = site.outer_stage_m;
  const crest = site.crest_m ?? null;
  const known = [ground, outer, crest].filter((v): v is number => v !== null);
  const base = height - 34;
  const top = 34;
  const low = known.length ? Math.min(...known) : 0;
  const high = known.length > 1 ? Math.max(...known) : low + 10;
  // Heights keep their proportion among themselves; the floor is the ground, the ceiling the crest (or a little over the water).
  const y = (v: number) => base - ((v - low) / (high - low || 1)) * (base - top) * (crest === null ? 0.78 : 1);
  const groundY = ground === null ? base : y(ground);
  const crestY = crest === null ? top : y(crest);
  const [riverToe, crestLeft, crestRight, landToe] = [width * 0.22, width * 0.36, width * 0.42, width * 0.58];
  const spotX = site.distance_m === null ? null : landToe + Math.min(width * 0.24, 40 + site.distance_m * 1.6);
  const outerY = outer === null ? null : y(outer);
  const body = `M0 ${groundY}H${riverToe}L${crestLeft} ${crestY}H${crestRight}L${landToe} ${groundY}H${width}V${height}H0Z`;
  const view = site.side === 'left' ? kWords.up[lang] : site.side === 'right' ? kWords.down[lang] : '';
  const besideSpot = spotX !== null && spotX + 120 < width - 62;
  const clear = (at: number) => Math.min(at, height - 4);
  return (
    <div ref={box} className="fillbox"><svg className="dikesection" width={width} height={height} viewBox={`0 0 ${width} ${height}`} fontSize="12" role="img" aria-label={sectionWords(site, lang)}>
      {outerY !== null && <path d={`M0 ${outerY}H${riverToe + ((groundY - outerY) / (groundY - crestY || 1)) * (crestLeft - riverToe)}L${riverToe} ${groundY}H0Z`} fill="var(--water-soft)" />}
      <path d={body} fill="var(--land-2)" stroke="var(--ink-3)" strokeWidth="1" strokeDasharray={crest === null ? '5 3' : undefined} />
      {outerY !== null && <path d={`M0 ${outerY}H${riverToe + ((groundY - outerY) / (groundY - crestY || 1)) * (crestLeft - riverToe)}`} stroke="var(--water)" strokeWidth="2" />}
      {outerY !== null && <path d={`M${crestLeft} ${outerY}H${width - 60}`} stroke="var(--ink-3)" strokeDasharray="2 4" />}
      <text x="12" y={(outerY ?? groundY - 40) - 7} fill="var(--water)">{kWords.outer[lang]} {stage(outer) ?? kWords.unknown[lang]}</text>
      <text x={(crestLeft + crestRight) / 2} y={crestY - 7} textAnchor="middle" fill="var(--ink-2)">{kWords.crest[lang]} {crest === null ? kWords.unknown[lang] : stage(crest)}</text>
      {spotX !== null && (
        <>
          <path d={`M${riverToe + 40} ${clear(groundY + 8)}Q${(riverToe + spotX) / 2} ${clear(groundY + 38)} ${spotX} ${groundY + 2}`} fill="none" stroke="var(--water)" strokeWidth="1.6" strokeDasharray="6 4" />
          <path d={`M${spotX - 16} ${groundY}v-14M${spotX + 16} ${groundY}v-14M${spotX - 5} ${groundY}q5 -9 10 0`} fill="none" stroke="var(--ink)" strokeWidth="1.8" />
          <path d={`M${landToe} ${groundY + 9}v8M${landToe} ${groundY + 13}H${spotX}M${spotX} ${groundY + 9}v8`} fill="none" stroke="var(--ink)" />
          <text x={(landToe + spotX) / 2} y={clear(groundY + 27)} textAnchor="middle" fill="var(--ink-2)" className="halo">{site.distance_m} m</text>
        </>
      )}
      <text x={besideSpot ? spotX! + 26 : spotX === null ? landToe + 26 : spotX - 26} y={groundY - 6} textAnchor={spotX !== null && !besideSpot ? 'end' : 'start'} fill="var(--ink-2)">{kWords.ground[lang]} {stage(ground) ?? kWords.unknown[lang]}</text>
      {outerY !== null && ground !== null && (
        <g>
          <path d={`M${width - 52} ${outerY}V${groundY}M${width - 58} ${outerY}h12M${width - 58} ${groundY}h12`} stroke="var(--ink)" fill="none" />
          <text x={width - 44} y={(outerY + groundY) / 2 - 2} fontWeight="700" fill="var(--ink)">{kWords.head[lang]}</text>
          <text x={width - 44} y={(outerY + groundY) / 2 + 14} fontWeight="700" fill="var(--ink)">{((outer ?? 0) - ground).toFixed(1)} m</text>
        </g>
      )}
      {view && <text x="12" y={height - 8} fill="var(--ink-3)" fontSize="11">{view}</text>}
    </svg></div>
  );
}

function sectionWords(site: SiteFacts, lang: Lang): string {
  const v = (n: number | null | undefined) => stage(n ?? null) ?? kWords.unknown[lang];
  return `${kWords.section[lang]} ${stake(site.stake)}: ${kWords.outer[lang]} ${v(site.outer_stage_m)}, ${kWords.ground[lang]} ${v(site.ground_m)}, ${kWords.crest[lang]} ${v(site.crest_m)}`;
}

/** Plan above, section below, as the incident room shows them. */
export function SectionPlan({ site }: { site: SiteFacts }) {
  return <div className="sectionplan"><SitePlan site={site} /><DikeSection site={site} /></div>;
}
