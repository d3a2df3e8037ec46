import { type ASTNode, Kind, print, type TypeDefinitionNode, visit } from 'graphql';
import type { GraphType } from './graph.ts';

/**
 * How a type and each of its fields print, by coordinate, without the composers' metadata. What other rules judge (values of
 * enums, members of unions, interfaces) and fields themselves are not in the type's own face.
 */
export function facesOf(type: GraphType): ReadonlyMap<string, string> {
  const known = printed.get(type) ?? printFaces(type);
  printed.set(type, known);
  return known;
}

/** A base is compared with many. */
const printed = new WeakMap<GraphType, ReadonlyMap<string, string>>();

function printFaces({ name, node, fields }: GraphType): ReadonlyMap<string, string> {
  const faces = new Map<string, string>();
  const withoutParts: TypeDefinitionNode = { ...node, ...{ fields: [], values: [], types: [], interfaces: [] } };
  faces.set(name, print(bare(withoutParts)));
  for (const field of fields.values()) faces.set(field.coordinate, print(bare(field.node)));
  if (node.kind !== Kind.ENUM_TYPE_DEFINITION) return faces;
  for (const value of node.values ?? []) faces.set(`${name}.${value.name.value}`, print(bare(value)));
  return faces;
}

/** Without `@join__…`, the other directives in the order of their text. */
function bare(node: ASTNode): ASTNode {
  return visit(node, {
    Directive: (directive) => (directive.name.value.startsWith('join__') ? null : undefined),
    leave(child: ASTNode) {
      if (!('directives' in child) || !child.directives || child.directives.length < 2) return undefined;
      const sorted = [...child.directives].sort((a, b) => (print(a) < print(b) ? -1 : 1));
      return { ...child, directives: sorted };
    },
  }) as ASTNode;
}
