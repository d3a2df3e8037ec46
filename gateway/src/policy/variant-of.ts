import { createHash } from 'node:crypto';
import type { ReadyOperation } from '../operation/ready-operation.ts';
import { asksAtRoot, asksForData, pruneDocument } from './prune-document.ts';
import { refusedPositions } from './refused-positions.ts';
import type { Variant } from './variant.ts';

/** What is left of an operation without these coordinates; made once per distinct set while it is kept. */
export function variantOf(operation: ReadyOperation, coordinates: readonly string[]): Variant {
  const key = [...coordinates].sort().join(' ');
  const known = operation.variants.get(key);
  if (known) return known;
  const refused = new Set(coordinates);
  const { schema } = operation;
  const document = refused.size === 0 ? operation.document : pruneDocument(operation.document, schema, refused);
  const variant: Variant = {
    digest: createHash('sha256').update(operation.digest).update('\0').update(key).digest('hex'),
    operationName: operation.name,
    refused,
    document,
    whole: operation.document,
    isEmpty: refused.size > 0 && !(operation.type === 'mutation' ? asksAtRoot(document) : asksForData(document)),
    executable: null,
    onPrepared: operation.onPrepared,
    positions: refused.size === 0 ? [] : refusedPositions(operation.document, schema, refused),
  };
  operation.variants.set(key, variant);
  return variant;
}

/** The variant of those who are refused nothing: most of them. */
export function wholeOf(operation: ReadyOperation): Variant {
  const known = wholes.get(operation);
  if (known) return known;
  const variant = variantOf(operation, []);
  wholes.set(operation, variant);
  return variant;
}

const wholes = new WeakMap<ReadyOperation, Variant>();
