import { clockShape, clockState, clockWords, type ClockFacts } from './deadline.ts';
import { useLang } from './lang.tsx';
import { useNow } from './now.tsx';
import { Stamp } from './small.tsx';

export interface ClockProps extends ClockFacts {
  /** City milliseconds; absent: the provider's. */
  now?: number;
  /** What the clock is for, read out before its words. */
  label?: string;
  /** Count in minutes. */
  coarse?: boolean;
  /** `bar` draws the ruler only, `words` the words only; both by default. */
  show?: 'both' | 'bar' | 'words';
}

const kTone = { run: 'run', warn: 'warn', due: 'due', late: 'late', lateDone: 'late done', met: 'met', paused: 'paused', unknown: 'paused' } as const;

/** A deadline as a ruler: fill for time gone, a tick where it turns urgent, a bar for the limit, hatch for lateness; then words. */
export function Clock({ now: given, label, coarse, show = 'both', ...facts }: ClockProps) {
  const lang = useLang();
  const now = useNow(given);
  const state = clockState(facts, now);
  const words = clockWords(facts, now, lang, coarse);
  return (
    <span className={`ck ${kTone[state]} ${show}`} data-state={state} role="timer" aria-live="off"
      aria-label={[label, words.text, words.stamp].filter(Boolean).join(' ')}>
      {show !== 'words' && <ClockBar facts={facts} now={now} />}
      {show !== 'bar' && (
        <b aria-hidden="true">
          {words.text}
          {words.text && words.stamp ? ' ' : ''}
          {words.stamp && <Stamp>{words.stamp}</Stamp>}
        </b>
      )}
    </span>
  );
}

/** The ruler alone. */
export function ClockBar({ facts, now }: { facts: ClockFacts; now: number }) {
  const shape = clockShape(facts, now);
  const share = (x: number) => `${(x * 100).toFixed(2)}%`;
  return (
    <span className="bar" aria-hidden="true">
      <i className="f" style={{ width: share(shape.fill) }} />
      {shape.over > 0 && <i className="o" style={{ left: '78%', width: share(shape.over) }} />}
      {shape.warn !== null && <i className="w" style={{ left: share(shape.warn) }} />}
      <i className="d" style={{ left: '78%' }} />
    </span>
  );
}
