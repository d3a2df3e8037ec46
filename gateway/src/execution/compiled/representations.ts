import type { RequiredSelection, Rewrite } from '../../operation/planning/query-plan.ts';
import { type Data, isData, isPeculiar, ownValue } from './data.ts';
import { rewriter } from './rewrite-data.ts';
import type { SupergraphTypes } from './supergraph-types.ts';

/** What a fetch sends for the objects it is about. */
export interface Representations {
  /** For each object the index of its representation; -1: it is no entity of this fetch, or misses what the fetch needs. */
  readonly indices: readonly number[];
  /** JSON texts, each once. */
  readonly texts: readonly string[];
}

export type Represent = (entities: readonly Data[]) => Representations;

/** Compiles what a fetch requires, once per type of entity that it meets. */
export function representer(
  requires: readonly RequiredSelection[],
  rewrites: readonly Rewrite[] | undefined,
  types: SupergraphTypes,
  /** For strangers: with their own ids of people; null: it is not sent. */
  seal?: (representation: Data, source: Data) => Data | null,
): Represent {
  const rewrite = rewriter(rewrites, types);
  const isPlain = !rewrite && !seal;
  const shapes = new Map<string, Shape>();
  const shapeOf = (typename: string): Shape => {
    let shape = shapes.get(typename);
    if (!shape) {
      shape = shapeFor(requires, typename, types, !isPlain);
      shapes.set(typename, shape);
    }
    return shape;
  };
  const write = (entity: Data, { groups }: Shape): string | null => {
    if (isPlain) return written(entity, groups, types);
    const representation = representationFor(entity, requires, types);
    const given = representation && seal ? seal(representation, entity) : representation;
    if (given === null) return null;
    rewrite?.(given);
    return JSON.stringify(given);
  };

  return (entities) => {
    const indices: number[] = [];
    const texts: string[] = [];
    /** By the whole text, and by the value of the key where that is all there is. */
    const byText = new Map<string, number>();
    const byKey = new Map<Shape, Map<unknown, number>>();
    const added = (text: string): number => {
      let index = byText.get(text);
      if (index === undefined) {
        index = texts.push(text) - 1;
        byText.set(text, index);
      }
      return index;
    };
    for (const entity of entities) {
      const { __typename } = entity;
      const shape = typeof __typename === 'string' ? shapeOf(__typename) : null;
      if (!shape?.isEntity) {
        indices.push(-1);
        continue;
      }
      const { key } = shape;
      const value = key === null ? undefined : entity[key];
      const isSimple = typeof value === 'string' || typeof value === 'number';
      let known = isSimple ? byKey.get(shape) : undefined;
      const index = known?.get(value);
      if (index !== undefined) {
        indices.push(index);
        continue;
      }
      const text = write(entity, shape);
      const fresh = text === null ? -1 : added(text);
      indices.push(fresh);
      if (!isSimple) continue;
      if (!known) {
        known = new Map();
        byKey.set(shape, known);
      }
      known.set(value, fresh);
    }
    return { indices, texts };
  };
}

/** What is sent for the entities of one type. */
interface Shape {
  /** Each is sent when the entity has all of it: conditions of the query may have left one out. */
  readonly groups: readonly (readonly Part[])[];
  readonly isEntity: boolean;
  /** The one field, besides the type's name, that entities differ by; null: there are more. */
  readonly key: string | null;
}

/** A field of a representation: `"id":` and what is selected of it. */
interface Part {
  readonly key: string;
  readonly prefix: string;
  readonly selections: readonly RequiredSelection[] | null;
}

function shapeFor(
  requires: readonly RequiredSelection[],
  typename: string,
  types: SupergraphTypes,
  isRewritten: boolean,
): Shape {
  const groups = groupsFor(requires, typename, types);
  const isEntity = groups.some((parts) => parts.some(({ key }) => key === '__typename'));
  const [only, ...others] = groups.length === 1 ? (groups[0] ?? []).filter(({ key }) => key !== '__typename') : [];
  const isSimple = only?.selections === null && others.length === 0 && !isRewritten && !isPeculiar(only.key);
  return { groups, isEntity, key: isSimple ? only.key : null };
}

/** The fields that each applicable condition asks for, those of the conditions around it included. */
function groupsFor(
  selections: readonly RequiredSelection[],
  typename: string,
  types: SupergraphTypes,
  around: readonly Part[] = [],
): Part[][] {
  const own = new Map(around.map((part) => [part.key, part]));
  for (const selection of selections) {
    if (selection.kind === 'InlineFragment') continue;
    const key = selection.alias ?? selection.name;
    own.set(key, { key, prefix: `${JSON.stringify(key)}:`, selections: selection.selections ?? null });
  }
  const parts = [...own.values()];
  const inner = selections.flatMap((selection) =>
    selection.kind === 'InlineFragment' && selection.typeCondition && types.holds(selection.typeCondition, typename)
      ? groupsFor(selection.selections, typename, types, parts)
      : [],
  );
  return parts.length > around.length ? [parts, ...inner] : inner;
}

function written(entity: Data, groups: readonly (readonly Part[])[], types: SupergraphTypes): string | null {
  const has = (parts: readonly Part[]) => parts.every(({ key }) => ownValue(entity, key) !== undefined);
  const [only, ...others] = groups;
  if (only && others.length === 0) return has(only) ? textOf(entity, only, types) : null;
  const parts = new Map<string, Part>();
  for (const part of groups.filter(has).flat()) {
    const known = parts.get(part.key)?.selections;
    const { selections } = part;
    parts.set(part.key, known && selections ? { ...part, selections: [...known, ...selections] } : part);
  }
  return parts.has('__typename') ? textOf(entity, [...parts.values()], types) : null;
}

function textOf(entity: Data, parts: readonly Part[], types: SupergraphTypes): string {
  let text = '{';
  for (const { key, prefix, selections } of parts) {
    const value = ownValue(entity, key);
    if (text.length > 1) text += ',';
    text += prefix;
    text += JSON.stringify(selections === null || typeof value !== 'object' ? value : partOf(value, selections, types));
  }
  return `${text}}`;
}

const partOf = (value: unknown, selections: readonly RequiredSelection[], types: SupergraphTypes): unknown =>
  Array.isArray(value)
    ? value.map((element) => representationOf(element, selections, types))
    : representationOf(value, selections, types);

/** What would be sent for an object; null: nothing. */
export function representationFor(
  entity: Data,
  requires: readonly RequiredSelection[],
  types: SupergraphTypes,
): Data | null {
  const representation = representationOf(entity, requires, types);
  return representation?.__typename ? representation : null;
}

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
      Object.assign(representation, representationOf(value, selection.selections, types));
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
