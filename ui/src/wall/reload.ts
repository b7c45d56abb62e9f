// The wall renews itself: every night at a set minute, and when it holds too much memory.
const kMostHeap = 500 * 1024 * 1024;

/** Milliseconds from `now` to the next `HH:mm` of the browser's day; text that is no time means 04:10. */
export function untilMinute(text: string | null, now: Date): number {
  const m = /^(\d{1,2}):(\d{2})$/.exec(text ?? '');
  const [hour, minute] = m && Number(m[1]) < 24 && Number(m[2]) < 60 ? [Number(m[1]), Number(m[2])] : [4, 10];
  const next = new Date(now);
  next.setHours(hour, minute, 0, 0);
  if (next.getTime() <= now.getTime()) next.setDate(next.getDate() + 1);
  return next.getTime() - now.getTime();
}

/** Reloads only while the server answers: a wall that shows old rows with their age is better than an error page. */
async function renew(): Promise<void> {
  const well = await fetch('/healthz', { cache: 'no-store' }).then((r) => r.ok, () => false);
  if (well) location.reload();
  else setTimeout(() => void renew(), 60_000);
}

export function startRenewal(): void {
  const minute = new URLSearchParams(location.search).get('reload');
  setTimeout(() => void renew(), untilMinute(minute, new Date()));
  setInterval(() => {
    const memory = (performance as { memory?: { usedJSHeapSize: number } }).memory;
    if (memory && memory.usedJSHeapSize > kMostHeap) void renew();
  }, 60_000);
}
