import type { ReactNode } from 'react';
import { Clock } from './Clock.tsx';
import type { ClockFacts } from './deadline.ts';
import { hm, type Instant } from './format.ts';
import { useLang } from './lang.tsx';
import { NamePlate } from './small.tsx';

export type RungState = 'miss' | 'now' | 'ok' | 'next';

export interface Rung {
  key: string;
  state: RungState;
  post: string;
  person?: string | null;
  proxy?: string | null;
  /** How they are called: 短信、电话. All channels look the same: they count the same. */
  channel?: string;
  /** For `next`: when the rung starts; for `ok`: when it answered. */
  at?: Instant;
  /** For `now`: the clock to answer. */
  clock?: ClockFacts;
  /** Own words of the outcome. */
  outcome?: ReactNode;
}

const kWords = {
  miss: { zh: '未应答', en: 'no answer' }, next: { zh: '待呼', en: 'next' }, ok: { zh: '已受领', en: 'accepted' },
  from: { zh: '{t} 起', en: 'from {t}' }, ladder: { zh: '叫应阶梯', en: 'Call ladder' },
} as const;

/** Who is called, in calling order; the thick rung is where the call is now. */
export function Ladder({ rungs, now, label }: { rungs: Rung[]; now?: number; label?: string }) {
  const lang = useLang();
  return (
    <ol className="ld" aria-label={label ?? kWords.ladder[lang]}>
      {rungs.map((rung) => (
        <li key={rung.key} className={`rg ${rung.state}`} aria-current={rung.state === 'now' ? 'step' : undefined}>
          <span className="row">
            <NamePlate post={rung.post} person={rung.person} proxy={rung.proxy} />
            <span className={rung.state === 'miss' ? 'dim ell' : 'ell'}>
              {rung.state === 'next' && rung.at != null ? kWords.from[lang].replace('{t}', hm(rung.at)) : rung.channel}
            </span>
          </span>
          <Outcome rung={rung} now={now} />
        </li>
      ))}
    </ol>
  );
}

function Outcome({ rung, now }: { rung: Rung; now?: number }) {
  const lang = useLang();
  if (rung.outcome !== undefined) return <span className="nw">{rung.outcome}</span>;
  if (rung.state === 'now' && rung.clock) return <Clock {...rung.clock} now={now} />;
  if (rung.state === 'ok') return <span className="nw">✓ {rung.at != null ? hm(rung.at) : kWords.ok[lang]}</span>;
  return <span className={rung.state === 'miss' ? 'dim nw' : 'nw'}>{rung.state === 'now' ? '' : kWords[rung.state][lang]}</span>;
}
