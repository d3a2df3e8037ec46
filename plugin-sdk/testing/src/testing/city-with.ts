import type { Plugin } from '@citygraph/plugin-sdk';
import { type CitySchema, citySchemaOf } from '../city/city-schema.ts';
import { smallCity } from './small-city.ts';

/** A small city as a hub would give it out that serves a release of this plugin. */
export async function cityWith(plugin: Plugin): Promise<CitySchema> {
  const release = { name: plugin.manifest.subgraph, kind: 'plugin' as const, sdl: await plugin.sdl() };
  return citySchemaOf('graph 12', [...(await smallCity()).subgraphs, release]);
}
