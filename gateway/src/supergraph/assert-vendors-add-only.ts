import { type DocumentNode, Kind } from 'graphql';
import { readGraphs } from './graphs.ts';
import { joinsIn, keyCoordinates, serversOf } from './joins.ts';

/**
 * A vendor adds fields of its own, and answers nobody else's. Admission refuses documents that do otherwise; a graph that was put together by hand, or signed by a hub that was
 * deceived, is refused here, for policy and evidence know each of a vendor's fields as its alone. Throws an Error that names the first.
 */
export function assertVendorsAddOnly(document: DocumentNode, vendors: readonly string[]): void {
  if (vendors.length === 0) return;
  const names = new Map(readGraphs(document).map(({ id, name }) => [id, name]));
  const isVendor = (graph: string | undefined): graph is string =>
    graph !== undefined && vendors.includes(names.get(graph) ?? '');
  const keyed = keyCoordinates(document);
  for (const type of document.definitions) {
    if (type.kind !== Kind.OBJECT_TYPE_DEFINITION && type.kind !== Kind.INTERFACE_TYPE_DEFINITION) continue;
    for (const { graph, isInterfaceObject } of joinsIn(type.directives, 'join__type')) {
      if (isVendor(graph) && isInterfaceObject === 'true') {
        throw new Error(`The plugin ${names.get(graph)} takes the interface ${type.name.value} for an object.`);
      }
    }
    for (const field of type.fields ?? []) {
      for (const { graph, override } of joinsIn(field.directives, 'join__field')) {
        if (isVendor(graph) && override !== undefined) {
          throw new Error(
            `The plugin ${names.get(graph)} takes ${type.name.value}.${field.name.value} over from ${override}.`,
          );
        }
      }
    }
    if (type.kind === Kind.INTERFACE_TYPE_DEFINITION) continue;
    for (const [coordinate, graphs] of serversOf(type)) {
      const vendor = graphs.find((graph) => isVendor(graph) && !keyed.get(graph)?.has(coordinate));
      const other = graphs.find((graph) => graph !== vendor);
      if (vendor === undefined || other === undefined) continue;
      throw new Error(`The plugin ${names.get(vendor)} answers ${coordinate}, which ${names.get(other)} answers.`);
    }
  }
}
