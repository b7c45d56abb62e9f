// One phrase per level, a dry knock for a clock that comes due; repeated every 20 s until accepted; never for success.
import { useEffect, useMemo, useRef, useState } from 'react';
import { useDesk } from '../../api/hooks.ts';
import { citySpeed, cityNow } from '../../api/clock.ts';
import { clockFacts, clockState, readLevel, type Level } from '../../parts/index.ts';
import type { Desk } from '../../api/types.ts';

const kRepeat_ms = 20_000;
let context: AudioContext | undefined;

function audio(): AudioContext | undefined {
  if (!context && typeof AudioContext === 'function') context = new AudioContext();
  return context;
}
function note(at: number, hz: number, length: number, kind: OscillatorType = 'sine'): void {
  const c = audio();
  if (!c) return;
  const [tone, gain] = [c.createOscillator(), c.createGain()];
  tone.type = kind;
  tone.frequency.value = hz;
  gain.gain.setValueAtTime(0.0001, c.currentTime + at);
  gain.gain.exponentialRampToValueAtTime(0.25, c.currentTime + at + 0.02);
  gain.gain.exponentialRampToValueAtTime(0.0001, c.currentTime + at + length);
  tone.connect(gain).connect(c.destination);
  tone.start(c.currentTime + at);
  tone.stop(c.currentTime + at + length);
}
/** Notes of a level: I three falling, II two falling, III two even, IV one. */
export const kPhrases: Record<Level, number[]> = { 1: [880, 698, 523], 2: [784, 587], 3: [659, 659], 4: [523] };
export function playLevel(level: Level): void { kPhrases[level].forEach((hz, i) => note(i * 0.28, hz, 0.26)); }
export function playKnock(): void { note(0, 180, 0.06, 'square'); }

/** What must sound now: the worst level of signals not yet accepted, and whether a clock stands at its limit. */
export function soundOf(desk: Desk, now: number): { level: Level | null; knock: boolean } {
  const open = desk.rows.filter((r) => ['active', 'received', 'sent'].includes(r.record.state ?? '') && ['alarm', 'warning'].includes(r.record.type));
  const levels = open.map((r) => readLevel(r.level)).filter((l): l is Level => l !== null);
  return {
    level: levels.length ? (Math.min(...levels) as Level) : null,
    knock: desk.rows.some((r) => r.clock !== null && clockState(clockFacts(r.clock), now) === 'due'),
  };
}

export function useSound() {
  const desk = useDesk();
  const [blocked, setBlocked] = useState(false);
  const [testedAt, setTested] = useState<number | null>(null);
  const data = useRef(desk.data);
  data.current = desk.data;

  useEffect(() => {
    const c = audio();
    if (!c) return undefined;
    const look = () => setBlocked(c.state !== 'running');
    c.addEventListener('statechange', look);
    // Any press unlocks the browser's sound; until then the bar says that nobody will hear an alarm.
    const unlock = () => { void c.resume(); };
    document.addEventListener('pointerdown', unlock, { once: true });
    document.addEventListener('keydown', unlock, { once: true });
    const first = setTimeout(look, 1200);
    const timer = setInterval(() => {
      if (!data.current || c.state !== 'running') return;
      const s = soundOf(data.current, cityNow());
      if (s.level) playLevel(s.level);
      // On a sped-up clock something is always due: the knock would never rest.
      else if (s.knock && citySpeed() <= 10) playKnock();
    }, kRepeat_ms);
    return () => { c.removeEventListener('statechange', look); clearTimeout(first); clearInterval(timer); };
  }, []);

  return useMemo(() => ({
    blocked, testedAt,
    enable: () => { void audio()?.resume().then(() => { playLevel(4); setTested(cityNow()); setBlocked(false); }); },
    test: () => { void audio()?.resume().then(() => { playLevel(4); setTested(cityNow()); }); },
  }), [blocked, testedAt]);
}
