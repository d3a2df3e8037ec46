import { isSensitivityLevel, type SensitivityLevel } from '@citygraph/contract';
import {
  type ConstDirectiveNode,
  type FieldDefinitionNode,
  Kind,
  type ObjectTypeDefinitionNode,
  parse,
  print,
  type ValueNode,
} from 'graphql';
import { DATA_AUTHORITY, PROVIDERS } from './providers.ts';
import { ShareType } from './share-type.ts';

/** An item of a resource: one field. */
export interface CatalogItem {
  readonly name: string;
  /** `Type.field`. */
  readonly coordinate: string;
  /** The field's type as SDL writes it. */
  readonly dataType: string;
  readonly sensitivity: SensitivityLevel;
  readonly description: string;
  readonly purposes: readonly string[];
}

/** What one department knows about one type. */
export interface Resource {
  readonly id: string;
  readonly subgraph: string;
  readonly typeName: string;
  readonly title: string;
  readonly abstract: string;
  readonly providerUscc: string;
  readonly shareType: ShareType;
  readonly shareCondition: string | null;
  readonly items: readonly CatalogItem[];
}

/** Types that only arrange others. Roots do not: what they give is asked for at a door of its own, and the door has a label. */
const ARRANGING = /(?:Connection|Edge)$|^(?:PageInfo|_\w+)$/;

/** Every resource of the departments in a composed supergraph, by their names; pure. */
export function catalogOf(supergraphSdl: string): Resource[] {
  const { definitions } = parse(supergraphSdl, { noLocation: true });
  const nameOf = new Map<string, string>();
  for (const definition of definitions) {
    if (definition.kind !== Kind.ENUM_TYPE_DEFINITION || definition.name.value !== 'join__Graph') continue;
    for (const { name, directives } of definition.values ?? []) {
      nameOf.set(name.value, text(directives?.[0], 'name') ?? name.value.toLowerCase());
    }
  }
  return definitions
    .filter((node): node is ObjectTypeDefinitionNode => node.kind === Kind.OBJECT_TYPE_DEFINITION)
    .filter(({ name }) => !ARRANGING.test(name.value))
    .flatMap((node) => resourcesOf(node, nameOf))
    .sort((one, other) => (one.id < other.id ? -1 : 1));
}

function resourcesOf(node: ObjectTypeDefinitionNode, nameOf: ReadonlyMap<string, string>): Resource[] {
  const graphs = new Set(all(node.directives, 'join__type').map((joined) => text(joined, 'graph') ?? ''));
  const [only] = graphs.size === 1 ? graphs : [];
  const ownLevel = levelOf(node.directives);
  const items = new Map<string, CatalogItem[]>();
  for (const field of node.fields ?? []) {
    for (const graph of ownersOf(field, only)) {
      const item = itemOf(node.name.value, field, ownLevel);
      items.set(graph, [...(items.get(graph) ?? []), item]);
    }
  }
  return [...items].flatMap(([graph, own]) => {
    const subgraph = nameOf.get(graph) ?? graph;
    const providerUscc = PROVIDERS[subgraph];
    if (providerUscc !== undefined) return [resource(subgraph, node, own, graphs.size > 1, providerUscc)];
    // What is open of a plugin's is its vendor's, not a resource of the city; what it says of people is the city's to grant, and its data authority decides.
    const granted = own.filter(({ sensitivity }) => sensitivity !== 'S1');
    return granted.length === 0 ? [] : [resource(subgraph, node, granted, true, DATA_AUTHORITY)];
  });
}

function resource(
  subgraph: string,
  node: ObjectTypeDefinitionNode,
  items: readonly CatalogItem[],
  isShared: boolean,
  providerUscc: string,
): Resource {
  const typeName = node.name.value;
  const said = (node.description?.value ?? '').trim();
  const title = isShared ? `${typeName}: ${items.map(({ name }) => name).join(', ')}` : typeName;
  return {
    id: `cat_${subgraph}_${typeName}`,
    subgraph,
    typeName,
    title: title.length > 200 ? `${title.slice(0, 199)}…` : title,
    abstract: said,
    providerUscc,
    ...sharingOf(items),
    items,
  };
}

/** Public data is shared with everybody, important data with nobody, all else under a grant. */
function sharingOf(items: readonly CatalogItem[]): Pick<Resource, 'shareType' | 'shareCondition'> {
  if (items.every(({ sensitivity }) => sensitivity === 'S1')) {
    return { shareType: ShareType.UNCONDITIONAL, shareCondition: null };
  }
  if (items.every(({ sensitivity }) => sensitivity === 'I')) {
    return { shareType: ShareType.NOT_SHARED, shareCondition: 'Important data (GB/T 43697-2024).' };
  }
  const purposes = [...new Set(items.flatMap((item) => item.purposes))].sort();
  const fors = purposes.length > 0 ? ` Purposes: ${purposes.join(', ')}.` : '';
  return { shareType: ShareType.CONDITIONAL, shareCondition: `By grant of the provider.${fors}` };
}

/** Subgraphs that answer the field; a key that several hold is nobody's item. */
function ownersOf(field: FieldDefinitionNode, only: string | undefined): string[] {
  const joined = all(field.directives, 'join__field').filter(
    (directive) => !isTrue(directive, 'external') && text(directive, 'graph') !== null,
  );
  if (joined.length > 0) return joined.map((directive) => text(directive, 'graph') ?? '');
  return only === undefined ? [] : [only];
}

function itemOf(typeName: string, field: FieldDefinitionNode, ownLevel: SensitivityLevel | null): CatalogItem {
  const name = field.name.value;
  return {
    name,
    coordinate: `${typeName}.${name}`,
    dataType: print(field.type),
    // As gateways do: what nobody labelled counts as the most personal.
    sensitivity: levelOf(field.directives) ?? ownLevel ?? 'S4',
    description: (field.description?.value ?? '').trim(),
    purposes: all(field.directives, 'purpose').flatMap((directive) => texts(directive, 'any')),
  };
}

const all = (directives: readonly ConstDirectiveNode[] | undefined, name: string): ConstDirectiveNode[] =>
  (directives ?? []).filter((directive) => directive.name.value === name);

const argumentOf = (directive: ConstDirectiveNode | undefined, argument: string): ValueNode | undefined =>
  directive?.arguments?.find(({ name }) => name.value === argument)?.value;

function text(directive: ConstDirectiveNode | undefined, argument: string): string | null {
  const value = argumentOf(directive, argument);
  return value?.kind === Kind.STRING || value?.kind === Kind.ENUM ? value.value : null;
}

function texts(directive: ConstDirectiveNode, argument: string): string[] {
  const value = argumentOf(directive, argument);
  return value?.kind === Kind.LIST
    ? value.values.flatMap((item) => (item.kind === Kind.STRING ? [item.value] : []))
    : [];
}

function isTrue(directive: ConstDirectiveNode, argument: string): boolean {
  const value = argumentOf(directive, argument);
  return value?.kind === Kind.BOOLEAN && value.value;
}

function levelOf(directives: readonly ConstDirectiveNode[] | undefined): SensitivityLevel | null {
  const level = text(all(directives, 'sensitivity')[0], 'level');
  return isSensitivityLevel(level) ? level : null;
}
