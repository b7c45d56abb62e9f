// City time in the browser: counted from the server's answer at the server's speed; nothing else reads the PC's clock for it.
import { useSyncExternalStore } from 'react';
import { api } from './client.ts';

interface Base { city: number; local: number; speed: number; known: boolean }
let base: Base = { city: Date.now(), local: performance.now(), speed: 1, known: false };
let tick = base.city;
const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;

/** City time now, milliseconds since 1970 UTC. */
export function cityNow(): number { return base.city + (performance.now() - base.local) * base.speed; }
export function citySpeed(): number { return base.speed; }
export function cityKnown(): boolean { return base.known; }

/** Takes a fresh statement of the server (time route or the stream's hello). */
export function setCityTime(cityNowText: string, speed: number): void {
  const city = Date.parse(cityNowText);
  if (!Number.isFinite(city)) return;
  base = { city, local: performance.now(), speed: Number.isFinite(speed) && speed >= 0 ? speed : 1, known: true };
  step();
}

export async function syncCityTime(): Promise<void> {
  const before = performance.now();
  const t = await api.time();
  setCityTime(t.city_now, t.speed);
  // Half of the way there and back is the best guess of the answer's age.
  base.city += ((performance.now() - before) / 2) * base.speed;
}

function step(): void {
  tick = cityNow();
  for (const l of listeners) l();
}
function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= setInterval(step, 1000);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0 && timer) { clearInterval(timer); timer = undefined; }
  };
}

/** City time in milliseconds, renewed once a second. */
export function useCityNow(): number { return useSyncExternalStore(subscribe, () => tick); }
