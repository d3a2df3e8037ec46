import { compose } from '@citygraph/composition';
import { generateHopSecret, generateSigningKey } from '@citygraph/contract';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createGateway, type Gateway } from './create-gateway.ts';
import type { GatewayOptions, SubgraphTarget } from './gateway-options.ts';
import { plannersInThisThread } from './operation/planning/planners-in-this-thread.ts';
import { standAloneSource } from './supergraph/graphs.ts';
import { memoryLedger } from './testing/memory-ledger.ts';

/** Nobody asks them anything. */
const subgraph = (name: string) => ({ name, url: `http://${name}.test`, sdl: `type Query { ${name}: String }` });
const composed = async (...names: string[]): Promise<string> => {
  const { supergraphSdl, errors } = await compose({ subgraphs: names.map(subgraph), deadlineMs: 20_000 });
  if (!supergraphSdl) throw new Error(JSON.stringify(errors));
  return supergraphSdl;
};
const department: SubgraphTarget = {
  url: 'http://health.test',
  tier: 'department',
  hop: { keyId: 'health-1', secret: generateHopSecret() },
};
const vendor: SubgraphTarget = { url: 'https://air.test', tier: 'vendor' };

let one: string;
let two: string;
const gateways: Gateway[] = [];
beforeAll(async () => {
  [one, two] = await Promise.all([composed('health'), composed('health', 'air')]);
});
afterAll(() => Promise.all(gateways.map((gateway) => gateway.close())));

const start = async (sdl: string, known: Record<string, SubgraphTarget>, options: Partial<GatewayOptions> = {}) => {
  const hopKey = await generateSigningKey();
  const gateway = await createGateway({
    ...options,
    hopKey,
    planners: plannersInThisThread(),
    supergraph: standAloneSource(sdl, known),
  });
  gateways.push(gateway);
  return gateway;
};
const policy = async () => ({
  policy: { keys: [(await generateSigningKey()).publicJwk], subjectSecret: generateHopSecret() },
  ledger: memoryLedger(),
});

describe('a subgraph of which nobody said what it is', () => {
  it('stops a gateway that has a department', async () => {
    await expect(start(two, { health: department })).rejects.toThrow(
      'Nobody said what the subgraph air is, and it stands beside the department health: name it in subgraphs with its url and tier',
    );
  });

  it('stops a gateway that has a vendor, or a policy', async () => {
    await expect(start(two, { air: vendor })).rejects.toThrow(
      'the subgraph health is, and it stands beside the vendor air',
    );
    await expect(start(two, {}, await policy())).rejects.toThrow('it stands beside a policy');
  });

  it('is refused with the graph that brings it, and the old graph goes on', async () => {
    const gateway = await start(one, { health: department });
    const before = gateway.serving();
    await expect(gateway.replace(standAloneSource(two, { health: department }))).rejects.toThrow(
      'Nobody said what the subgraph air is',
    );
    expect(gateway.serving()).toEqual(before);
    await gateway.replace(standAloneSource(two, { health: department, air: vendor }));
    expect(Object.keys(gateway.apiSchema.getQueryType()?.getFields() ?? {})).toContain('air');
  });

  it('is served by a gateway that guards nothing, and by others once it is called foreign', async () => {
    await start(two, {});
    await start(two, { health: department, air: { url: 'http://air.test', tier: 'foreign' } });
  });
});
