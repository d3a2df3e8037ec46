import { createHash } from 'node:crypto';
import type { FieldNode } from 'graphql';
import type { ReadyOperation } from '../operation/ready-operation.ts';
import { asksAtRoot, asksForData, pruneDocument } from './prune-document.ts';
import { refusedFields, refusing } from './refused-fields.ts';
import { refusedPositions } from './refused-positions.ts';
import type { Variant } from './variant.ts';

/** What is left of an operation without some of what it is guarded for, by id; made once per distinct set while it is kept. */
export function variantOf(operation: ReadyOperation, without: readonly string[]): Variant {
  const key = [...without].sort().join(' ');
  const known = operation.variants.get(key);
  if (known) return known;
  const { schema, document: whole } = operation;
  const isWhole = without.length === 0;
  const refuses = refusing(operation, without);
  const document = isWhole ? whole : pruneDocument(whole, schema, refuses);
  const variant: Variant = {
    digest: createHash('sha256').update(operation.digest).update('\0').update(key).digest('hex'),
    operationName: operation.name,
    without,
    refused: isWhole ? NONE : refusedFields(whole, schema, refuses),
    document,
    whole,
    isEmpty: !isWhole && !(operation.type === 'mutation' ? asksAtRoot(document) : asksForData(document)),
    executable: null,
    onPrepared: operation.onPrepared,
    positions: isWhole ? [] : refusedPositions(whole, schema, refuses),
  };
  operation.variants.set(key, variant);
  return variant;
}

const NONE: ReadonlySet<FieldNode> = new Set();

/** The variant of those who are refused nothing: most of them. */
export function wholeOf(operation: ReadyOperation): Variant {
  const known = wholes.get(operation);
  if (known) return known;
  const variant = variantOf(operation, []);
  wholes.set(operation, variant);
  return variant;
}

const wholes = new WeakMap<ReadyOperation, Variant>();
