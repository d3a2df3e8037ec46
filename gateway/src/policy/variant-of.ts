import { createHash } from 'node:crypto';
import type { FieldNode } from 'graphql';
import type { ReadyOperation } from '../operation/ready-operation.ts';
import { asksAtRoot, asksForData, pruneDocument } from './prune-document.ts';
import { refusedFields, refusing } from './refused-fields.ts';
import { refusedPositions } from './refused-positions.ts';
import type { Variant } from './variant.ts';

/** What is left of an operation without some of what it is guarded for, by id; made once per distinct set while it is kept. */
export function variantOf(operation: ReadyOperation, without: readonly string[]): Variant {
  if (without.length === 0) return wholeOf(operation);
  const key = keyOf(without);
  const known = operation.variants.get(key);
  if (known) return known;
  const variant = made(operation, without);
  operation.variants.set(key, variant);
  return variant;
}

const keyOf = (without: readonly string[]): string => [...without].sort().join(' ');

function made(operation: ReadyOperation, without: readonly string[]): Variant {
  const { schema, document: whole } = operation;
  const isWhole = without.length === 0;
  const refuses = refusing(operation, without);
  const document = isWhole ? whole : pruneDocument(whole, schema, refuses);
  return {
    digest: createHash('sha256').update(operation.digest).update('\0').update(keyOf(without)).digest('hex'),
    operationName: operation.name,
    without,
    refused: isWhole ? NONE : refusedFields(whole, schema, refuses),
    document,
    whole,
    isEmpty: !isWhole && !(operation.type === 'mutation' ? asksAtRoot(document) : asksForData(document)),
    executable: null,
    isForgotten: false,
    onPrepared: operation.onPrepared,
    positions: isWhole ? [] : refusedPositions(whole, schema, refuses),
  };
}

const NONE: ReadonlySet<FieldNode> = new Set();

/** The variant of those who are refused nothing: most of them. It is kept as long as its operation. */
export function wholeOf(operation: ReadyOperation): Variant {
  const known = wholes.get(operation);
  if (known) return known;
  const variant = made(operation, []);
  wholes.set(operation, variant);
  return variant;
}

const wholes = new WeakMap<ReadyOperation, Variant>();

/** All that are kept. */
export function* variantsOf(operation: ReadyOperation): Iterable<Variant> {
  const whole = wholes.get(operation);
  if (whole) yield whole;
  yield* operation.variants.values();
}

/** Its plan has to be made, and is not the first of its operation, for which the text was paid. */
export function isPlannedBeside(operation: ReadyOperation, variant: Variant): boolean {
  if (variant.executable !== null) return false;
  for (const { executable } of variantsOf(operation)) if (executable !== null) return true;
  return false;
}
