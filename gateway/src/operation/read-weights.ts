import { type ConstDirectiveNode, type DocumentNode, Kind, type SelectionSetNode, type ValueNode } from 'graphql';
import { vendorGraphs } from '../supergraph/graphs.ts';
import { joinsIn, selectionOf, serversOf } from '../supergraph/joins.ts';
import { directiveName, readLinks } from '../supergraph/links.ts';
import { namedType } from '../supergraph/named-type.ts';

/** How long a list is taken to be (`@listSize`, https://ibm.github.io/graphql-specs/cost-spec.html). */
export interface ListSize {
  /** When no slicing argument is given. */
  readonly assumedSize: number | null;
  /** Paths of arguments (`first`, `page.size`) whose value is the length; of several the greatest counts. */
  readonly slicingArguments: readonly string[];
  /** Fields of the returned type whose length is meant, of a connection; empty: the field's own. */
  readonly sizedFields: readonly string[];
  /** It is taken for no shorter, whoever says so. */
  readonly least: number;
}

/** What `@cost` and `@listSize` say in a supergraph. */
export interface Weights {
  /** By type name, `Type.field` or `Type.field(argument)`; never less than nothing. */
  readonly cost: ReadonlyMap<string, number>;
  readonly listSize: ReadonlyMap<string, ListSize>;
  /** What is asked of others for a vendor's field, by `Type.field`: whoever asks for the field has that fetched as well. */
  readonly requires: ReadonlyMap<string, readonly SelectionSetNode[]>;
}

const SPEC = 'https://specs.apollo.dev/cost';

/**
 * Nothing costs less than nothing, or asking for it would pay for what is asked for beside it. A vendor says what its own costs, never that what others answer within it costs
 * less: its objects cost 1 or more, its lists hold one or more, and no list of others' is as long as a vendor says.
 * @param vendors names of those subgraphs that are vendors'
 */
export function readWeights(document: DocumentNode, vendors: readonly string[] = []): Weights {
  const links = readLinks(document);
  const costName = directiveName(links, SPEC, 'cost') ?? 'cost';
  const listSizeName = directiveName(links, SPEC, 'listSize') ?? 'listSize';
  const composites = compositesIn(document);
  const own = ofVendors(document, vendors);
  const cost = new Map<string, number>();
  const listSize = new Map<string, ListSize>();
  const read = (coordinate: string, directives: readonly ConstDirectiveNode[] | undefined, type: string): void => {
    const isVendors = own.has(coordinate);
    for (const directive of directives ?? []) {
      if (directive.name.value === costName) {
        const least = isVendors && composites.has(type) ? 1 : 0;
        cost.set(coordinate, Math.max(least, numberIn(argument(directive, 'weight')) ?? 1));
      }
      if (directive.name.value !== listSizeName) continue;
      const least = isVendors ? 1 : 0;
      const assumedSize = numberIn(argument(directive, 'assumedSize'));
      const sizedFields = textsIn(argument(directive, 'sizedFields'));
      listSize.set(coordinate, {
        assumedSize: assumedSize === null ? null : Math.max(least, assumedSize),
        slicingArguments: textsIn(argument(directive, 'slicingArguments')),
        sizedFields: isVendors ? sizedFields.filter((field) => own.has(`${type}.${field}`)) : sizedFields,
        least,
      });
    }
  };
  for (const definition of document.definitions) {
    if (!('name' in definition) || !definition.name || !('directives' in definition)) continue;
    const name = definition.name.value;
    read(name, definition.directives as readonly ConstDirectiveNode[], name);
    if (definition.kind !== Kind.OBJECT_TYPE_DEFINITION && definition.kind !== Kind.INTERFACE_TYPE_DEFINITION) continue;
    for (const field of definition.fields ?? []) {
      const coordinate = `${name}.${field.name.value}`;
      read(coordinate, field.directives, namedType(field.type));
      for (const input of field.arguments ?? []) read(`${coordinate}(${input.name.value})`, input.directives, '');
    }
  }
  return { cost, listSize, requires: requiredBy(document, vendors) };
}

/** What fields of vendors need of others. */
function requiredBy(document: DocumentNode, vendors: readonly string[]): ReadonlyMap<string, SelectionSetNode[]> {
  const required = new Map<string, SelectionSetNode[]>();
  if (vendors.length === 0) return required;
  const graphs = vendorGraphs(document, (name) => vendors.includes(name));
  for (const type of document.definitions) {
    if (type.kind !== Kind.OBJECT_TYPE_DEFINITION && type.kind !== Kind.INTERFACE_TYPE_DEFINITION) continue;
    for (const field of type.fields ?? []) {
      const sets = joinsIn(field.directives, 'join__field').flatMap(({ graph = '', requires }) =>
        requires !== undefined && graphs.has(graph) ? [selectionOf(requires)] : [],
      );
      if (sets.length > 0) required.set(`${type.name.value}.${field.name.value}`, sets);
    }
  }
  return required;
}

/** Types that hold others. */
const compositesIn = ({ definitions }: DocumentNode): ReadonlySet<string> =>
  new Set(
    definitions.flatMap((definition) =>
      definition.kind === Kind.OBJECT_TYPE_DEFINITION ||
      definition.kind === Kind.INTERFACE_TYPE_DEFINITION ||
      definition.kind === Kind.UNION_TYPE_DEFINITION
        ? [definition.name.value]
        : [],
    ),
  );

/** Types and fields that vendors alone answer. */
function ofVendors(document: DocumentNode, vendors: readonly string[]): ReadonlySet<string> {
  const own = new Set<string>();
  if (vendors.length === 0) return own;
  const graphs = vendorGraphs(document, (name) => vendors.includes(name));
  const areVendors = (ids: readonly string[]): boolean => ids.length > 0 && ids.every((id) => graphs.has(id));
  for (const type of document.definitions) {
    if (!('name' in type) || !type.name || !('directives' in type)) continue;
    const joins = joinsIn(type.directives as readonly ConstDirectiveNode[], 'join__type');
    if (areVendors(joins.map(({ graph = '' }) => graph))) own.add(type.name.value);
    if (type.kind !== Kind.OBJECT_TYPE_DEFINITION && type.kind !== Kind.INTERFACE_TYPE_DEFINITION) continue;
    for (const [coordinate, servers] of serversOf(type)) if (areVendors(servers)) own.add(coordinate);
  }
  return own;
}

const argument = (directive: ConstDirectiveNode, name: string): ValueNode | undefined =>
  directive.arguments?.find((candidate) => candidate.name.value === name)?.value;

/** null: it says no number. */
function numberIn(value: ValueNode | undefined): number | null {
  if (value?.kind !== Kind.INT && value?.kind !== Kind.FLOAT && value?.kind !== Kind.STRING) return null;
  const number = Number(value.value);
  return Number.isFinite(number) ? number : null;
}

const textsIn = (value: ValueNode | undefined): string[] =>
  value?.kind === Kind.LIST ? value.values.flatMap((item) => (item.kind === Kind.STRING ? [item.value] : [])) : [];
