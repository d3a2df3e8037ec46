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
): Represent {
  const rewrite = rewriter(rewrites, types);
  const shapes = new Map<string, Shape>();
  const shapeOf = (typename: string): Shape => {
    let shape = shapes.get(typename);
    if (!shape) {
      shape = shapeFor(requires, typename, types, rewrite !== null);
      shapes.set(typename, shape);
    }
    return shape;
  };
  const write = (entity: Data, { parts }: Shape): string | null => {
    if (!rewrite) return written(entity, parts, types);
    const representation = representationOf(entity, requires, types);
    if (!representation?.__typename) return null;
    rewrite(representation);
    return JSON.stringify(representation);
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
  readonly parts: readonly Part[];
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
  const parts = partsFor(requires, typename, types);
  const isEntity = parts.some(({ key }) => key === '__typename');
  const [only, ...others] = parts.filter(({ key }) => key !== '__typename');
  const isSimple = only?.selections === null && others.length === 0 && !isRewritten && !isPeculiar(only.key);
  return { parts, isEntity, key: isSimple ? only.key : null };
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
    text += JSON.stringify(selections === null || typeof value !== 'object' ? value : partOf(value, selections, types));
  }
  return `${text}}`;
}

const partOf = (value: unknown, selections: readonly RequiredSelection[], types: SupergraphTypes): unknown =>
  Array.isArray(value)
    ? value.map((element) => representationOf(element, selections, types))
    : representationOf(value, selections, types);

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
