import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compose } from '@citygraph/composition';
import { createStandIn, generateCredentials, loadRealm, type StandIn, signIn } from '@citygraph/identity';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type StartedGateway, startGateway } from './start-gateway.ts';
import { listen } from './testing/listen.ts';
import { type FixtureSubgraph, serveSubgraph } from './testing/serve-subgraph.ts';

const realm = loadRealm();
const credentials = generateCredentials(realm);
let folder: string;
let subgraph: FixtureSubgraph;
let signOn: { origin: string; close(): Promise<void> };
let standIn: StandIn;
let issuer: string;
let gateway: StartedGateway;
let isAway = false;
let introspected = 0;
const lines: object[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'citygraph-sign-on-'));
  subgraph = await serveSubgraph({
    name: 'shop',
    sdl: `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@authenticated"])
      type Query { secret: String @authenticated }`,
    resolvers: { Query: { secret: () => 'x' } },
  });
  const { supergraphSdl } = await compose({ subgraphs: [subgraph], deadlineMs: 20_000 });
  const supergraph = join(folder, 'supergraph.graphql');
  const secretFile = join(folder, 'sign-on.secret');
  await writeFile(supergraph, supergraphSdl ?? '');
  await writeFile(secretFile, `${credentials.clients['citygraph-gateway']}\n`);
  signOn = await listen((req, res) => {
    if (req.url?.endsWith('/introspect')) introspected++;
    if (isAway) res.writeHead(502).end();
    else void standIn.handler(req, res);
  });
  issuer = `${signOn.origin}/realms/citygraph`;
  standIn = await createStandIn({ realm, credentials, issuer, storeFile: join(folder, 'sign-on.sqlite') });
  gateway = await startGateway(
    {
      supergraph,
      port: 0,
      host: '127.0.0.1',
      identity: {
        issuer,
        keyCacheFile: join(folder, 'keys.json'),
        introspection: { clientId: 'citygraph-gateway', secretFile },
      },
    },
    (line) => lines.push(line),
  );
});
afterAll(async () => {
  await gateway.stop(0);
  standIn.close();
  await Promise.all([signOn.close(), subgraph.close()]);
  await rm(folder, { recursive: true });
});

const tokenOf = async (clientId: string): Promise<string> => {
  const clientSecret = credentials.clients[clientId];
  const password = credentials.users.parent ?? '';
  const secret = clientSecret === undefined ? {} : { clientSecret };
  return (await signIn({ issuer, username: 'parent', password, clientId, ...secret })).accessToken;
};
const ask = async (token: string) => {
  const response = await fetch(gateway.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ query: '{ secret }' }),
  });
  const { data, errors } = (await response.json()) as { data?: unknown; errors?: { extensions: { code: string } }[] };
  return {
    status: response.status,
    data,
    code: errors?.[0]?.extensions.code,
    retry: response.headers.get('retry-after'),
  };
};

describe('a gateway whose sign-on it may ask', () => {
  it('knows who comes by a third party’s app, asks about them once, and about the city’s own apps never', async () => {
    const lender = await tokenOf('app-lender');
    const served = { status: 200, data: { secret: 'x' } };
    for (let i = 0; i < 3; i++) expect(await ask(lender)).toMatchObject(served);
    expect(await ask(await tokenOf('citygraph-cli'))).toMatchObject(served);
    expect(introspected).toBe(1);
  });

  it('goes on with whom it knows while sign-on is away, and tells others to come again', async () => {
    const [known, unknown, own] = [
      await tokenOf('app-lender'),
      await tokenOf('app-lender'),
      await tokenOf('citygraph-cli'),
    ];
    await ask(known);
    isAway = true;
    expect(await ask(known)).toMatchObject({ status: 200 });
    expect(await ask(own)).toMatchObject({ status: 200 });
    expect(await ask(unknown)).toEqual({ status: 503, data: undefined, code: 'OVERLOADED', retry: '1' });
    isAway = false;
    expect(lines).toContainEqual(
      expect.objectContaining({ event: 'introspection-failed', reason: 'it answers HTTP 502 to citygraph-gateway' }),
    );
  });
});
