import { coordinatesIn } from '../graph/field-set.ts';
import type { GraphField } from '../graph/graph.ts';
import { type Difference, draft, type Rule } from '../rule.ts';

/** What the city answers, the city answers: a planner may ask any who says it can, and takes the nearest. */
export const shareable: Rule<Difference> = {
  name: 'SHAREABLE',
  *judge({ base, after, plugin }) {
    const keys = new Set(
      [...after.types.values()].flatMap((type) =>
        base.types.has(type.name)
          ? type.joins.flatMap((join) =>
              join.subgraph === plugin && join.key !== null ? coordinatesIn(after, type.name, join.key) : [],
            )
          : [],
      ),
    );
    for (const type of base.types.values()) {
      const now = after.types.get(type.name);
      if (now?.node.kind !== 'ObjectTypeDefinition') continue;
      for (const field of now.fields.values()) {
        if (!type.fields.has(field.name) || !isAnsweredBy(field, plugin) || keys.has(field.coordinate)) continue;
        yield draft(field.coordinate, ['shareable', 'shareable'], {});
      }
    }
  },
};

/** What is taken over is OVERRIDE's. */
function isAnsweredBy({ servers, joins }: GraphField, plugin: string): boolean {
  return servers.includes(plugin) && !joins.some(({ subgraph, override }) => subgraph === plugin && override !== null);
}
