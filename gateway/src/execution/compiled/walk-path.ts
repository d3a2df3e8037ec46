import { type Data, isData, ownValue } from './data.ts';

/** Place in an answer: response keys and list indices from the root. */
export type Place = readonly (string | number)[];

/** Every object at a path, in order; `@` enters lists. Nulls, and what is not of the shape it should be, lead nowhere. */
export function objectsAt(value: unknown, path: readonly string[], from: number, into: Data[]): void {
  let at = value;
  for (let index = from; index < path.length; index += 1) {
    const key = path[index] as string;
    if (key === '@') {
      if (!Array.isArray(at)) return;
      for (const element of at) objectsAt(element, path, index + 1, into);
      return;
    }
    if (!isData(at)) return;
    at = ownValue(at, key);
  }
  if (isData(at)) into.push(at);
}

/** The places of the objects that `objectsAt` finds, in the same order; needed only when something went wrong. */
export function placesAt(root: unknown, path: readonly string[]): Place[] {
  const places: Place[] = [];
  const walk = (value: unknown, from: number, place: Place): void => {
    const key = path[from];
    if (key === undefined) {
      if (isData(value)) places.push(place);
    } else if (key === '@') {
      if (!Array.isArray(value)) return;
      for (const [index, element] of value.entries()) walk(element, from + 1, [...place, index]);
    } else if (isData(value)) {
      walk(ownValue(value, key), from + 1, [...place, key]);
    }
  };
  walk(root, 0, []);
  return places;
}

/** What the fetches of a plan write below a place, as a tree of response keys; lists are seen through. */
export interface Spine {
  readonly [key: string]: Spine;
}

/** null: nothing is written there. */
export function spineOf(paths: readonly (readonly string[])[]): Spine | null {
  if (paths.length === 0) return null;
  const root: Record<string, Spine> = Object.create(null);
  for (const path of paths) {
    let at = root;
    for (const key of path) {
      const below: Record<string, Spine> = (at[key] as Record<string, Spine> | undefined) ?? Object.create(null);
      at[key] = below;
      at = below;
    }
  }
  return root;
}

/**
 * A copy of an answer that may be written to along the spine; everything beside it stays shared. Answers that several requests wait for
 * are read only.
 */
export function ownedAlong<T>(value: T, spine: Spine): T {
  if (Array.isArray(value)) return value.map((element: unknown) => ownedAlong(element, spine)) as T;
  if (!isData(value)) return value;
  const copy: Data = { ...value };
  for (const key in spine) {
    if (Object.hasOwn(copy, key)) copy[key] = ownedAlong(copy[key], spine[key] as Spine);
  }
  return copy as T;
}
