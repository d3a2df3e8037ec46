import { type DocumentNode, Kind, type SelectionSetNode } from 'graphql';
import { fieldTypes } from '../execution/compiled/receivers.ts';
import { supergraphTypes } from '../execution/compiled/supergraph-types.ts';
import { vendorGraphs } from '../supergraph/graphs.ts';
import { joinsIn, keyCoordinates, selectionOf, serversOf } from '../supergraph/joins.ts';

/** What a vendor has to be sent so that it can answer a field. */
export interface Feed {
  readonly plugin: string;
  /** `Type.field` of data that is not its own: keys and what the field `@requires`. */
  readonly coordinates: readonly string[];
}

/** The vendors behind each field of object types, and what each of them is sent for it. Fields that no vendor serves are not in it. */
export function readFeeds(
  document: DocumentNode,
  isVendor: (subgraph: string) => boolean,
  /** Keys that a field's arguments hold. */
  heldBy: (plugin: string, coordinate: string) => readonly string[] = () => [],
): ReadonlyMap<string, Feed[]> {
  const vendors = vendorGraphs(document, isVendor);
  const feeds = new Map<string, Feed[]>();
  if (vendors.size === 0) return feeds;
  const types = fieldTypes(document);
  const objects = document.definitions.filter((definition) => definition.kind === Kind.OBJECT_TYPE_DEFINITION);
  const servers = new Map(objects.flatMap((type) => serversOf(type)));
  const { objectsOf } = supergraphTypes(document);

  /** Others' fields in a field set, at every depth; of an interface or union, those of each object that may stand for it. */
  const given = (parent: string, { selections }: SelectionSetNode, vendor: string): string[] =>
    selections.flatMap((selection) => {
      if (selection.kind === Kind.FRAGMENT_SPREAD) return [];
      if (selection.kind === Kind.INLINE_FRAGMENT) {
        return given(selection.typeCondition?.name.value ?? parent, selection.selectionSet, vendor);
      }
      if (selection.name.value === '__typename') return [];
      return objectsOf(parent).flatMap((object) => {
        const coordinate = `${object}.${selection.name.value}`;
        const isOwn = servers.get(coordinate)?.every((graph) => graph === vendor) ?? false;
        const below = selection.selectionSet ? given(types.get(coordinate) ?? '', selection.selectionSet, vendor) : [];
        return [...(isOwn ? [] : [coordinate]), ...below];
      });
    });
  const givenBy = (parent: string, fieldSet: string | null, vendor: string): string[] =>
    fieldSet === null ? [] : given(parent, selectionOf(fieldSet), vendor);

  const keyed = keyCoordinates(document);
  for (const type of objects) {
    const name = type.name.value;
    for (const field of type.fields ?? []) {
      const coordinate = `${name}.${field.name.value}`;
      const graphs = servers.get(coordinate) ?? [];
      for (const graph of graphs) {
        const plugin = vendors.get(graph);
        if (plugin === undefined) continue;
        const joined = joinsIn(field.directives, 'join__field').find((join) => join.graph === graph);
        const keys = joinsIn(type.directives, 'join__type').filter((join) => join.graph === graph);
        // A key that others know as well is told by them: it needs nobody's leave that a vendor knows it too.
        if (graphs.length > 1 && (keyed.get(graph)?.has(coordinate) ?? false)) continue;
        const coordinates = [
          ...keys.flatMap(({ key }) => givenBy(name, key ?? null, graph)),
          ...givenBy(name, joined?.requires ?? null, graph),
          ...heldBy(plugin, coordinate),
        ];
        const known = feeds.get(coordinate) ?? [];
        feeds.set(coordinate, [...known, { plugin, coordinates: [...new Set(coordinates)] }]);
      }
    }
  }
  return feeds;
}
