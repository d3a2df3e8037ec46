import type { ToldPerson } from '../../engine.ts';
import type { Data } from '../data.ts';
import { isData } from '../data.ts';
import type { SupergraphTypes } from '../supergraph-types.ts';
import { holdsPerson } from './argument-persons.ts';
import type { Boundary } from './boundary.ts';

/** What is known of types when representations are sealed. */
export interface SealingTypes {
  /** Named types of fields, by `Type.field`. */
  readonly fields: ReadonlyMap<string, string>;
  readonly kindOf: SupergraphTypes['kindOf'];
}

/**
 * A representation with its pairwise keys sealed for the vendor that gets it, at any depth. `source` is what it was taken from: its objects say their own types, for they
 * come from departments, where the representation leaves that out. null: of something in it nobody knows what it is, so it may be somebody, or it holds somebody's key where
 * none belongs; it is not sent.
 */
export const sealed = (value: Data, source: Data, boundary: Boundary, types: SealingTypes): Data | null =>
  withKeys(value, source, { types, boundary, each: (type, key) => boundary.seal(type, key) });

/** Whom a representation names, the entity itself included, by the departments' keys. null: of something in it nobody knows what it is. */
export function personsIn(
  value: Data,
  source: Data,
  boundary: Boundary,
  types: SealingTypes,
): readonly ToldPerson[] | null {
  const persons: ToldPerson[] = [];
  const each = (type: string, key: string) => {
    persons.push({ type, key });
    return key;
  };
  return withKeys(value, source, { types, boundary, each }) && persons;
}

/** A copy in which each pairwise key is what `each` makes of it. */
function withKeys(value: Data, source: Data, walk: Walk): Data | null {
  try {
    return sealedObject(value, source, '', walk);
  } catch (error) {
    if (error instanceof Unknown) return null;
    throw error;
  }
}

class Unknown extends Error {}

interface Walk {
  readonly boundary: Boundary;
  readonly types: SealingTypes;
  readonly each: (type: string, key: string) => string;
}

function walked(value: unknown, source: unknown, type: string, walk: Walk): unknown {
  // A scalar may be an object too, and what is in it has no types: where that is somebody's key, nobody could seal it.
  if (walk.types.kindOf(type) === 'leaf') {
    if (holdsPerson(value)) throw new Unknown();
    return value;
  }
  if (Array.isArray(value)) {
    return value.map((element, index) => walked(element, Array.isArray(source) ? source[index] : null, type, walk));
  }
  return isData(value) ? sealedObject(value, isData(source) ? source : value, type, walk) : value;
}

function sealedObject(value: Data, source: Data, type: string, walk: Walk): Data {
  const { boundary, types, each } = walk;
  const own = source.__typename ?? value.__typename;
  const name = typeof own === 'string' ? own : type;
  if (types.kindOf(name) !== 'object') throw new Unknown();
  const pairwise = boundary.pairwiseFields(name);
  const copy: Data = {};
  for (const [key, inner] of Object.entries(value)) {
    if (pairwise?.has(key) && (typeof inner === 'string' || typeof inner === 'number')) {
      copy[key] = each(name, String(inner));
    } else {
      copy[key] = walked(inner, source[key], types.fields.get(`${name}.${key}`) ?? '', walk);
    }
  }
  return copy;
}
