import { type FieldNode, Kind, type OperationDefinitionNode, type SelectionNode, type TypeNode } from 'graphql';
import { type Cost, type Sized, worth } from '../../../operation/operation-cost.ts';
import { hubScalar } from '../../../supergraph/adopt-scalars.ts';
import { SPECIFIED_LEAVES } from '../complete-leaf.ts';
import { type Data, isData, markLedTo, ownValue } from '../data.ts';
import { responseKey } from '../subfetch.ts';
import type { Boundary } from './boundary.ts';
import { LONGEST_LIST, longestOf, sizedIn } from './list-lengths.ts';

/** Where a reply is not what was asked for. */
export type Place = readonly (string | number)[];

/** One reading of a reply. */
export interface Reading {
  /** Where it is wrong: of one entity or, at the root, of the whole reply. */
  readonly flaws: Place[];
  /** With defaults: how long lists may be can depend on them. */
  readonly variables: Readonly<Record<string, unknown>>;
}

/** A vendor's reply as a department could have given it: what was asked for, of the types it declared, and nothing else. */
export interface Projection {
  /** The fields at the root. */
  root(data: unknown, reading: Reading): Data | null;
  /** One entity, of the type that it was asked for as; what it says of that itself does not count. */
  entity(value: unknown, typename: string, reading: Reading): Data | null;
  /** As much of an error's path as leads through response keys that were asked for. */
  knownPath(path: Place): Place;
}

/** A value → what may be kept of it; `undefined`: it is left out. */
type Project = (value: unknown, reading: Reading, path: (string | number)[]) => unknown;

interface FieldProjection {
  readonly key: string;
  readonly project: Project;
  /** A condition of the query may have left it out. */
  readonly isConditional: boolean;
  /** It says who the object is, under an id of the vendor's. */
  readonly isPairwise: boolean;
}

/** So many flaws of one reply are told; the rest are nulls all the same. */
const FLAWS = 10;

/** Compiles what a vendor's reply to an operation may look like, once per fetch. */
export function projectionOf(operation: OperationDefinitionNode, rootType: string, boundary: Boundary): Projection {
  const { selections } = operation.selectionSet;
  const keys = new Set<string>();
  collectKeys(selections, keys);
  // A fetch of entities has none of the root type's own fields.
  const root = lazily(() => objectProjection(rootType, selections, boundary, null));
  const entitySelections = selections.flatMap((selection) =>
    selection.kind === Kind.FIELD ? (selection.selectionSet?.selections ?? []) : [],
  );
  const entities = new Map<string, Project>();
  return {
    root: (data, reading) => root(data, reading, []) as Data | null,
    entity(value, typename, reading) {
      let project = entities.get(typename);
      if (!project) {
        project = objectProjection(typename, entitySelections, boundary, null, boundary.view.keyFields(typename));
        entities.set(typename, project);
      }
      return project(value, reading, []) as Data | null;
    },
    knownPath(path) {
      const unknown = path.findIndex((key) => typeof key === 'string' && !keys.has(key));
      return unknown < 0 ? path : path.slice(0, unknown);
    },
  };
}

function collectKeys(selections: readonly SelectionNode[], keys: Set<string>): void {
  for (const selection of selections) {
    if (selection.kind === Kind.FIELD) keys.add(responseKey(selection));
    if (selection.kind !== Kind.FRAGMENT_SPREAD && selection.selectionSet) {
      collectKeys(selection.selectionSet.selections, keys);
    }
  }
}

/** `sized` is what a connection says of the lists in it; `except`: fields that the hub knows already, and better. */
function objectProjection(
  type: string,
  selections: readonly SelectionNode[],
  boundary: Boundary,
  sized: Sized | null,
  except: ReadonlySet<string> | null = null,
): Project {
  const pairwise = boundary.pairwiseFields(type);
  const fields = fieldsFor(type, selections, boundary, false)
    .filter(({ nodes: [node] }) => !except?.has(node.name.value))
    .map(({ key, nodes, isConditional }): FieldProjection => {
      const name = nodes[0].name.value;
      if (name === '__typename') return { key, isConditional, isPairwise: false, project: () => type };
      const declared = boundary.view.fieldType(type, name);
      if (!declared) throw new Error(`The plugin does not have the field ${type}.${name}.`);
      const below = nodes.flatMap(({ selectionSet }) => selectionSet?.selections ?? []);
      const isPairwise = pairwise?.has(name) ?? false;
      const longest = longestOf(type, nodes[0], boundary, sized);
      const inner = sizedIn(type, nodes[0], boundary);
      const project = isPairwise
        ? openedKey(type, boundary)
        : valueProjection(declared, { below, inner, longest }, boundary);
      return { key, isConditional, isPairwise, project };
    });
  return (value, reading, path) => {
    if (value === null) return null;
    if (!isData(value)) return flawed(reading, path);
    const projected: Data = {};
    if (pairwise) markLedTo(projected);
    for (const { key, project, isConditional, isPairwise } of fields) {
      const given = ownValue(value, key);
      if (given === undefined && isConditional) continue;
      path.push(key);
      const kept = project(given ?? null, reading, path);
      path.pop();
      // Somebody whom the hub does not know under this id is nobody.
      if (isPairwise && kept === null) return null;
      projected[key] = kept;
    }
    return projected;
  };
}

interface CollectedField {
  readonly key: string;
  readonly nodes: readonly [FieldNode, ...FieldNode[]];
  readonly isConditional: boolean;
}

/** The fields that a selection has for one object type. */
function fieldsFor(
  type: string,
  selections: readonly SelectionNode[],
  boundary: Boundary,
  isConditional: boolean,
): CollectedField[] {
  const collected = new Map<string, CollectedField>();
  const add = ({ key, nodes, isConditional: maybe }: CollectedField) => {
    const known = collected.get(key);
    collected.set(
      key,
      known
        ? { key, nodes: [...known.nodes, ...nodes], isConditional: known.isConditional && maybe }
        : { key, nodes, isConditional: maybe },
    );
  };
  for (const selection of selections) {
    const maybe = isConditional || (selection.directives ?? []).length > 0;
    if (selection.kind === Kind.FIELD) {
      add({ key: responseKey(selection), nodes: [selection], isConditional: maybe });
    } else if (selection.kind === Kind.INLINE_FRAGMENT) {
      const condition = selection.typeCondition?.name.value ?? type;
      if (condition !== type && !boundary.view.members(condition).has(type)) continue;
      for (const field of fieldsFor(type, selection.selectionSet.selections, boundary, maybe)) add(field);
    } else {
      throw new Error('The planner made a fetch with a named fragment, which replies are not read by.');
    }
  }
  return [...collected.values()];
}

/** What was asked of a field. */
interface Below {
  readonly below: readonly SelectionNode[];
  /** Of the lists in it, when it is a connection. */
  readonly inner: Sized | null;
  /** Elements that it may have, if it is a list. */
  readonly longest: Cost;
}

function valueProjection(type: TypeNode, asked: Below, boundary: Boundary): Project {
  const { below, inner, longest } = asked;
  if (type.kind === Kind.NON_NULL_TYPE) {
    const project = valueProjection(type.type, asked, boundary);
    return (value, reading, path) => (value === null ? flawed(reading, path) : project(value, reading, path));
  }
  if (type.kind === Kind.LIST_TYPE) {
    const project = valueProjection(type.type, { ...asked, longest: LONGEST_LIST }, boundary);
    return (value, reading, path) => {
      if (value === null) return null;
      if (!Array.isArray(value)) return flawed(reading, path);
      // Whoever asks was charged for so many, and departments may be asked about each.
      const most = worth(longest, reading.variables);
      if (value.length > most) flawed(reading, path);
      return value.slice(0, most).map((element: unknown, index) => {
        path.push(index);
        const projected = project(element ?? null, reading, path);
        path.pop();
        return projected;
      });
    };
  }
  const name = type.name.value;
  switch (boundary.view.kindOf(name)) {
    case 'object':
      return lazily(() => objectProjection(name, below, boundary, inner));
    case 'abstract':
      return abstractProjection(name, below, boundary, inner);
    case 'enum':
      return leaf((value) => typeof value === 'string' && boundary.view.values(name).has(value));
    case 'scalar':
      return leaf(SPECIFIED_LEAVES[name] ?? customScalar(name));
    default:
      throw new Error(`The plugin does not have the type ${name}.`);
  }
}

function abstractProjection(
  name: string,
  below: readonly SelectionNode[],
  boundary: Boundary,
  inner: Sized | null,
): Project {
  const byType = new Map<string, Project>();
  const members = boundary.view.members(name);
  return (value, reading, path) => {
    if (value === null) return null;
    const typename = isData(value) ? ownValue(value, '__typename') : undefined;
    if (typeof typename !== 'string' || !members.has(typename)) return flawed(reading, path);
    let project = byType.get(typename);
    if (!project) {
      project = objectProjection(typename, below, boundary, inner);
      byType.set(typename, project);
    }
    return project(value, reading, path);
  };
}

function openedKey(type: string, boundary: Boundary): Project {
  return (value, reading, path) => {
    const key = typeof value === 'string' ? boundary.open(type, value) : null;
    return key ?? flawed(reading, path);
  };
}

const leaf =
  (fits: (value: unknown) => boolean): Project =>
  (value, reading, path) =>
    value === null || fits(value) ? value : flawed(reading, path);

/** The hub's own scalars are read as departments read them; of others only what is no object is a leaf. */
function customScalar(name: string): (value: unknown) => boolean {
  const scalar = hubScalar(name);
  if (!scalar) return (value) => typeof value !== 'object';
  return (value) => {
    try {
      scalar.parseValue(value);
      return true;
    } catch {
      return false;
    }
  };
}

/** Types can lead back to themselves; what is never seen is never made. */
function lazily(make: () => Project): Project {
  let made: Project | null = null;
  return (value, reading, path) => {
    made ??= make();
    return made(value, reading, path);
  };
}

function flawed({ flaws }: Reading, path: Place): null {
  if (flaws.length < FLAWS) flaws.push([...path]);
  return null;
}
