import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it } from '@jest/globals';
import { askLive } from './live-endpoint.ts';

it('a live hub is asked by the way that was given, as behind a proxy', async () => {
  const asked: string[] = [];
  // A proxy is asked for whole addresses (RFC 9112 §3.2.2).
  const proxy = createServer((req, res) => {
    asked.push(`${req.method} ${req.headers['x-absolute-form']}`);
    res.setHeader('content-type', 'application/json').end('{"data":{"city":"Changchun"}}');
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  try {
    const { port } = proxy.address() as AddressInfo;
    const through: typeof fetch = (input, init) =>
      fetch(`http://127.0.0.1:${port}`, { ...init, headers: { ...init?.headers, 'x-absolute-form': String(input) } });
    const live = { endpoint: 'https://hub.invalid/graphql', token: 't', fetch: through };
    expect(await askLive(live, { query: '{ city }', variables: {} } as never, null)).toEqual({
      data: { city: 'Changchun' },
      errors: [],
    });
    expect(asked).toEqual(['POST https://hub.invalid/graphql']);
  } finally {
    proxy.close();
  }
});
