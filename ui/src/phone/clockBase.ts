// The city's clock on a phone that starts without signal: the last known difference to the device, kept between visits.
import { cityKnown, cityNow, citySpeed, setCityTime, syncCityTime } from '../api/clock.ts';

const key = 'muster.city';

interface Base { city: number; device: number; speed: number }

/** Takes up the last known clock; returns whether there was one. */
export function restoreCityTime(deviceMs = Date.now()): boolean {
  try {
    const base = JSON.parse(localStorage.getItem(key) ?? 'null') as Base | null;
    if (!base || !Number.isFinite(base.city) || !Number.isFinite(base.speed)) return false;
    setCityTime(new Date(base.city + (deviceMs - base.device) * base.speed).toISOString(), base.speed);
    return true;
  } catch { return false; }
}

/** Asks the server and keeps the answer. */
export async function learnCityTime(): Promise<void> {
  await syncCityTime();
  keepCityTime();
}

export function keepCityTime(deviceMs = Date.now()): void {
  if (!cityKnown()) return;
  try { localStorage.setItem(key, JSON.stringify({ city: cityNow(), device: deviceMs, speed: citySpeed() } satisfies Base)); } catch { /* the next visit then asks again */ }
}

/** City minus device time in milliseconds, or null when the city's time was never heard. */
export function deviceOffset(deviceMs = Date.now()): number | null {
  return cityKnown() ? Math.round(cityNow() - deviceMs) : null;
}

/** City time of this moment as the API writes it, in the city's own offset. */
export function occurredNow(at = cityNow()): string {
  return `${new Date(at + 8 * 3_600_000).toISOString().slice(0, 19)}+08:00`;
}
