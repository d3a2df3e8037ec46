import type { FieldJoin, Graph, GraphField } from '../graph/graph.ts';

/** Every part that the plugin has in a field. */
export function pluginJoins(after: Graph, plugin: string): { field: GraphField; join: FieldJoin }[] {
  return [...after.types.values()].flatMap((type) =>
    [...type.fields.values()].flatMap((field) =>
      field.joins.filter(({ subgraph }) => subgraph === plugin).map((join) => ({ field, join })),
    ),
  );
}
