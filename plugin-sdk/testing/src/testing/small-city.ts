import { compose } from '@citygraph/composition';
import { type CitySchema, citySchemaOf } from '../city/city-schema.ts';
import { bundledCitySchema } from '../city/read-city-schema.ts';

/** A third of the city's text, and what plugins of tests extend. */
const DEPARTMENTS = ['government', 'health', 'education'];

let made: Promise<CitySchema> | null = null;

/** Three departments of the city that comes with this package, composed once in a process: a hub over them costs half. One hub of each kind of test has the whole, its default. */
export function smallCity(): Promise<CitySchema> {
  made ??= make();
  return made;
}

async function make(): Promise<CitySchema> {
  const subgraphs = bundledCitySchema().subgraphs.filter(({ name }) => DEPARTMENTS.includes(name));
  const { supergraphSdl, errors } = await compose({
    subgraphs: subgraphs.map(({ name, sdl }) => ({ name, url: `http://${name}.invalid`, sdl })),
    deadlineMs: 60_000,
  });
  if (supergraphSdl === null) throw new Error(`Three departments do not compose: ${JSON.stringify(errors)}`);
  return { ...citySchemaOf('graph 11', subgraphs), supergraphSdl };
}
