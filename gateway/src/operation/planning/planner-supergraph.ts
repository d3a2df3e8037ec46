import {
  type DirectiveNode,
  type DocumentNode,
  type InterfaceTypeDefinitionNode,
  Kind,
  type ObjectTypeDefinitionNode,
  print,
  visit,
} from 'graphql';
import { readLinks } from '../../supergraph/links.ts';

/**
 * Specs that Apollo's planner refuses to load when they say `for: SECURITY`: the hub enforces them itself. `context` gives arguments their values: the reference engine does so, and a graph
 * in which one is given is refused where ours is to execute it (`assertNoContexts`).
 */
const ENFORCED_BY_THE_HUB = ['authenticated', 'requiresScopes', 'policy', 'context'].map(
  (spec) => `https://specs.apollo.dev/${spec}`,
);

/**
 * The supergraph as the planner may see it: the links stay, so that their directives still vanish from the API
 * schema, but no longer ask the planner to understand them.
 */
export function plannerSupergraph(document: DocumentNode): string {
  const enforced = new Set(
    readLinks(document)
      .filter(({ identity }) => ENFORCED_BY_THE_HUB.includes(identity))
      .map(({ node }) => node),
  );
  const stripped = visit(document, {
    Directive(directive) {
      if (!enforced.has(directive)) return undefined;
      return { ...directive, arguments: directive.arguments?.filter(({ name }) => name.value !== 'for') };
    },
    [Kind.FIELD_DEFINITION]: { enter: () => false },
    ObjectTypeDefinition: { leave: resolvableKeysFirst },
    InterfaceTypeDefinition: { leave: resolvableKeysFirst },
  });
  return print(stripped);
}

/**
 * After a `@requires` the planner goes back into a subgraph by the first key that it finds there, whether or not the subgraph resolves it: keys
 * that are resolved have to come first.
 */
function resolvableKeysFirst<T extends ObjectTypeDefinitionNode | InterfaceTypeDefinitionNode>(type: T): T | undefined {
  const { directives = [] } = type;
  if (!directives.some(isUnresolvable)) return undefined;
  return {
    ...type,
    directives: [...directives.filter((d) => !isUnresolvable(d)), ...directives.filter(isUnresolvable)],
  };
}

function isUnresolvable({ name, arguments: list }: DirectiveNode): boolean {
  const value = list?.find((argument) => argument.name.value === 'resolvable')?.value;
  return name.value === 'join__type' && value?.kind === Kind.BOOLEAN && !value.value;
}
