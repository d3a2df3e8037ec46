import { type Data, isData, ownValue } from './data.ts';

/** Place in an answer: response keys and list indices from the root. */
export type Place = readonly (string | number)[];

/**
 * Every object at a path, each once, in order of its first place; `@` enters lists. Nulls, and what is not of the shape it should be, lead
 * nowhere. `mayRepeat` says behind which elements of the path the same value can stand at several places: entities that were told once.
 */
export function objectsAt(root: Data, path: readonly string[], mayRepeat: readonly boolean[]): Data[] {
  let level: unknown[] = [root];
  for (const [index, key] of path.entries()) {
    const next: unknown[] = [];
    for (const value of level) {
      if (key === '@') {
        if (!Array.isArray(value)) continue;
        for (const element of value) if (element !== null && element !== undefined) next.push(element);
      } else if (isData(value)) {
        const below = ownValue(value, key);
        if (below !== null && below !== undefined) next.push(below);
      }
    }
    level = mayRepeat[index] && next.length > 1 ? [...new Set(next)] : next;
  }
  return level.filter(isData);
}

/** Where an object stands. */
export interface Occurrence {
  /** First place. */
  readonly place: Place;
  /** Number of places. */
  count: number;
}

/** Where each object at a path stands; needed only when something went wrong. */
export function placesAt(root: Data, path: readonly string[]): ReadonlyMap<Data, Occurrence> {
  const places = new Map<Data, Occurrence>();
  const walk = (value: unknown, from: number, place: Place): void => {
    const key = path[from];
    if (key === undefined) {
      if (!isData(value)) return;
      const known = places.get(value);
      if (known) known.count += 1;
      else places.set(value, { place, count: 1 });
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
