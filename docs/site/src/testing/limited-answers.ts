import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createGateway, standAloneSource } from '@citygraph/gateway';

/** The headers that say what is left, in words that do not change: `r` and `t` count down. */
export const withoutCounts = (headers: string): string =>
  headers
    .toLowerCase()
    .replaceAll(/\b([rt])=\d+/g, '$1=…')
    .replaceAll(/^(retry-after): \d+$/gm, '$1: …');

const HEADERS = ['ratelimit-policy', 'ratelimit', 'retry-after'];

/** What a gateway answers to who may send so many requests a minute: the first of them, and the one that is too many. */
export async function limitedAnswers(supergraphSdl: string, requestsPerMinute: number): Promise<readonly string[]> {
  const gateway = await createGateway({
    supergraph: standAloneSource(supergraphSdl),
    rateLimits: { anonymous: { requestsPerMinute, costPerMinute: 1_000_000 } },
  });
  const server = createServer((req, res) => gateway.handle(req, res));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    const { port } = server.address() as AddressInfo;
    const ask = async () => {
      const { headers } = await fetch(`http://127.0.0.1:${port}/graphql?query={__typename}`, {
        headers: { 'apollo-require-preflight': '1' },
      });
      return HEADERS.flatMap((name) => (headers.has(name) ? [`${name}: ${headers.get(name)}`] : [])).join('\n');
    };
    const first = await ask();
    for (let count = 1; count < requestsPerMinute; count += 1) await ask();
    return [first, await ask()];
  } finally {
    server.closeAllConnections();
    server.close();
    await gateway.close();
  }
}
