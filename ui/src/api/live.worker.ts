// The shared worker that holds the browser's one live stream per address and tells every tab.
import { openStream, type LiveMessage } from './live.ts';

interface Stream { ports: Set<MessagePort>; end: () => void; hello: LiveMessage | undefined }
const streams = new Map<string, Stream>();

function leave(port: MessagePort): void {
  for (const [url, s] of streams) {
    s.ports.delete(port);
    if (s.ports.size === 0) { s.end(); streams.delete(url); }
  }
}
function join(url: string, port: MessagePort): void {
  leave(port);
  let s = streams.get(url);
  if (!s) {
    const fresh: Stream = { ports: new Set(), end: () => {}, hello: undefined };
    fresh.end = openStream(url, (m) => {
      if (m.kind === 'open' || m.kind === 'lost') fresh.hello = m;
      for (const p of fresh.ports) p.postMessage(m);
    });
    streams.set(url, fresh);
    s = fresh;
  }
  s.ports.add(port);
  if (s.hello) port.postMessage(s.hello);
}

(self as unknown as SharedWorkerGlobalScope).onconnect = (e: MessageEvent) => {
  const port = e.ports[0]!;
  port.onmessage = (m: MessageEvent<{ open?: string; close?: boolean }>) => {
    if (m.data.open) join(m.data.open, port);
    if (m.data.close) leave(port);
  };
  port.start();
};
