import { randomUUID } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  generateHopSecret,
  generateSigningKey,
  type SigningKey,
  signHopRequest,
  signHopToken,
  type Viewer,
} from '@citygraph/contract';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ID, Mutation, Resolver } from 'type-graphql';
import { type RunningSubgraph, Sensitivity, seedOnce, serve } from './index.ts';
import { resident } from './testing/index.ts';
import { library } from './testing/library/library.ts';

@Resolver()
class LosingResolver {
  @Sensitivity('S3')
  @Mutation(() => ID, { nullable: true, description: 'Says that a book is lost, and not whose it was.' })
  lose(): string {
    return 'loan_22';
  }
}

describe('a served department', () => {
  const hop = { keyId: 'library-1', secret: generateHopSecret() };
  const runs: Date[] = [];
  const logged: object[] = [];
  let key: SigningKey;
  let running: RunningSubgraph;

  beforeAll(async () => {
    key = await generateSigningKey();
    running = await serve({
      subgraph: {
        ...library,
        resolvers: [...library.resolvers, LosingResolver],
        operations: { whoami: async ({ viewer }) => ({ resident: viewer.principal.resident }) },
        jobs: [
          {
            name: 'tick',
            everySeconds: 3600,
            async run(_, clock) {
              runs.push(clock.now());
              throw new Error('a job may fail');
            },
          },
        ],
      },
      database: `sqlite:${join(mkdtempSync(join(tmpdir(), 'citygraph-serve-')), 'library.sqlite')}`,
      verify: { audience: 'library', keys: () => [key.publicJwk], secrets: () => [hop] },
      prepare: (orm) => seedOnce(orm, library, { seed: 1, scale: 0.001 }),
      log: (line) => logged.push(line),
    });
  });

  afterAll(() => running.close());

  const ask = async (path: string, body: object, viewer: Viewer = resident('res_1')) => {
    const url = running.url.replace('/graphql', path);
    const text = JSON.stringify(body);
    const token = await signHopToken(key, { audience: 'library', viewer });
    const headers = signHopRequest({ method: 'POST', url, body: text, token, requestId: randomUUID(), ...hop });
    const response = await fetch(url, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json' },
      body: text,
    });
    return { status: response.status, text: await response.text() };
  };

  it('answers the hub, from its database and by its rules', async () => {
    const query =
      '{ lent _entities(representations: [{ __typename: "Resident", id: "res_1" }, { __typename: "Resident", id: "res_2" }]) { ... on Resident { loans { title } } } }';
    const { status, text } = await ask('/graphql', { query });
    expect(status).toBe(200);
    expect(JSON.parse(text)).toMatchObject({
      data: { lent: 40, _entities: [{ loans: [{ title: 'Book 1' }, { title: 'Book 21' }] }, { loans: null }] },
      errors: [{ extensions: { code: 'FORBIDDEN', coordinate: 'Resident.loans' } }],
    });
  });

  it('tells the hub how much personal data it shows, and whose; of what it refuses and of what is public, nothing', async () => {
    const told = async (selection: string) => {
      const query = `{ lent _entities(representations: [{ __typename: "Resident", id: "res_1" }, { __typename: "Resident", id: "res_2" }]) { ... on Resident { ${selection} } } }`;
      return JSON.parse((await ask('/graphql', { query })).text).extensions?.citygraph;
    };
    expect(await told('loans { title } again: loans { title }')).toEqual({ subjects: ['res_1'], rows: 1 });
    expect(await told('id')).toBeUndefined();
  });

  it.each([
    ['answers with keys and what is public alone', 'mutation { lend(title: "Dune") { id } }'],
    ['answers with an id alone', 'mutation { giveBack(loan: 2) }'],
  ])('tells the hub whose it was that somebody’s act changed, when it %s', async (_, query) => {
    const { data, extensions } = JSON.parse((await ask('/graphql', { query })).text);
    expect(Object.values(data)).toEqual([expect.anything()]);
    expect(extensions).toEqual({ citygraph: { subjects: ['res_1'], rows: 1 } });
  });

  it('answers no id of what is somebody’s without saying whose', async () => {
    const { text } = await ask('/graphql', { query: 'mutation { lose }' });
    expect(JSON.parse(text)).toMatchObject({
      data: { lose: null },
      errors: [{ extensions: { code: 'INTERNAL_ERROR' } }],
    });
  });

  it('answers its operations beside the graph', async () => {
    expect(await ask('/operations/whoami', {})).toEqual({ status: 200, text: '{"resident":"res_1"}' });
  });

  it('says nothing of what broke inside', async () => {
    const { text } = await ask('/graphql', {
      query: '{ _entities(representations: [{ __typename: "Resident", id: "res_1" }]) { ... on Resident { broken } } }',
    });
    expect(text).toContain('INTERNAL_ERROR');
    expect(text).not.toContain('secret detail');
    expect(JSON.stringify(logged)).toContain('secret detail');
  });

  it('turns away who is not the hub', async () => {
    const response = await fetch(running.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"query":"{ lent }"}',
    });
    expect(response.status).toBe(401);
    expect(await response.text()).toContain('UNAUTHENTICATED');
  });

  it('runs its jobs at the start, and survives one that fails', () => {
    expect(runs).toHaveLength(1);
    expect(JSON.stringify(logged)).toContain('a job may fail');
  });
});
