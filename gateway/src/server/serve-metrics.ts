import type { Server } from 'node:http';
import { listen } from './listen.ts';

/** `/metrics` in Prometheus' text, on loopback alone. */
export function serveMetrics(port: number, print: () => Promise<string>): Promise<Server> {
  return listen(
    (_, res) =>
      void print().then(
        (text) => res.writeHead(200, { 'content-type': 'text/plain; version=0.0.4' }).end(text),
        () => res.writeHead(503).end(),
      ),
    { port, host: '127.0.0.1', flag: '--metrics-port' },
  );
}
