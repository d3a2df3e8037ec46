import {
  type ConstDirectiveNode,
  type FieldDefinitionNode,
  type InputValueDefinitionNode,
  Kind,
  parse,
  print,
  type TypeDefinitionNode,
  type TypeExtensionNode,
} from 'graphql';
import type { City } from './city.ts';

/** What one subgraph says of a coordinate. */
export interface Described {
  readonly subgraph: string;
  readonly kind: string;
  /** `name: String` or `type AdminDivision`. */
  readonly definition: string;
  readonly description: string | null;
  /** `@sensitivity` and the like, as name and value. */
  readonly labels: readonly { readonly name: string; readonly value: string }[];
}

type Member = FieldDefinitionNode | InputValueDefinitionNode;
type Definition = TypeDefinitionNode | TypeExtensionNode;

/** `Type` or `Type.field`, in every subgraph that has it. */
export async function describeCoordinate(city: City, coordinate: string): Promise<Described[]> {
  const [type = '', field] = coordinate.split('.');
  return definitionsOf(city).flatMap(({ subgraph, kind, definition }): Described[] => {
    if (definition.name.value !== type) return [];
    if (field === undefined) {
      const word = definition.kind.replace(/Type(Definition|Extension)$/, '').toLowerCase();
      return [{ subgraph, kind, definition: `${word} ${type}`, ...saidOf(definition) }];
    }
    return membersOf(definition)
      .filter(({ name }) => name.value === field)
      .map((node) => ({ subgraph, kind, definition: signature(node), ...saidOf(node) }));
  });
}

/** For did-you-mean. */
export async function knownCoordinates(city: City): Promise<string[]> {
  const all = definitionsOf(city).flatMap(({ definition }) => [
    definition.name.value,
    ...membersOf(definition).map(({ name }) => `${definition.name.value}.${name.value}`),
  ]);
  return [...new Set(all)];
}

function definitionsOf({ subgraphs }: City) {
  return subgraphs.flatMap(({ name: subgraph, kind, sdl }) =>
    parse(sdl, { noLocation: true }).definitions.flatMap((definition) =>
      'name' in definition && definition.name && /Type(Definition|Extension)$/.test(definition.kind)
        ? [{ subgraph, kind, definition: definition as Definition }]
        : [],
    ),
  );
}

const membersOf = (definition: Definition): readonly Member[] =>
  'fields' in definition ? (definition.fields ?? []) : [];

function signature(node: Member): string {
  const { description: _, directives: __, ...bare } = node;
  return print(bare as Member);
}

function saidOf(node: {
  readonly description?: { readonly value: string } | undefined;
  readonly directives?: readonly ConstDirectiveNode[] | undefined;
}) {
  return {
    description: node.description?.value ?? null,
    labels: (node.directives ?? []).map(({ name, arguments: given }) => ({
      name: `@${name.value}`,
      value: (given ?? [])
        .map((argument) => (argument.value.kind === Kind.STRING ? argument.value.value : print(argument)))
        .join(', '),
    })),
  };
}
