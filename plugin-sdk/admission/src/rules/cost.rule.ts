import { type ASTNode, type ConstDirectiveNode, type ConstValueNode, Kind } from 'graphql';
import { argument, localName } from '../document/links.ts';
import { APOLLO } from '../document/specs.ts';
import { additionsOf } from '../graph/additions.ts';
import type { Graph } from '../graph/graph.ts';
import { namedType } from '../graph/named-type.ts';
import { type Difference, type Draft, draft, type Rule } from '../rule.ts';

/**
 * What operations may cost is counted before anything is fetched, for everybody, by what fields say that they cost. Who says less than nothing of a field of their own pays with
 * it for all that is asked for beside it; a list that holds nothing makes free what is asked of each of its elements, whoever answers it.
 */
export const cost: Rule<Difference> = {
  name: 'COST',
  *judge({ base, after, plugin }) {
    const said = sayingsIn(after);
    const { types, fields } = additionsOf(base, after, plugin);
    const own = new Set(fields.map(({ coordinate }) => coordinate));
    for (const { name, node, fields: inner } of types) {
      yield* said.weight(name, node, isComposite(after, name) ? 1 : 0);
      if (node.kind !== Kind.INPUT_OBJECT_TYPE_DEFINITION) continue;
      for (const field of inner.values()) yield* said.weight(field.coordinate, field.node, 0);
    }
    for (const { coordinate, node } of fields) {
      const type = namedType(node.type);
      yield* said.weight(coordinate, node, isComposite(after, type) ? 1 : 0);
      yield* said.size(coordinate, node, (name) => own.has(`${type}.${name}`));
      for (const given of 'arguments' in node ? (node.arguments ?? []) : []) {
        yield* said.weight(`${coordinate}(${given.name.value}:)`, given, 0);
      }
    }
  },
};

const COMPOSITES: readonly string[] = [
  Kind.OBJECT_TYPE_DEFINITION,
  Kind.INTERFACE_TYPE_DEFINITION,
  Kind.UNION_TYPE_DEFINITION,
];

const isComposite = ({ types }: Graph, name: string): boolean => COMPOSITES.includes(types.get(name)?.node.kind ?? '');

/** Reads `@cost` and `@listSize` under the names that the graph gives them. */
function sayingsIn({ links }: Graph) {
  const nameOf = (directive: string): string => localName(links, `${APOLLO}/cost`, directive) ?? directive;
  const [costName, sizeName] = [nameOf('cost'), nameOf('listSize')];
  const applied = (node: ASTNode, name: string): ConstDirectiveNode[] =>
    ('directives' in node ? ((node.directives ?? []) as readonly ConstDirectiveNode[]) : []).filter(
      (directive) => directive.name.value === name,
    );
  return {
    *weight(coordinate: string, node: ASTNode, least: number): Iterable<Draft> {
      for (const directive of applied(node, costName)) {
        const weight = numberOf(argument(directive, 'weight'));
        if (weight !== null && weight < least)
          yield draft(coordinate, ['cost.weight', 'cost.weight'], { weight, least });
      }
    },
    *size(coordinate: string, node: ASTNode, isOwn: (field: string) => boolean): Iterable<Draft> {
      for (const directive of applied(node, sizeName)) {
        const size = numberOf(argument(directive, 'assumedSize'));
        if (size !== null && size < 1) yield draft(coordinate, ['cost.size', 'cost.size'], { size });
        for (const field of textsOf(argument(directive, 'sizedFields')))
          if (!isOwn(field)) yield draft(coordinate, ['cost.sized', 'cost.sized'], { field });
      }
    },
  };
}

const numberOf = (value: ConstValueNode | undefined): number | null =>
  value?.kind === Kind.INT || value?.kind === Kind.FLOAT ? Number(value.value) : null;

const textsOf = (value: ConstValueNode | undefined): string[] =>
  value?.kind === Kind.LIST ? value.values.flatMap((item) => (item.kind === Kind.STRING ? [item.value] : [])) : [];
