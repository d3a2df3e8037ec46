import { type DocumentNode, Kind, parse, visit } from 'graphql';

/** Names of the fields by which subgraphs are joined: of keys and of what is required. The planner adds them to a query under their own names. */
export function joiningNames(supergraph: DocumentNode): ReadonlySet<string> {
  const names = new Set<string>();
  visit(supergraph, {
    Directive({ name, arguments: list }) {
      if (name.value !== 'join__type' && name.value !== 'join__field') return;
      for (const { name: argument, value } of list ?? []) {
        if (value.kind !== Kind.STRING || (argument.value !== 'key' && argument.value !== 'requires')) continue;
        visit(parse(`{${value.value}}`, { noLocation: true }), { Field: (field) => void names.add(field.name.value) });
      }
    },
  });
  return names;
}
