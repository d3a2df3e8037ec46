import {
  type ConstDirectiveNode,
  type DefinitionNode,
  type DocumentNode,
  Kind,
  parse,
  print,
  type TypeDefinitionNode,
} from 'graphql';
import { argument, type Link, localName, readLinks, textOf } from '../document/links.ts';
import { HUB } from '../document/specs.ts';
import type { FieldJoin, Graph, GraphField, GraphType, TypeJoin } from './graph.ts';

const NO_GRAPHS: ReadonlyMap<string, readonly string[]> = new Map();

/** Reads what a composer made. A type of somebody's has a `@join__type`; what has none is the composers' own. */
export function readGraph(sdl: string): Graph {
  const document = parse(sdl, { noLocation: true });
  const names = subgraphNames(document);
  const nameOf = (id: string | null): string | null => (id === null ? null : (names.get(id) ?? id));
  const types = new Map<string, GraphType>();
  for (const definition of document.definitions) {
    const type = isType(definition) ? readType(definition, nameOf) : null;
    if (type && type.joins.length > 0) types.set(type.name, type);
  }
  const links = readLinks(document);
  const label = (name: string): string | null => localName(links, HUB, name);
  return {
    sdl,
    subgraphs: [...names.values()],
    description: document.definitions.flatMap(descriptionOfSchema)[0] ?? null,
    types,
    links,
    directives: readDirectives(document, links),
    roots: readRoots(document),
    labels: {
      sensitivity: label('sensitivity'),
      purpose: label('purpose'),
      pairwise: label('pairwise'),
      extensible: label('extensible'),
    },
  };
}

const descriptionOfSchema = (definition: DefinitionNode): string[] =>
  definition.kind === Kind.SCHEMA_DEFINITION && definition.description ? [definition.description.value] : [];

function readType(node: TypeDefinitionNode, nameOf: (id: string | null) => string | null): GraphType {
  const name = node.name.value;
  const graphs = (directives: readonly ConstDirectiveNode[] | undefined, joining: string, by: string) =>
    (directives ?? [])
      .filter((directive) => directive.name.value === joining)
      .map((directive) => [plainValue(directive, by) ?? '', nameOf(plainValue(directive, 'graph')) ?? ''] as const);
  const joins = (node.directives ?? [])
    .filter((directive) => directive.name.value === 'join__type')
    .map(
      (directive): TypeJoin => ({
        subgraph: nameOf(plainValue(directive, 'graph')) ?? '',
        key: plainValue(directive, 'key'),
        isResolvable: plainValue(directive, 'resolvable') !== 'false',
        isInterfaceObject: plainValue(directive, 'isInterfaceObject') === 'true',
      }),
    );
  const everybody = [...new Set(joins.map(({ subgraph }) => subgraph))];
  const values = node.kind === Kind.ENUM_TYPE_DEFINITION ? (node.values ?? []) : [];
  return {
    name,
    node,
    joins,
    fields: new Map(
      ('fields' in node ? (node.fields ?? []) : []).map((field) => [
        field.name.value,
        readField(name, field, everybody, nameOf),
      ]),
    ),
    values: new Map(
      values.map((value) => [
        value.name.value,
        graphs(value.directives, 'join__enumValue', 'graph').map(([, subgraph]) => subgraph),
      ]),
    ),
    members:
      node.kind === Kind.UNION_TYPE_DEFINITION
        ? grouped([
            ...(node.types ?? []).map((member) => [member.name.value, null] as const),
            ...graphs(node.directives, 'join__unionMember', 'member'),
          ])
        : NO_GRAPHS,
    interfaces:
      'interfaces' in node
        ? grouped([
            ...(node.interfaces ?? []).map((one) => [one.name.value, null] as const),
            ...graphs(node.directives, 'join__implements', 'interface'),
          ])
        : NO_GRAPHS,
  };
}

function readField(
  type: string,
  node: GraphField['node'],
  everybody: readonly string[],
  nameOf: (id: string | null) => string | null,
): GraphField {
  const joins = (node.directives ?? [])
    .filter((directive) => directive.name.value === 'join__field')
    .map(
      (directive): FieldJoin => ({
        subgraph: nameOf(plainValue(directive, 'graph')),
        isExternal: plainValue(directive, 'external') === 'true',
        requires: plainValue(directive, 'requires'),
        provides: plainValue(directive, 'provides'),
        override: plainValue(directive, 'override'),
        contexts: contextsOf(directive),
      }),
    );
  // A field that all who have the type answer alike is joined to nobody in particular.
  const isEverybodys = joins.every(({ subgraph }) => subgraph === null);
  const servers = joins.flatMap(({ subgraph, isExternal }) => (subgraph === null || isExternal ? [] : [subgraph]));
  return {
    coordinate: `${type}.${node.name.value}`,
    type,
    name: node.name.value,
    node,
    joins,
    servers: [...new Set(isEverybodys ? everybody : servers)],
  };
}

function contextsOf(directive: ConstDirectiveNode): FieldJoin['contexts'] {
  const list = argument(directive, 'contextArguments');
  if (list?.kind !== Kind.LIST) return [];
  return list.values.flatMap((value) => {
    if (value.kind !== Kind.OBJECT) return [];
    const text = (key: string): string => textOf(value.fields.find((field) => field.name.value === key)?.value) ?? '';
    return [{ context: text('context'), name: text('name'), selection: text('selection') }];
  });
}

function subgraphNames(document: DocumentNode): ReadonlyMap<string, string> {
  const graphs = document.definitions.find(
    (definition) => definition.kind === Kind.ENUM_TYPE_DEFINITION && definition.name.value === 'join__Graph',
  );
  const values = graphs?.kind === Kind.ENUM_TYPE_DEFINITION ? (graphs.values ?? []) : [];
  return new Map(
    values.map(({ name, directives }) => {
      const graph = directives?.find((directive) => directive.name.value === 'join__graph');
      return [name.value, (graph && textOf(argument(graph, 'name'))) || name.value];
    }),
  );
}

/** Directives that came with no spec of Apollo's: the hub's labels, and whatever else a graph shows its clients. */
function readDirectives(document: DocumentNode, links: readonly Link[]): ReadonlyMap<string, string> {
  const ofSpecs = new Set(links.filter(({ identity }) => identity !== HUB).map(({ as }) => as));
  return new Map(
    document.definitions.flatMap((definition) => {
      if (definition.kind !== Kind.DIRECTIVE_DEFINITION) return [];
      const name = definition.name.value;
      return ofSpecs.has(name.split('__')[0] ?? '') ? [] : [[name, print(definition)] as const];
    }),
  );
}

function readRoots(document: DocumentNode): ReadonlySet<string> {
  const named = document.definitions.flatMap((definition) =>
    definition.kind === Kind.SCHEMA_DEFINITION ? definition.operationTypes.map(({ type }) => type.name.value) : [],
  );
  return new Set(named);
}

function grouped(pairs: readonly (readonly [string, string | null])[]): ReadonlyMap<string, readonly string[]> {
  const groups = new Map<string, string[]>();
  for (const [name, subgraph] of pairs) {
    const known = groups.get(name) ?? [];
    groups.set(name, subgraph === null ? known : [...known, subgraph]);
  }
  return groups;
}

function plainValue(directive: ConstDirectiveNode, name: string): string | null {
  const value = argument(directive, name);
  const isPlain = value?.kind === Kind.STRING || value?.kind === Kind.ENUM || value?.kind === Kind.BOOLEAN;
  return isPlain ? String(value.value) : null;
}

function isType(definition: DocumentNode['definitions'][number]): definition is TypeDefinitionNode {
  switch (definition.kind) {
    case Kind.OBJECT_TYPE_DEFINITION:
    case Kind.INTERFACE_TYPE_DEFINITION:
    case Kind.INPUT_OBJECT_TYPE_DEFINITION:
    case Kind.ENUM_TYPE_DEFINITION:
    case Kind.UNION_TYPE_DEFINITION:
    case Kind.SCALAR_TYPE_DEFINITION:
      return true;
    default:
      return false;
  }
}
