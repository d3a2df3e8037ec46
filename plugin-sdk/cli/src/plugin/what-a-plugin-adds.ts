import { type ConstDirectiveNode, Kind, parse } from 'graphql';

const ROOTS: ReadonlySet<string> = new Set(['Query', 'Mutation', 'Subscription']);

export interface Added {
  /** `Type.field` that others' types and the roots get by it, in the order of its document: what an app can ask for. */
  readonly fields: readonly string[];
  /** Types of its own. */
  readonly types: readonly string[];
}

/** What a subgraph's document adds to the graph; keys and `@external` copies are somebody else's. */
export function whatAPluginAdds(sdl: string, namespace: string): Added {
  const own = namespace.charAt(0).toUpperCase() + namespace.slice(1);
  const fields: string[] = [];
  const types: string[] = [];
  for (const definition of parse(sdl, { noLocation: true }).definitions) {
    if (!/Type(Definition|Extension)$/.test(definition.kind) || !('name' in definition) || !definition.name) continue;
    const type = definition.name.value;
    if (type.startsWith(own)) types.push(type);
    else if ('fields' in definition) {
      const keys = keyFields('directives' in definition ? definition.directives : []);
      for (const field of definition.fields ?? []) {
        const isCopy = keys.has(field.name.value) || has(field.directives, 'external');
        if (ROOTS.has(type) || !isCopy) fields.push(`${type}.${field.name.value}`);
      }
    }
  }
  return { fields, types: [...new Set(types)] };
}

const has = (directives: readonly { readonly name: { readonly value: string } }[] | undefined, name: string): boolean =>
  (directives ?? []).some((directive) => directive.name.value === name);

/** Every name in every `@key`: nested ones are of other types, and no harm is done by leaving them out. */
const keyFields = (directives: readonly { readonly kind: Kind }[] | undefined): ReadonlySet<string> =>
  new Set(
    ((directives ?? []) as readonly ConstDirectiveNode[])
      .filter(({ name }) => name.value === 'key')
      .flatMap(({ arguments: given = [] }) => given)
      .flatMap(({ name, value }) =>
        name.value === 'fields' && value.kind === Kind.STRING ? (value.value.match(/\w+/g) ?? []) : [],
      ),
  );
