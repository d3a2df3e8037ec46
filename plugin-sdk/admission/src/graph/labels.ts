import { isSensitivityLevel, SENSITIVITY_LEVELS, type SensitivityLevel } from '@citygraph/contract';
import type { ConstDirectiveNode } from 'graphql';
import { argument, textOf } from '../document/links.ts';

import { coordinatesIn } from './field-set.ts';
import type { Graph, GraphField, GraphType } from './graph.ts';
import { possibleTypes } from './possible-types.ts';

/** The label that is written on an element: null for none, and for a level that nobody knows. */
export function writtenLevel(graph: Graph, { directives }: WithDirectives): SensitivityLevel | null {
  const { sensitivity } = graph.labels;
  const label = directives?.find(({ name }) => name.value === sensitivity);
  const level = label && textOf(argument(label, 'level'));
  return isSensitivityLevel(level) ? level : null;
}

type WithDirectives = { readonly directives?: readonly ConstDirectiveNode[] };

/** A field's own label, or its type's; null: it has none. */
export function levelOfField(graph: Graph, field: GraphField): SensitivityLevel | null {
  const type = graph.types.get(field.type);
  return writtenLevel(graph, field.node) ?? (type ? writtenLevel(graph, type.node) : null);
}

/** What protects a coordinate: an interface's field is as sensitive as any of its implementations; what nobody labelled is S4. */
export function levelOf(graph: Graph, coordinate: string): SensitivityLevel {
  const [typeName = '', fieldName = ''] = coordinate.split('.');
  const type = graph.types.get(typeName);
  const field = type?.fields.get(fieldName);
  if (!type || !field) return 'S4';
  if (type.node.kind !== 'InterfaceTypeDefinition') return levelOfField(graph, field) ?? 'S4';
  const levels = possibleTypes(graph, typeName).map((name) => levelOf(graph, `${name}.${fieldName}`));
  return levels.reduce(higher, writtenLevel(graph, field.node) ?? (levels.length > 0 ? 'S1' : 'S4'));
}

function higher(a: SensitivityLevel, b: SensitivityLevel): SensitivityLevel {
  return SENSITIVITY_LEVELS.indexOf(a) >= SENSITIVITY_LEVELS.indexOf(b) ? a : b;
}

/** S2 and beyond: it may be refused, and is null then. */
export function isRefusable(level: SensitivityLevel | null): boolean {
  return level !== null && level !== 'S1';
}

export function isExtensible({ labels }: Graph, { node }: GraphType): boolean {
  return node.directives?.some(({ name }) => name.value === labels.extensible) ?? false;
}

/** People, households and the like, whose keys are sealed per receiver. */
export function isPairwise({ labels }: Graph, type: GraphType | undefined): boolean {
  return type?.node.directives?.some(({ name }) => name.value === labels.pairwise) ?? false;
}

/** The keys of people and the like, which are sealed per receiver: each is personal, however public its label. */
export function isPairwiseKey(graph: Graph, coordinate: string): boolean {
  const [typeName = ''] = coordinate.split('.');
  const type = graph.types.get(typeName);
  if (!type || !isPairwise(graph, type)) return false;
  return type.joins.some(({ key }) => key !== null && coordinatesIn(graph, typeName, key).includes(coordinate));
}
