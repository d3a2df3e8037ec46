import type { IncomingMessage } from 'node:http';
import { HopRefusal } from '@citygraph/contract';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createRefusalLog } from './refusal-log.ts';
import { type ServedGraphql, serveGraphql } from './serve-graphql.ts';
import { createTestHub } from './testing/hub.ts';
import { librarySchema } from './testing/library.ts';

const logged: Readonly<Record<string, unknown>>[] = [];
const log = (line: Readonly<Record<string, unknown>>): void => void logged.push(line);
beforeEach(() => {
  logged.length = 0;
});

describe('a server that refuses requests', () => {
  let hub: Awaited<ReturnType<typeof createTestHub>>;
  let served: ServedGraphql;
  beforeAll(async () => {
    hub = await createTestHub('library');
    const context = async () => ({});
    served = await serveGraphql({ name: 'library', schema: librarySchema(), verify: hub.verify, log, context });
  });
  afterAll(() => served.close());

  it('says why, how it was asked and what to do, once for many', async () => {
    const body = '{"query":"{ whoAmI }"}';
    const { signature = '', ...signed } = await hub.sign(served.url, body);
    const other = signature.startsWith('hop=:A')
      ? signature.replace('hop=:A', 'hop=:B')
      : signature.replace(/=:./, '=:A');
    for (let times = 0; times < 3; times++) {
      const headers = { ...signed, signature: other };
      expect((await fetch(served.url, { method: 'POST', headers, body })).status).toBe(401);
    }
    expect((await fetch(served.url, { method: 'POST', body })).status).toBe(401);
    expect(logged).toEqual([
      {
        level: 'warn',
        event: 'refused',
        service: 'library',
        check: 'signature',
        times: 1,
        message: 'The request is refused: its signature does not fit.',
        askedAs: `POST ${new URL(served.url).host}/graphql`,
        note: expect.stringContaining('CITYGRAPH_HOP_KEYS'),
      },
      expect.objectContaining({ check: 'form', note: expect.stringContaining('proxy') }),
    ]);
  });

  it('says it of a token for another, and of a request that comes again', async () => {
    const other = await createTestHub('health');
    const { verify } = hub;
    const foreign = await serveGraphql({
      name: 'library',
      schema: librarySchema(),
      verify: { ...verify, audience: 'library', keys: other.verify.keys, secrets: other.verify.secrets },
      log,
      context: async () => ({}),
    });
    await other.ask(foreign.url, '{ whoAmI }');
    await foreign.close();
    await hub.ask(served.url, '{ fine }', {}, { requestId: 'again' });
    await hub.ask(served.url, '{ fine }', {}, { requestId: 'again' });
    expect(logged.map(({ check }) => check)).toEqual(['token.audience', 'once']);
  });
});

it('a refusal is said again after a minute, with how many there were', () => {
  let now = 0;
  const refused = createRefusalLog('library', log, () => now);
  const request = { method: 'POST', url: `/${'x'.repeat(5_000)}`, headers: {} } as IncomingMessage;
  for (const at of [0, 1, 59_999, 60_000]) {
    now = at;
    refused(new HopRefusal('moment', 'No.'), request);
  }
  expect(logged.map(({ times }) => times)).toEqual([1, 3]);
  expect(String(logged[0]?.askedAs)).toHaveLength(200);
});
