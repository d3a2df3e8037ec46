import {
  type ConstDirectiveNode,
  type DocumentNode,
  type EnumTypeDefinitionNode,
  type FieldNode,
  type InterfaceTypeDefinitionNode,
  Kind,
  type ObjectTypeDefinitionNode,
  parseType,
  type TypeNode,
  type UnionTypeDefinitionNode,
} from 'graphql';
import { readGraphs } from './graphs.ts';
import { joinsIn, selectionOf } from './joins.ts';
import { namedType } from './named-type.ts';

/** A supergraph as one of its subgraphs sees it: its own types, and the types that it gives shared fields. */
export interface SubgraphView {
  /** null: the subgraph does not have the type. */
  kindOf(type: string): 'object' | 'abstract' | 'enum' | 'scalar' | null;
  /** As the subgraph declares it; null: it does not have the field. */
  fieldType(type: string, field: string): TypeNode | null;
  /** Named type of an argument of a field; null: there is none. */
  argumentType(type: string, field: string, argument: string): string | null;
  /** Object types that an abstract type can be, in this subgraph. */
  members(abstract: string): ReadonlySet<string>;
  values(enumeration: string): ReadonlySet<string>;
  /** Fields at the top of the keys by which the subgraph knows an entity. */
  keyFields(type: string): ReadonlySet<string>;
}

type Composite = ObjectTypeDefinitionNode | InterfaceTypeDefinitionNode;

const NONE: ReadonlySet<string> = new Set();

export function subgraphView(supergraph: DocumentNode, subgraph: string): SubgraphView {
  const id = readGraphs(supergraph).find(({ name }) => name === subgraph)?.id;
  if (id === undefined) throw new Error(`The supergraph does not have the subgraph ${subgraph}.`);
  const ofGraph = (directives: readonly ConstDirectiveNode[] | undefined, name: string) =>
    joinsIn(directives, name).filter(({ graph }) => graph === id);

  const composites = new Map<string, Composite>();
  const fields = new Map<string, TypeNode>();
  const keys = new Map<string, Set<string>>();
  const members = new Map<string, Set<string>>();
  const values = new Map<string, ReadonlySet<string>>();
  const kinds = new Map<string, 'object' | 'abstract' | 'enum' | 'scalar'>();

  const addMember = (abstract: string, member: string) =>
    members.set(abstract, (members.get(abstract) ?? new Set()).add(member));
  const addComposite = (type: Composite) => {
    const name = type.name.value;
    const joined = ofGraph(type.directives, 'join__type');
    if (joined.length === 0) return;
    composites.set(name, type);
    // An interface that the subgraph takes for an object is one to it.
    const isObject =
      type.kind === Kind.OBJECT_TYPE_DEFINITION || joined.some((join) => join.isInterfaceObject === 'true');
    kinds.set(name, isObject ? 'object' : 'abstract');
    keys.set(name, new Set(joined.flatMap(({ key }) => (key === undefined ? [] : topFields(key)))));
    for (const { interface: abstract } of ofGraph(type.directives, 'join__implements')) {
      if (isObject && abstract !== undefined) addMember(abstract, name);
    }
    for (const field of type.fields ?? []) {
      const everywhere = (field.directives ?? []).every((directive) => directive.name.value !== 'join__field');
      const [own] = ofGraph(field.directives, 'join__field');
      if (!everywhere && !own) continue;
      const declared = own?.type !== undefined ? parseType(own.type, { noLocation: true }) : field.type;
      fields.set(`${name}.${field.name.value}`, declared);
    }
  };
  const addUnion = (type: UnionTypeDefinitionNode) => {
    if (ofGraph(type.directives, 'join__type').length === 0) return;
    kinds.set(type.name.value, 'abstract');
    for (const { member } of ofGraph(type.directives, 'join__unionMember')) {
      if (member !== undefined) addMember(type.name.value, member);
    }
  };
  const addEnum = (type: EnumTypeDefinitionNode) => {
    if (ofGraph(type.directives, 'join__type').length === 0) return;
    kinds.set(type.name.value, 'enum');
    const own = (type.values ?? []).filter(({ directives }) => ofGraph(directives, 'join__enumValue').length > 0);
    values.set(type.name.value, new Set(own.map(({ name }) => name.value)));
  };
  for (const name of ['String', 'Int', 'Float', 'Boolean', 'ID']) kinds.set(name, 'scalar');
  for (const type of supergraph.definitions) {
    if (type.kind === Kind.OBJECT_TYPE_DEFINITION || type.kind === Kind.INTERFACE_TYPE_DEFINITION) addComposite(type);
    else if (type.kind === Kind.UNION_TYPE_DEFINITION) addUnion(type);
    else if (type.kind === Kind.ENUM_TYPE_DEFINITION) addEnum(type);
    else if (type.kind === Kind.SCALAR_TYPE_DEFINITION) kinds.set(type.name.value, 'scalar');
  }

  return {
    kindOf: (type) => kinds.get(type) ?? null,
    argumentType(type, field, argument) {
      if (!fields.has(`${type}.${field}`)) return null;
      const definition = composites.get(type)?.fields?.find(({ name }) => name.value === field);
      const found = definition?.arguments?.find(({ name }) => name.value === argument);
      return found ? namedType(found.type) : null;
    },
    fieldType: (type, field) => fields.get(`${type}.${field}`) ?? null,
    members: (abstract) => members.get(abstract) ?? NONE,
    values: (enumeration) => values.get(enumeration) ?? NONE,
    keyFields: (type) => keys.get(type) ?? NONE,
  };
}

/** Names of the fields at the top of a field set (`id owner { id }` → id, owner). */
export function topFields(fieldSet: string): string[] {
  return selectionOf(fieldSet)
    .selections.filter((selection): selection is FieldNode => selection.kind === Kind.FIELD)
    .map(({ name }) => name.value);
}
