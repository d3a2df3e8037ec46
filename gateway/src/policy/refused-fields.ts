import { type DocumentNode, type FieldNode, type GraphQLSchema, TypeInfo, visit, visitWithTypeInfo } from 'graphql';
import type { ReadyOperation } from '../operation/ready-operation.ts';
import type { Guarded } from './need.ts';

/** By which id a field of the operation's document is refused, given its `Type.field`; null: it is not. */
export type Refuses = (coordinate: string, field: FieldNode) => string | null;

/** What of an operation is refused, by id. */
export function refusing({ guarded }: Pick<ReadyOperation, 'guarded'>, ids: readonly string[]): Refuses {
  const refused = new Set(ids);
  const byCoordinate = new Map<string, Guarded[]>();
  for (const need of guarded) {
    if (!refused.has(need.id)) continue;
    byCoordinate.set(need.coordinate, [...(byCoordinate.get(need.coordinate) ?? []), need]);
  }
  return (coordinate, field) =>
    byCoordinate.get(coordinate)?.find(({ fields }) => fields === null || fields.has(field))?.id ?? null;
}

/** The fields of a document that are refused. */
export function refusedFields(document: DocumentNode, schema: GraphQLSchema, refuses: Refuses): Set<FieldNode> {
  const fields = new Set<FieldNode>();
  const typeInfo = new TypeInfo(schema);
  visit(
    document,
    visitWithTypeInfo(typeInfo, {
      Field(field) {
        if (refuses(`${typeInfo.getParentType()?.name}.${field.name.value}`, field) !== null) fields.add(field);
      },
    }),
  );
  return fields;
}
