import { createContext, useContext, type ReactNode } from 'react';
import { useCityNow } from '../api/clock.ts';

const NowContext = createContext<number | null>(null);

/** Holds the city's present still for the parts below: replays, prints, the gallery. */
export function FixedNow({ now, children }: { now: number; children: ReactNode }) {
  return <NowContext.Provider value={now}>{children}</NowContext.Provider>;
}

/** The city's present in milliseconds, renewed once a second; a `now` given by hand or held still wins. */
export function useNow(given?: number): number {
  const held = useContext(NowContext);
  const running = useCityNow();
  return given ?? held ?? running;
}
