import { type Composition, compose } from '@citygraph/composition';
import { printSubgraph, type Subgraph } from '@citygraph/kit';
import { departments } from './departments.ts';

/** What each of the city's own says it is. */
export function schemasOf(members: readonly Subgraph[]): Promise<{ readonly name: string; readonly sdl: string }[]> {
  return Promise.all(members.map(async (member) => ({ name: member.name, sdl: await printSubgraph(member) })));
}

/** What members make together; their addresses in it are logical, each deployment says its own. */
export async function composeMembers(members: readonly Subgraph[]): Promise<Composition> {
  const subgraphs = (await schemasOf(members))
    .map(({ name, sdl }) => ({ name, url: `http://${name}.internal/graphql`, sdl }))
    .sort((one, other) => (one.name < other.name ? -1 : 1));
  return compose({ subgraphs, deadlineMs: 30_000 });
}

/** The supergraph of the departments, or of what is named. */
export async function composeDepartments(members: readonly Subgraph[] = departments): Promise<string> {
  const { supergraphSdl, errors } = await composeMembers(members);
  if (!supergraphSdl)
    throw new Error(`The departments do not compose: ${errors.map(({ message }) => message).join('; ')}`);
  return supergraphSdl;
}
