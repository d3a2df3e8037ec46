import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { COMPOSERS, type Composition, compose } from '@citygraph/composition';
import { printSubgraph, type Subgraph } from '@citygraph/kit';
import { departments } from './departments.ts';

/** What each of the city's own says it is. */
export function schemasOf(members: readonly Subgraph[]): Promise<{ readonly name: string; readonly sdl: string }[]> {
  return Promise.all(members.map(async (member) => ({ name: member.name, sdl: await printSubgraph(member) })));
}

/** What a member says it is. */
type Schema = Awaited<ReturnType<typeof schemasOf>>[number];

/** What members make together; their addresses in it are logical, each deployment says its own. */
export async function composeMembers(schemas: readonly Schema[]): Promise<Composition> {
  const subgraphs = schemas
    .map(({ name, sdl }) => ({ name, url: `http://${name}.internal/graphql`, sdl }))
    .sort((one, other) => (one.name < other.name ? -1 : 1));
  return compose({ subgraphs, deadlineMs: 30_000 });
}

/**
 * What members make together as both composers made it when their schemas were generated: a first start need not compose what every checkout composes alike, and `npm run check` does.
 * null: they are not what they were then, or the file is not there.
 */
export async function composedMembers(schemas: readonly Schema[]): Promise<Composition | null> {
  try {
    const read = (file: string) =>
      readFile(fileURLToPath(import.meta.resolve(`@citygraph/plugin-testing/city/${file}`)), 'utf8');
    for (const { name, sdl } of schemas) if ((await read(`${name}.graphql`)) !== sdl) return null;
    const { subgraphs } = JSON.parse(await read('city.json')) as { subgraphs: readonly unknown[] };
    if (subgraphs.length !== schemas.length) return null;
    return { supergraphSdl: await read('supergraph.graphql'), composedBy: COMPOSERS, hints: [], errors: [] };
  } catch {
    return null;
  }
}

/** The supergraph of the departments, or of what is named. */
export async function composeDepartments(members: readonly Subgraph[] = departments): Promise<string> {
  const { supergraphSdl, errors } = await composeMembers(await schemasOf(members));
  if (!supergraphSdl)
    throw new Error(`The departments do not compose: ${errors.map(({ message }) => message).join('; ')}`);
  return supergraphSdl;
}
