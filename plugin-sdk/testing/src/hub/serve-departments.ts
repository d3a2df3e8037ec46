import { type HopSecret, type SigningKey, StartError } from '@citygraph/contract';
import { type ServedGraphql, serveGraphql } from '@citygraph/plugin-sdk';
import type { CitySchema } from '../city/city-schema.ts';
import { type FixtureContext, fixtureSchema } from '../fixtures/fixture-schema.ts';
import type { World } from '../fixtures/world.ts';

export interface ServedDepartments {
  /** Addresses by name. */
  readonly urls: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

/** Every subgraph of the city, answering out of a made-up world to who signs with this key; each on a free port of its own. */
export async function serveDepartments(
  { subgraphs }: Pick<CitySchema, 'subgraphs'>,
  world: World,
  { hop, hopKey }: { readonly hop: HopSecret; readonly hopKey: SigningKey },
): Promise<ServedDepartments> {
  const served = new Map<string, ServedGraphql>();
  const close = async () => void (await Promise.all([...served.values()].map((one) => one.close())));
  try {
    for (const { name, sdl } of subgraphs) {
      served.set(
        name,
        await serveGraphql<FixtureContext>({
          name,
          schema: fixtureSchema(sdl, world),
          verify: { audience: name, keys: () => [hopKey.publicJwk], secrets: () => [hop] },
          context: async (viewer) => ({ viewer }),
          drainMs: 1_000,
        }),
      );
    }
  } catch (error) {
    await close();
    throw error instanceof StartError ? error : new StartError(`The made-up city cannot be served: ${String(error)}`);
  }
  return { urls: Object.fromEntries([...served].map(([name, { url }]) => [name, url])), close };
}
