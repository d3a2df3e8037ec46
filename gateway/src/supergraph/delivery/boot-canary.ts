import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { digestOfPayload, generateSigningKey, type SupergraphArtefact } from '@citygraph/contract';
import { createGateway, type Gateway } from '../../create-gateway.ts';
import type { SubgraphTarget } from '../../gateway-options.ts';
import { plannersInThisThread } from '../../operation/planning/planners-in-this-thread.ts';
import type { HubAddresses } from '../../transport/vendor/hub-addresses.ts';
import { wordsOf } from '../../words-of.ts';
import type { CanaryFault, CanaryOptions, CanaryQuery } from './canary.ts';
import { deliveredSource } from './delivered-source.ts';

/** All that a canary needs, of what can go from one thread to another. */
export interface CanaryTask extends Pick<CanaryOptions, 'hopMaster' | 'reach'> {
  /** null: as a gateway does without a word of it. */
  readonly vendors: { readonly loopback: readonly string[]; readonly hub: HubAddresses | null } | null;
  readonly artefact: SupergraphArtefact;
  readonly queries: readonly CanaryQuery[];
}

/** The body of the canary's thread: boots a gateway with a graph, and asks or plans the questions. */
export async function bootCanary({
  hopMaster,
  reach,
  vendors,
  artefact,
  queries,
}: CanaryTask): Promise<readonly CanaryFault[]> {
  const unlabelled: string[] = [];
  let gateway: Gateway | null = null;
  try {
    const routes = reach?.routes ?? nowhere(artefact);
    const source = deliveredSource(artefact, digestOfPayload(artefact), { routes, hopMaster });
    gateway = await createGateway({
      supergraph: source,
      hopKey: reach?.hopKey ?? (await generateSigningKey()),
      sealing: [{ id: 'c', secret: hopMaster }],
      ...(vendors && { vendors: vendorsOf(vendors) }),
      // Nobody else waits in this thread, and its limits are the planner's as well.
      planners: plannersInThisThread(),
      goldenQueries: queries.map(({ document: query }) => ({ query })),
      log(line) {
        const { event, coordinates } = line as { event?: string; coordinates?: readonly string[] };
        if (event === 'unlabelled') unlabelled.push(...(coordinates ?? []));
      },
    });
    const faults = unlabelled.map((coordinate) => ({ query: null, message: `${coordinate} carries no label.` }));
    if (faults.length > 0) return faults;
    if (reach) return await askAll(gateway, queries);
    // Serving it anew plans what every graph must be able to plan.
    await gateway.serve({ stable: { ...source, artefact: `${source.artefact}-planned` } });
    return [];
  } catch (error) {
    return [{ query: null, message: wordsOf(error) }];
  } finally {
    await gateway?.close();
  }
}

const vendorsOf = ({ loopback, hub }: NonNullable<CanaryTask['vendors']>) => ({
  loopback,
  ...(hub && { hub: () => hub }),
});

/** Departments that nobody will ask. */
function nowhere({ subgraphs }: SupergraphArtefact): Readonly<Record<string, SubgraphTarget>> {
  const target: SubgraphTarget = {
    url: 'http://127.0.0.1:9/graphql',
    tier: 'department',
    hop: { keyId: 'canary', secret: new Uint8Array(32) },
  };
  return Object.fromEntries(Object.keys(subgraphs).map((name) => [name, target]));
}

async function askAll(gateway: Gateway, queries: readonly CanaryQuery[]): Promise<CanaryFault[]> {
  const server = createServer((req, res) => void gateway.handle(req, res));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    const { port } = server.address() as AddressInfo;
    const faults: CanaryFault[] = [];
    for (const { name, document, variables = {} } of queries) {
      const response = await fetch(`http://127.0.0.1:${port}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ query: document, variables }),
        signal: AbortSignal.timeout(10_000),
      });
      const { errors } = (await response.json()) as { errors?: readonly { message: string }[] };
      const [first] = errors ?? [];
      if (first) faults.push({ query: name, message: first.message });
    }
    return faults;
  } finally {
    await new Promise((resolve) => server.close(resolve).closeAllConnections());
  }
}
