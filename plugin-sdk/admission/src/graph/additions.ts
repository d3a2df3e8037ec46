import type { Graph, GraphField, GraphType } from './graph.ts';

/** What is only there because of the plugin. */
export interface Additions {
  /** Types that the graph did not have. */
  readonly types: readonly GraphType[];
  /** Fields of object and interface types that the plugin alone answers and the graph did not have: its own types' as well. */
  readonly fields: readonly GraphField[];
}

export function additionsOf(base: Graph, after: Graph, plugin: string): Additions {
  const types = [...after.types.values()].filter(({ name }) => !base.types.has(name));
  const fields = [...after.types.values()]
    .filter(({ node }) => node.kind === 'ObjectTypeDefinition' || node.kind === 'InterfaceTypeDefinition')
    .flatMap((type) => [...type.fields.values()])
    .filter(({ type, name, servers }) => !base.types.get(type)?.fields.has(name) && servers.includes(plugin));
  return { types, fields };
}
