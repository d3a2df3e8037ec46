import { namedCoordinates } from '../operation/named-coordinates.ts';
import type { ReadyOperation } from '../operation/ready-operation.ts';
import type { Variant } from '../policy/variant.ts';

/** What usage counts. */
export type Asked = Pick<ReadyOperation, 'documentDigest' | 'coordinates' | 'name'>;

const known = new WeakMap<Variant, Asked>();

/** Without what was refused: who is shown nothing of a field loses nothing by its end, or anybody could hold up a vendor's removals by asking in vain. Refused alike counts as a document of its own. */
export function askedOf(operation: ReadyOperation, served: Variant | undefined): Asked {
  if (!served || served.without.length === 0) return operation;
  let asked = known.get(served);
  if (!asked) {
    const { document, digest: documentDigest } = served;
    const coordinates = served.isEmpty ? [] : namedCoordinates(document, operation.schema);
    asked = { documentDigest, coordinates, name: operation.name };
    known.set(served, asked);
  }
  return asked;
}
