import type { SensitivityLevel } from '@citygraph/contract';
import type { AdmissionManifest, EgressItem, EgressReport, EgressRoute } from '../admission.ts';
import { coordinatesIn } from '../graph/field-set.ts';
import type { Graph, GraphField } from '../graph/graph.ts';
import { isPairwiseKey, isRefusable, levelOf } from '../graph/labels.ts';
import { typesBehind } from './personal-edges.ts';
import { readPersons } from './read-persons.ts';

/** Who asks, as a vendor's token can say it. */
export const SUBJECT = 'Resident.id';
/** For which part of the city they act. */
export const TENANT = 'Tenant.divisionPrefix';

export const NO_EGRESS: EgressReport = { items: [], undeclared: [], unused: [] };

/**
 * Which of others' data a plugin is sent, and by what: computed from the graph, never taken from the manifest. It is what
 * gateways send (`gateway/src/policy/read-feeds.ts`): keys of the entities whose fields it answers, what those fields require,
 * contexts, arguments that hold people, subject and tenant in its token. The edges by which a thing is reached from people (`Household.dwelling`) are among it as far as the manifest asks for them: where it
 * does not, gateways do not ask the plugin there.
 */
export function computeEgress(graph: Graph, plugin: string, manifest: AdmissionManifest | null): EgressReport {
  const declared = new Set((manifest?.data ?? []).map(String));
  const seen = new Map<string, EgressItem>();
  /** Fields for which it is sent something of their object, by type. */
  const asked = new Map<string, string[]>();
  const protection = protectionIn(graph);
  const add = (coordinates: readonly string[], route: EgressRoute, via: string): void => {
    for (const coordinate of coordinates) {
      if (isOwn(graph, coordinate, plugin)) continue;
      const { level, isGuarded } = protection(coordinate);
      // Which division a tenant is of is public; of which one somebody is that asks is not.
      const needsGrant = route === 'claim' || route === 'edge' || isGuarded;
      const item = { coordinate, route, via, level, needsGrant, declared: declared.has(coordinate) };
      seen.set(JSON.stringify([coordinate, route, via]), item);
    }
  };
  for (const type of graph.types.values()) {
    const keys = type.joins.filter(({ subgraph, isResolvable }) => subgraph === plugin && isResolvable);
    // Once for all its fields: of a thousand keys and a thousand fields there would be a million. Its own are nobody's business.
    const keyed = [...new Set(keys.flatMap(({ key }) => (key ? coordinatesIn(graph, type.name, key) : [])))].filter(
      (coordinate) => !isOwn(graph, coordinate, plugin),
    );
    for (const field of type.fields.values()) {
      // A field that others answer as well needs nobody's leave: what a plugin may know of it, SHAREABLE and KEY say.
      if (!isAnsweredBy(field, plugin)) continue;
      const before = seen.size;
      add(keyed, 'key', field.coordinate);
      for (const join of field.joins) {
        if (join.subgraph !== plugin) continue;
        if (join.requires) add(coordinatesIn(graph, type.name, join.requires), 'requires', field.coordinate);
        for (const { context, name, selection } of join.contexts) {
          add(contextCoordinates(graph, context, selection), 'context', `${field.coordinate}(${name}:)`);
        }
      }
      if (seen.size > before) {
        const others = asked.get(type.name) ?? [];
        others.push(field.coordinate);
        asked.set(type.name, others);
      }
    }
  }
  for (const coordinate of declared) {
    for (const type of typesBehind(graph, coordinate, plugin)) {
      for (const via of asked.get(type) ?? []) add([coordinate], 'edge', via);
    }
  }
  for (const { argument, coordinate } of readPersons(manifest)) add([coordinate], 'argument', argument);
  if (manifest?.persons?.subject) add([SUBJECT], 'claim', 'persons.subject');
  if (manifest?.persons?.tenant) add([TENANT], 'claim', 'persons.tenant');
  return report([...seen.values()], declared);
}

/** Looked up once for each coordinate. */
function protectionIn(graph: Graph) {
  const known = new Map<string, { readonly level: SensitivityLevel; readonly isGuarded: boolean }>();
  return (coordinate: string) => {
    const found = known.get(coordinate);
    if (found) return found;
    const level = levelOf(graph, coordinate);
    const protection = { level, isGuarded: isRefusable(level) || isPairwiseKey(graph, coordinate) };
    known.set(coordinate, protection);
    return protection;
  };
}

function report(items: readonly EgressItem[], declared: ReadonlySet<string>): EgressReport {
  const needed = new Set(items.filter(({ needsGrant }) => needsGrant).map(({ coordinate }) => coordinate));
  return {
    items,
    undeclared: [...needed].filter((coordinate) => !declared.has(coordinate)).sort(),
    unused: [...declared].filter((coordinate) => !needed.has(coordinate)).sort(),
  };
}

const isAnsweredBy = ({ servers }: GraphField, plugin: string): boolean =>
  servers.length === 1 && servers[0] === plugin;

function isOwn(graph: Graph, coordinate: string, plugin: string): boolean {
  const [type = '', name = ''] = coordinate.split('.');
  const field = graph.types.get(type)?.fields.get(name);
  return field !== undefined && isAnsweredBy(field, plugin);
}

/** A context is set on types; what is taken from it may differ by type. */
function contextCoordinates(graph: Graph, context: string, selection: string): string[] {
  return [...graph.types.values()].flatMap((type) => {
    const isSet = type.node.directives?.some(
      ({ name, arguments: list }) =>
        name.value.endsWith('context') &&
        list?.some(({ value }) => value.kind === 'StringValue' && value.value === context),
    );
    return isSet ? coordinatesIn(graph, type.name, selection) : [];
  });
}
