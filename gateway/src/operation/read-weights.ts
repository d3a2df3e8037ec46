import { type ConstDirectiveNode, type DocumentNode, Kind, type ValueNode } from 'graphql';
import { directiveName, readLinks } from '../supergraph/links.ts';

/** How long a list is taken to be (`@listSize`, https://ibm.github.io/graphql-specs/cost-spec.html). */
export interface ListSize {
  /** When no slicing argument is given. */
  readonly assumedSize: number | null;
  /** Paths of arguments (`first`, `page.size`) whose value is the length; of several the greatest counts. */
  readonly slicingArguments: readonly string[];
  /** Fields of the returned type whose length is meant, of a connection; empty: the field's own. */
  readonly sizedFields: readonly string[];
}

/** What `@cost` and `@listSize` say in a supergraph. */
export interface Weights {
  /** By type name, `Type.field` or `Type.field(argument)`. */
  readonly cost: ReadonlyMap<string, number>;
  readonly listSize: ReadonlyMap<string, ListSize>;
}

const SPEC = 'https://specs.apollo.dev/cost';

export function readWeights(document: DocumentNode): Weights {
  const links = readLinks(document);
  const costName = directiveName(links, SPEC, 'cost') ?? 'cost';
  const listSizeName = directiveName(links, SPEC, 'listSize') ?? 'listSize';
  const cost = new Map<string, number>();
  const listSize = new Map<string, ListSize>();
  const read = (coordinate: string, directives: readonly ConstDirectiveNode[] | undefined): void => {
    for (const directive of directives ?? []) {
      if (directive.name.value === costName) cost.set(coordinate, numberIn(argument(directive, 'weight')) ?? 1);
      if (directive.name.value !== listSizeName) continue;
      listSize.set(coordinate, {
        assumedSize: numberIn(argument(directive, 'assumedSize')),
        slicingArguments: textsIn(argument(directive, 'slicingArguments')),
        sizedFields: textsIn(argument(directive, 'sizedFields')),
      });
    }
  };
  for (const definition of document.definitions) {
    if (!('name' in definition) || !definition.name || !('directives' in definition)) continue;
    const name = definition.name.value;
    read(name, definition.directives as readonly ConstDirectiveNode[]);
    if (definition.kind !== Kind.OBJECT_TYPE_DEFINITION && definition.kind !== Kind.INTERFACE_TYPE_DEFINITION) continue;
    for (const field of definition.fields ?? []) {
      const coordinate = `${name}.${field.name.value}`;
      read(coordinate, field.directives);
      for (const input of field.arguments ?? []) read(`${coordinate}(${input.name.value})`, input.directives);
    }
  }
  return { cost, listSize };
}

const argument = (directive: ConstDirectiveNode, name: string): ValueNode | undefined =>
  directive.arguments?.find((candidate) => candidate.name.value === name)?.value;

const numberIn = (value: ValueNode | undefined): number | null =>
  value?.kind === Kind.INT || value?.kind === Kind.FLOAT || value?.kind === Kind.STRING ? Number(value.value) : null;

const textsIn = (value: ValueNode | undefined): string[] =>
  value?.kind === Kind.LIST ? value.values.flatMap((item) => (item.kind === Kind.STRING ? [item.value] : [])) : [];
