import type { RequiredSelection, Rewrite } from '../../operation/planning/query-plan.ts';
import { type Data, isData, ownValue } from './data.ts';
import { rewriter } from './rewrite-data.ts';
import type { SupergraphTypes } from './supergraph-types.ts';

/** JSON text of an entity's representation; null: the object is no entity of this fetch, or misses what it needs. */
export type WriteRepresentation = (entity: Data) => string | null;

/** Compiles what a fetch requires, once per type of entity that it meets. */
export function representationWriter(
  requires: readonly RequiredSelection[],
  rewrites: readonly Rewrite[] | undefined,
  types: SupergraphTypes,
): WriteRepresentation {
  const rewrite = rewriter(rewrites, types);
  if (rewrite) {
    return (entity) => {
      const representation = representationOf(entity, requires, types);
      if (!representation?.__typename) return null;
      rewrite(representation);
      return JSON.stringify(representation);
    };
  }
  const byType = new Map<string, readonly Part[]>();
  return (entity) => {
    const typename = entity.__typename;
    if (typeof typename !== 'string') return null;
    let parts = byType.get(typename);
    if (!parts) {
      parts = partsFor(requires, typename, types);
      byType.set(typename, parts);
    }
    return parts.some(({ key }) => key === '__typename') ? written(entity, parts, types) : null;
  };
}

/** A field of a representation: `"id":` and where its value is found. */
interface Part {
  readonly key: string;
  readonly prefix: string;
  readonly selections: readonly RequiredSelection[] | null;
}

/** The fields for one type, those of nested conditions included, each once. */
function partsFor(selections: readonly RequiredSelection[], typename: string, types: SupergraphTypes): Part[] {
  const parts = new Map<string, Part>();
  const add = (list: readonly RequiredSelection[]): void => {
    for (const selection of list) {
      if (selection.kind === 'InlineFragment') {
        if (selection.typeCondition && types.holds(selection.typeCondition, typename)) add(selection.selections);
        continue;
      }
      const key = selection.alias ?? selection.name;
      const known = parts.get(key)?.selections;
      const own = selection.selections ?? null;
      parts.set(key, { key, prefix: `${JSON.stringify(key)}:`, selections: known && own ? [...known, ...own] : own });
    }
  };
  add(selections);
  return [...parts.values()];
}

function written(entity: Data, parts: readonly Part[], types: SupergraphTypes): string | null {
  let text = '{';
  for (const { key, prefix, selections } of parts) {
    const value = ownValue(entity, key);
    // The field failed where it may not be null: its entity is gone as well.
    if (value === undefined) return null;
    if (text.length > 1) text += ',';
    text += prefix;
    text +=
      typeof value === 'string' || selections === null || typeof value !== 'object'
        ? JSON.stringify(value)
        : nested(value, selections, types);
  }
  return `${text}}`;
}

const nested = (value: unknown, selections: readonly RequiredSelection[], types: SupergraphTypes): string =>
  JSON.stringify(
    Array.isArray(value)
      ? value.map((element) => representationOf(element, selections, types))
      : representationOf(value, selections, types),
  );

/** The selected part of a value, for what is nested and for what is rewritten; lists of objects element by element. */
function representationOf(
  value: unknown,
  selections: readonly RequiredSelection[],
  types: SupergraphTypes,
): Data | null {
  if (!isData(value)) return null;
  const representation: Data = {};
  for (const selection of selections) {
    if (selection.kind === 'InlineFragment') {
      const { typeCondition } = selection;
      const { __typename } = value;
      if (!typeCondition || typeof __typename !== 'string' || !types.holds(typeCondition, __typename)) continue;
      const part = representationOf(value, selection.selections, types);
      if (part === null) return null;
      Object.assign(representation, part);
      continue;
    }
    const key = selection.alias ?? selection.name;
    const found = ownValue(value, key);
    if (found === undefined) return null;
    const { selections: below } = selection;
    if (!below) representation[key] = found;
    else if (Array.isArray(found))
      representation[key] = found.map((element) => representationOf(element, below, types));
    else representation[key] = representationOf(found, below, types);
  }
  return representation;
}
