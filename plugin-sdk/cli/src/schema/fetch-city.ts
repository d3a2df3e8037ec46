import { CommandError } from '../command-error.ts';
import type { Hub } from '../hub/hub.ts';
import { CITY_SCHEMA } from '../operations/schema.ts';
import { byName, type City, type CitySubgraph, digestOf, SUBGRAPH_NAME } from './city.ts';

/** The hub's subgraphs, all of them and each as its digest says: what is written to disk is what the hub meant. */
export async function fetchCity(hub: Hub): Promise<City> {
  const { digestOfCity, SUBGRAPH_KINDS } = await import('@citygraph/contract');
  const { citySchema } = await hub.ask(CITY_SCHEMA, {});
  if (citySchema === null) throw new CommandError('NOTHING_FOUND', 'error.no-city-schema', { address: hub.origin });
  const bad = (at: string) =>
    new CommandError('BAD_ANSWER', 'error.bad-answer', { address: hub.origin, at: `citySchema.${at}` });
  const subgraphs = (citySchema.subgraphs ?? []).map(({ name, kind: said, sdl, digest }): CitySubgraph => {
    const kind = SUBGRAPH_KINDS.find((one) => one === String(said).toLowerCase());
    if (typeof name !== 'string' || !SUBGRAPH_NAME.test(name) || kind === undefined) throw bad(`subgraphs.${name}`);
    if (typeof sdl !== 'string' || digestOf(sdl) !== digest) throw bad(`${name}.digest`);
    return { name, kind, sdl, digest };
  });
  const digest = digestOfCity(subgraphs);
  if (subgraphs.length === 0 || citySchema.digest !== digest) throw bad('digest');
  return { version: `graph ${citySchema.sequence}`, digest, subgraphs: byName(subgraphs) };
}
