// The service worker: the page opens without signal, and a new version is offered, never forced.
import { useSyncExternalStore } from 'react';

export interface WorkerState { secure: boolean; offlineReady: boolean; update: boolean }
let state: WorkerState = { secure: window.isSecureContext && 'serviceWorker' in navigator, offlineReady: false, update: false };
let waiting: ServiceWorker | null = null;
const listeners = new Set<() => void>();
const put = (change: Partial<WorkerState>) => { state = { ...state, ...change }; for (const l of listeners) l(); };

export const useWorker = (): WorkerState => useSyncExternalStore((l) => { listeners.add(l); return () => { listeners.delete(l); }; }, () => state);

export function startWorker(): void {
  if (!state.secure || import.meta.env.DEV) return;
  void navigator.serviceWorker.register('/m/sw.js', { scope: '/m/' }).then((registration) => {
    const offer = () => {
      waiting = registration.waiting;
      // Without a controller this is the first version, not a newer one.
      if (waiting && navigator.serviceWorker.controller) put({ update: true });
    };
    offer();
    registration.addEventListener('updatefound', () => registration.installing?.addEventListener('statechange', offer));
    setInterval(() => void registration.update().catch(() => undefined), 30 * 60_000);
  }, (e: unknown) => console.warn('muster: no service worker', e));
  void navigator.serviceWorker.ready.then(() => put({ offlineReady: true }));
}

/** The person asked for the new version: it takes over and the page opens again. */
export function takeUpdate(): void {
  navigator.serviceWorker.addEventListener('controllerchange', () => location.reload(), { once: true });
  waiting?.postMessage('take-over');
}

/** Asks the system to keep what is stored here. */
export async function keepStorage(): Promise<boolean> {
  try { return (await navigator.storage?.persisted?.()) || (await navigator.storage?.persist?.()) || false; }
  catch { return false; }
}
