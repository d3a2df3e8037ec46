import { compose } from '@citygraph/composition';
import { expect, it } from '@jest/globals';
import { parse } from 'graphql';
import { createApolloEngine } from '../../execution/apollo/apollo-engine.ts';
import { plannerSupergraph } from './planner-supergraph.ts';

const SDL = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@authenticated", "@requiresScopes", "@policy", "@context", "@fromContext", "@cost", "@listSize"])
  type Query { a: Int @authenticated b: Int @requiresScopes(scopes: [["s"]]) c: Int @policy(policies: [["p"]]) d: [D] @cost(weight: 3) @listSize(assumedSize: 5) }
  type D @key(fields: "id") @context(name: "ctx") { id: ID! x: Int e: E }
  type E @key(fields: "id") { id: ID! f(x: Int @fromContext(field: "$ctx { x }")): Int }`;

it('loads what Apollo refuses for its security links, and shows nothing of them to clients', async () => {
  const { supergraphSdl } = await compose({
    subgraphs: [{ name: 'a', url: 'http://a.invalid', sdl: SDL }],
    deadlineMs: 20_000,
  });
  const document = parse(supergraphSdl ?? '');
  for (const spec of ['authenticated', 'requiresScopes', 'policy', 'context']) {
    expect(supergraphSdl).toMatch(new RegExp(`${spec}/v[0-9.]+", for: SECURITY`));
    expect(plannerSupergraph(document)).not.toMatch(new RegExp(`${spec}/v[0-9.]+", for`));
  }
  const { apiSchema, engine } = await createApolloEngine(document);
  expect(apiSchema.getDirectives().map(({ name }) => name)).not.toEqual(
    expect.arrayContaining([expect.stringMatching(/authenticated|requiresScopes|policy|context|cost|listSize/)]),
  );
  expect(Object.keys(apiSchema.getTypeMap()).filter((name) => /^\w+__/.test(name) && !name.startsWith('__'))).toEqual(
    [],
  );
  await engine.close();
});
