import { type ASTNode, buildASTSchema, type DefinitionNode, type GraphQLSchema, Kind, parse, visit } from 'graphql';
import { localName } from '../document/links.ts';
import { APOLLO } from '../document/specs.ts';
import type { Graph } from '../graph/graph.ts';

const KEPT = new Set(['deprecated', 'specifiedBy']);

/** What clients see of a graph: neither metadata nor what is @inaccessible. */
export function apiSchema({ sdl, links, types }: Graph): GraphQLSchema {
  const inaccessible = localName(links, `${APOLLO}/inaccessible`, 'inaccessible');
  const definitions = parse(sdl, { noLocation: true }).definitions.filter((definition): definition is DefinitionNode =>
    definition.kind === Kind.SCHEMA_DEFINITION ? true : 'name' in definition && types.has(definition.name?.value ?? ''),
  );
  const visible = visit(
    { kind: Kind.DOCUMENT, definitions },
    {
      enter(node: ASTNode) {
        if (node.kind === Kind.DIRECTIVE) return KEPT.has(node.name.value) ? undefined : null;
        const hidden = 'directives' in node && node.directives?.some(({ name }) => name.value === inaccessible);
        return hidden ? null : undefined;
      },
    },
  );
  return buildASTSchema(visible, { assumeValid: true, assumeValidSDL: true });
}
