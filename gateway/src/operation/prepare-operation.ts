import {
  type DocumentNode,
  GraphQLError,
  getOperationAST,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
  separateOperations,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import { guardedPlaces } from '../policy/guarded-places.ts';
import { isOpen, type Need } from '../policy/need.ts';
import { namesSomebody } from '../policy/pairwise/app-ids.ts';
import { forget, type Variant } from '../policy/variant.ts';
import type { Graph } from '../supergraph/load-supergraph.ts';
import { BoundedCache } from './bounded-cache.ts';
import { measureDocument } from './measure-document.ts';
import { namedCoordinates } from './named-coordinates.ts';
import { operationCost } from './operation-cost.ts';
import type { ReadyOperation } from './ready-operation.ts';
import type { TrustedDocuments } from './trusted-documents.ts';

/** At most this many refused sets of a document are kept as plans, those that were used last; others are made anew (ADR 27). */
const VARIANTS = 16;

/** Chooses the operation and gathers what it demands. The document is valid already. */
export function prepareOperation(
  document: DocumentNode,
  operationName: string | null,
  digest: string,
  { apiSchema, needs, weights }: Pick<Graph, 'apiSchema' | 'needs' | 'weights'>,
  isTrusted: TrustedDocuments,
  onPrepared: (bytes: number) => void = () => {},
): ReadyOperation {
  const operation = chosenOperation(document, operationName);
  const own = separateOperations(document)[operation.name?.value ?? ''] ?? document;
  const needed = new Map<string, Need>();
  const typeInfo = new TypeInfo(apiSchema);
  visit(
    own,
    visitWithTypeInfo(typeInfo, {
      Field(field) {
        const need = needs.byCoordinate.get(`${typeInfo.getParentType()?.name}.${field.name.value}`);
        if (need && !isOpen(need)) needed.set(need.coordinate, need);
      },
    }),
  );
  const asked = guardedPlaces([...needed.values()], own, apiSchema, needs.ways);
  const roots = rootFields(own, operation.selectionSet);
  return {
    digest: `${digest}:${operation.name?.value ?? ''}`,
    documentDigest: Buffer.from(digest, 'base64url').toString('hex'),
    coordinates: namedCoordinates(own, apiSchema),
    name: operation.name?.value ?? null,
    type: operation.operation,
    ...asked,
    schema: apiSchema,
    isIntrospection: roots.every((name) => name.startsWith('__')),
    asksSchema: roots.some((name) => name === '__schema' || name === '__type'),
    namesSomebody: namesSomebody(own),
    trusted: isTrusted(document),
    depth: measureDocument(own).depth,
    cost: operationCost(own, apiSchema, weights),
    variants: new BoundedCache<string, Variant>(VARIANTS, forget),
    onPrepared,
  };
}

function chosenOperation(document: DocumentNode, operationName: string | null): OperationDefinitionNode {
  const operation = getOperationAST(document, operationName);
  if (operation) return operation;
  const message = operationName
    ? `There is no operation named ${JSON.stringify(operationName)} in the document.`
    : 'The document has several operations: say which one with operationName.';
  throw new GraphQLError(message, { extensions: { code: 'OPERATION_RESOLUTION_FAILURE' } });
}

function rootFields(document: DocumentNode, { selections }: SelectionSetNode): string[] {
  return selections.flatMap((selection) => {
    if (selection.kind === Kind.FIELD) return [selection.name.value];
    if (selection.kind === Kind.INLINE_FRAGMENT) return rootFields(document, selection.selectionSet);
    const fragment = document.definitions.find(
      (definition) => definition.kind === Kind.FRAGMENT_DEFINITION && definition.name.value === selection.name.value,
    );
    return fragment?.kind === Kind.FRAGMENT_DEFINITION ? rootFields(document, fragment.selectionSet) : [];
  });
}
