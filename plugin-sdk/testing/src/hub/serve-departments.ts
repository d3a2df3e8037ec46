import { type HopSecret, type SigningKey, StartError, type Viewer } from '@citygraph/contract';
import { type ServedGraphql, serveGraphql } from '@citygraph/plugin-sdk';
import type { GraphQLSchema } from 'graphql';
import type { CitySubgraph } from '../city/city-schema.ts';
import { say } from '../words.ts';

export interface ServedDepartments {
  /** Addresses by name. */
  readonly urls: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

type Served = Pick<CitySubgraph, 'name' | 'sdl'>;

/** Serves each subgraph of the city to who signs with these keys, on a free port of its own; `schemaOf` says who answers. */
export async function serveDepartments(
  subgraphs: readonly Served[],
  schemaOf: (subgraph: Served) => GraphQLSchema,
  { hop, hopKey }: { readonly hop: HopSecret; readonly hopKey: SigningKey },
): Promise<ServedDepartments> {
  const served = new Map<string, ServedGraphql>();
  const close = async () => void (await Promise.all([...served.values()].map((one) => one.close())));
  try {
    for (const subgraph of subgraphs) {
      const { name } = subgraph;
      served.set(
        name,
        await serveGraphql<{ readonly viewer: Viewer }>({
          name,
          schema: schemaOf(subgraph),
          verify: { audience: name, keys: () => [hopKey.publicJwk], secrets: () => [hop] },
          context: async (viewer) => ({ viewer }),
          drainMs: 1_000,
        }),
      );
    }
  } catch (error) {
    await close();
    throw new StartError(say('city.away', { said: error instanceof Error ? error.message : String(error) }));
  }
  return { urls: Object.fromEntries([...served].map(([name, { url }]) => [name, url])), close };
}
