import { createComposerPair } from '@citygraph/composition';
import { StartError } from '@citygraph/contract';
import type { GraphQLSchema } from 'graphql';
import type { CitySchema } from '../city/city-schema.ts';
import { type FuzzDepartment, fuzzDepartment } from './fuzz-department.ts';
import { type FuzzTarget, fuzzTargets } from './fuzz-targets.ts';

export interface FuzzGraph {
  readonly supergraphSdl: string;
  readonly department: FuzzDepartment;
  readonly targets: readonly FuzzTarget[];
}

const DEADLINE_MS = 60_000;

/**
 * The city with the plugin, and with a department that leads to any entity that the plugin answers about.
 * @throws StartError when there is none, or when the three do not compose
 */
export async function composeFuzz(
  { subgraphs }: CitySchema,
  plugin: { readonly name: string; readonly sdl: string },
  executable: GraphQLSchema,
): Promise<FuzzGraph> {
  const targets = fuzzTargets(executable, plugin.sdl);
  if (targets.length === 0) throw new StartError(`${plugin.name} answers about no entity: there is nothing to fuzz.`);
  const department = fuzzDepartment(targets);
  const thread = createComposerPair();
  const sources = [...subgraphs, plugin, department].map(({ name, sdl }) => ({
    name,
    sdl,
    url: `http://${name}.invalid`,
  }));
  const { supergraphSdl, errors } = await thread.compose(sources, DEADLINE_MS).finally(() => thread.close());
  if (supergraphSdl !== null) return { supergraphSdl, department, targets };
  throw new StartError(
    `The city cannot be fuzzed: ${errors
      .map(({ message }) => message)
      .join('; ')
      .slice(0, 1_000)}`,
  );
}
