import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { digestOfPayload, generateSigningKey, type SigningKey, type SupergraphArtefact } from '@citygraph/contract';
import { createGateway, type Gateway } from '../../create-gateway.ts';
import type { GatewayOptions, SubgraphTarget } from '../../gateway-options.ts';
import { wordsOf } from '../../words-of.ts';
import { deliveredSource } from './delivered-source.ts';

/** A question whose answer is known to be without errors: anybody may ask it. */
export interface CanaryQuery {
  readonly name: string;
  readonly document: string;
  readonly variables?: Readonly<Record<string, unknown>>;
}

export interface CanaryOptions {
  /** What plugins' keys are made of. */
  readonly hopMaster: Uint8Array;
  /** Where the departments are, and who signs to them; null: they cannot be reached from here, and questions are planned only. */
  readonly reach: { readonly routes: Readonly<Record<string, SubgraphTarget>>; readonly hopKey: SigningKey } | null;
  readonly vendors?: GatewayOptions['vendors'];
}

/** What a graph fails at. */
export interface CanaryFault {
  /** Name of the question; null: it does not boot. */
  readonly query: string | null;
  readonly message: string;
}

/** Boots a gateway of its own with a graph, and asks or plans the questions; nothing found: the graph may serve. */
export function createCanary({ hopMaster, reach, vendors }: CanaryOptions) {
  return async (artefact: SupergraphArtefact, queries: readonly CanaryQuery[]): Promise<readonly CanaryFault[]> => {
    const unlabelled: string[] = [];
    let gateway: Gateway | null = null;
    try {
      const routes = reach?.routes ?? nowhere(artefact);
      const source = deliveredSource(artefact, digestOfPayload(artefact), { routes, hopMaster });
      gateway = await createGateway({
        supergraph: source,
        hopKey: reach?.hopKey ?? (await generateSigningKey()),
        sealing: [{ id: 'c', secret: hopMaster }],
        ...(vendors && { vendors }),
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
  };
}

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
