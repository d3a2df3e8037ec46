import {
  type ConstDirectiveNode,
  type DocumentNode,
  type FieldDefinitionNode,
  Kind,
  type ObjectTypeDefinitionNode,
} from 'graphql';
import { fieldTypes } from '../execution/compiled/receivers.ts';
import { supergraphTypes } from '../execution/compiled/supergraph-types.ts';
import type { Tier } from '../gateway-options.ts';
import { readGraphs, vendorGraphs } from '../supergraph/graphs.ts';
import { joinsIn, serversOf } from '../supergraph/joins.ts';
import { readLinks } from '../supergraph/links.ts';
import { namedType } from '../supergraph/named-type.ts';
import {
  type Demands,
  type Feeding,
  type Given,
  isLabelled,
  type Need,
  NO_DEMANDS,
  type StandIn,
  union,
} from './need.ts';
import { type PairwiseTypes, readPairwise } from './pairwise/read-pairwise.ts';
import type { Ways } from './personal-edges.ts';
import { demandsReader, isConcreteType } from './read-demands.ts';
import { readFeeds } from './read-feeds.ts';
import { personArguments, type VendorPersons } from './vendor-persons.ts';

export interface Needs {
  /** The graph links the hub's labels. */
  readonly isLabelled: boolean;
  /** Every field of every object and interface type, by coordinate. */
  readonly byCoordinate: ReadonlyMap<string, Need>;
  /** Coordinates of a labelled graph that carry no label, and so count as S4. */
  readonly unlabelled: readonly string[];
  /** Is a vendor sent this field only where its owner granted it? */
  needsGrant(coordinate: string): boolean;
  /** How things are reached from people. */
  readonly ways: Ways;
}

/**
 * What each coordinate of a supergraph demands, once per graph. A field demands what it, its parent type and its
 * return type demand; an interface field what any of its implementations demands.
 */
export function readNeeds(
  document: DocumentNode,
  tierOf: (subgraph: string) => Tier,
  personsOf: (subgraph: string) => VendorPersons = () => ({}),
): Needs {
  const { labelled, read } = demandsReader(readLinks(document));
  const isConcrete = isConcreteType(document);
  const foreign = new Set(readGraphs(document).flatMap(({ id, name }) => (tierOf(name) === 'foreign' ? [id] : [])));
  const typeDemands = new Map<string, Demands>();
  for (const definition of document.definitions) {
    if ('name' in definition && definition.name && 'directives' in definition) {
      typeDemands.set(definition.name.value, read(definition.directives as readonly ConstDirectiveNode[]));
    }
  }

  const byCoordinate = new Map<string, Need>();
  const unlabelled: string[] = [];
  const objects = document.definitions.filter((definition) => definition.kind === Kind.OBJECT_TYPE_DEFINITION);
  for (const type of objects) {
    const ofParent = typeDemands.get(type.name.value) ?? NO_DEMANDS;
    for (const field of type.fields ?? []) {
      const coordinate = `${type.name.value}.${field.name.value}`;
      const returned = namedType(field.type);
      const ofReturned = isConcrete(returned) ? (typeDemands.get(returned) ?? NO_DEMANDS) : NO_DEMANDS;
      const own = read(field.directives);
      // A type's label stands for its own fields, not for the fields that lead to it.
      let level = own.level ?? ofParent.level;
      if (labelled && level === null && !isForeign(type, field, foreign)) {
        unlabelled.push(coordinate);
        level = 'S4';
      }
      byCoordinate.set(coordinate, {
        coordinate,
        ...union([own, ofParent, { ...ofReturned, level: null }]),
        level,
      });
    }
  }
  const pairwise = readPairwise(document);
  const needsGrant = (coordinate: string): boolean => {
    const [type = '', field = ''] = coordinate.split('.');
    return isLabelled(byCoordinate.get(coordinate) ?? NO_DEMANDS) || (pairwise.get(type)?.has(field) ?? false);
  };
  const feedings = readFeedings(
    document,
    { needs: byCoordinate, pairwise, needsGrant },
    (name) => tierOf(name) === 'vendor',
    personsOf,
  );
  for (const [coordinate, feeds] of feedings) {
    const need = byCoordinate.get(coordinate);
    if (need) byCoordinate.set(coordinate, { ...need, feeds });
  }
  for (const definition of document.definitions) {
    if (definition.kind !== Kind.INTERFACE_TYPE_DEFINITION) continue;
    const name = definition.name.value;
    const implementations = objects.filter(({ interfaces }) =>
      interfaces?.some(({ name: { value } }) => value === name),
    );
    for (const field of definition.fields ?? []) {
      const theirs = implementations.flatMap(
        (type) => byCoordinate.get(`${type.name.value}.${field.name.value}`) ?? [],
      );
      const coordinate = `${name}.${field.name.value}`;
      const own = read(field.directives);
      const standIns = [...theirs, ...(isLabelled(own) ? [{ ...own, coordinate }] : [])];
      byCoordinate.set(coordinate, {
        coordinate,
        ...union([own, ...theirs]),
        standIns: standIns.map(
          (one): StandIn => ({ coordinate: one.coordinate, level: one.level, isPlugins: one.feeds.length > 0 }),
        ),
      });
    }
  }
  const { objectsOf } = supergraphTypes(document);
  const ways: Ways = {
    isPairwise: (type) => pairwise.has(type),
    objectsOf,
    leaderOf: soleVendors(document, objects, (name) => tierOf(name) === 'vendor'),
    given: (coordinate) => ({
      coordinate,
      demands: byCoordinate.get(coordinate) ?? NO_DEMANDS,
      needsGrant: true,
      isOfNamed: false,
    }),
  };
  return { isLabelled: labelled, byCoordinate, unlabelled, needsGrant, ways };
}

/** The vendor that alone answers a field; null: a department answers it, or several do. */
function soleVendors(
  document: DocumentNode,
  objects: readonly ObjectTypeDefinitionNode[],
  isVendor: (subgraph: string) => boolean,
): Ways['leaderOf'] {
  const vendors = vendorGraphs(document, isVendor);
  if (vendors.size === 0) return () => null;
  const servers = new Map(objects.flatMap(serversOf));
  return (coordinate) => {
    const [graph = '', ...others] = servers.get(coordinate) ?? [];
    return others.length === 0 ? (vendors.get(graph) ?? null) : null;
  };
}

/** Who asks. */
export const SUBJECT = 'Resident.id';
/** For which part of the city. */
export const TENANT = 'Tenant.divisionPrefix';

interface Known {
  readonly needs: ReadonlyMap<string, Need>;
  readonly pairwise: PairwiseTypes;
  readonly needsGrant: (coordinate: string) => boolean;
}

/** What vendors are sent for each of their fields, with what it demands. */
function readFeedings(
  document: DocumentNode,
  { needs, pairwise, needsGrant }: Known,
  isVendor: (subgraph: string) => boolean,
  personsOf: (subgraph: string) => VendorPersons,
): ReadonlyMap<string, readonly Feeding[]> {
  const given = (coordinate: string): Given => ({
    coordinate,
    demands: needs.get(coordinate) ?? NO_DEMANDS,
    needsGrant: needsGrant(coordinate),
    isOfNamed: pairwise.has(coordinate.split('.')[0] ?? ''),
  });
  const heldBy = (plugin: string, coordinate: string): string[] =>
    personArguments(plugin, personsOf(plugin)).flatMap(({ field, coordinate: key }) =>
      field === coordinate ? key : [],
    );
  const claimsOf = (plugin: string): Given[] => {
    const { subject, tenant } = personsOf(plugin);
    return [...(subject ? [given(SUBJECT)] : []), ...(tenant ? [given(TENANT)] : [])];
  };
  const types = fieldTypes(document);
  const { objectsOf } = supergraphTypes(document);
  const feedings = [...readFeeds(document, isVendor, heldBy)].map(
    ([coordinate, feeds]) =>
      [
        coordinate,
        feeds.map(({ plugin, coordinates }) => ({
          plugin,
          given: coordinates.map(given),
          claims: claimsOf(plugin),
          namesPeople: heldBy(plugin, coordinate).length > 0,
          leadsToPeople: objectsOf(types.get(coordinate) ?? '').some((type) => pairwise.has(type)),
        })),
      ] as const,
  );
  return new Map(feedings);
}

/** Only graphs that know nothing of the hub may leave a field unlabelled. */
function isForeign(type: ObjectTypeDefinitionNode, field: FieldDefinitionNode, foreign: ReadonlySet<string>): boolean {
  const graphsOf = ({ directives }: Pick<FieldDefinitionNode, 'directives'>, name: string): string[] =>
    joinsIn(directives, name).flatMap(({ graph }) => graph ?? []);
  const ofField = graphsOf(field, 'join__field');
  const graphs = ofField.length > 0 ? ofField : graphsOf(type, 'join__type');
  return graphs.length > 0 && graphs.every((graph) => foreign.has(graph));
}
