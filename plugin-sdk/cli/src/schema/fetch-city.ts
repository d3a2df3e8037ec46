import { CommandError } from '../command-error.ts';
import type { Hub } from '../hub/hub.ts';
import { CITY_SCHEMA } from '../operations/schema.ts';
import { byName, type City, digestOf, digestOfCity, SUBGRAPH_KINDS, SUBGRAPH_NAME } from './city.ts';

/** The hub's subgraphs, each held against its digest: what is written to disk is what the hub meant. */
export async function fetchCity(hub: Hub): Promise<City> {
  const { citySchema } = await hub.ask(CITY_SCHEMA, {});
  if (citySchema === null) throw new CommandError('NOTHING_FOUND', 'error.no-city-schema', { address: hub.origin });
  const bad = (at: string) =>
    new CommandError('BAD_ANSWER', 'error.bad-answer', { address: hub.origin, at: `citySchema.${at}` });
  const subgraphs = byName(
    citySchema.subgraphs.map(({ subgraph: name, kind: said, sdl, digest }) => {
      const kind = String(said).toLowerCase();
      if (!SUBGRAPH_NAME.test(name) || !SUBGRAPH_KINDS.includes(kind)) throw bad(`subgraphs.${name}`);
      if (typeof sdl !== 'string' || digestOf(sdl) !== digest) throw bad(`${name}.digest`);
      return { name, kind, sdl, digest };
    }),
  );
  return { version: String(citySchema.version), digest: await digestOfCity(subgraphs), subgraphs };
}
