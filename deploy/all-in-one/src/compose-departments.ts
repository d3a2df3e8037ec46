import { compose } from '@citygraph/composition';
import { printSubgraph, type Subgraph } from '@citygraph/kit';
import { departments } from './departments.ts';

/** The supergraph of the departments, or of what is named; their addresses in it are logical, each deployment says its own. */
export async function composeDepartments(members: readonly Subgraph[] = departments): Promise<string> {
  const subgraphs = await Promise.all(
    members.map(async (department) => ({
      name: department.name,
      url: `http://${department.name}.internal/graphql`,
      sdl: await printSubgraph(department),
    })),
  );
  const { supergraphSdl, errors } = await compose({ subgraphs, deadlineMs: 30_000 });
  if (!supergraphSdl)
    throw new Error(`The departments do not compose: ${errors.map(({ message }) => message).join('; ')}`);
  return supergraphSdl;
}
