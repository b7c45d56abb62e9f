// Service worker of the phone page: the shell opens without signal. Data are never cached here; the page keeps its own.
// VERSION and SHELL are filled in by tools/precache.mjs.
const VERSION = '__VERSION__';
const SHELL = __SHELL__;
const PAGE = '/m/index.html';
const name = `muster-phone-${VERSION}`;

self.addEventListener('install', (event) => {
  event.waitUntil(caches.open(name).then((cache) => cache.addAll(SHELL.map((path) => new Request(path, { cache: 'reload' })))));
});

self.addEventListener('activate', (event) => {
  event.waitUntil((async () => {
    for (const old of await caches.keys()) if (old.startsWith('muster-phone-') && old !== name) await caches.delete(old);
    await self.clients.claim();
  })());
});

// A new version takes over only when the person asked for it.
self.addEventListener('message', (event) => { if (event.data === 'take-over') self.skipWaiting(); });

self.addEventListener('fetch', (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== 'GET' || url.origin !== self.location.origin) return;
  if (event.request.mode === 'navigate' && url.pathname.startsWith('/m')) {
    event.respondWith(caches.open(name).then(async (cache) => (await cache.match(PAGE)) ?? fetch(event.request)));
  } else if (SHELL.includes(url.pathname)) {
    event.respondWith(caches.open(name).then(async (cache) => (await cache.match(url.pathname)) ?? fetch(event.request)));
  }
});
