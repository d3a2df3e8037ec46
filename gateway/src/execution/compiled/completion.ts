import type { EngineError } from '../engine.ts';

/** Stands for a null that may not be where it is: the object or list around it becomes null. */
export const BUBBLE: unique symbol = Symbol('a null that climbs');

/** One completion of one answer. */
export interface Completion {
  /** Response keys and list indices down to what is being completed. */
  readonly path: (string | number)[];
  /** What is wrong with the data beyond what subgraphs said themselves. */
  readonly flaws: EngineError[];
  /** Counts nulls that have their reason already: a flaw was noted, or something below them was refused. */
  explained: number;
  /** How many nulls were put for each refused position, by the position's number. */
  readonly refused: number[];
  /** Types of objects that stood where an interface or union was asked for. */
  readonly stood: Set<string>;
  readonly variables: Readonly<Record<string, unknown>>;
  /** What the caller knows the key of a type by; null: as the departments do. */
  readonly sealFor: ((type: string, key: string) => string) | null;
  /** Of whom a vendor alone may tell the caller who it is; null: of anybody. */
  readonly mayLearn: ((type: string, key: string) => boolean) | null;
}

/** Data of a subgraph → part of the answer, null, or BUBBLE. `depth` is how much of `path` leads here. */
export type Complete = (value: unknown, completion: Completion, depth: number) => unknown;

/** Notes what is wrong at the place that is being completed. */
export function flaw(completion: Completion, depth: number, message: string): null {
  completion.flaws.push({ message, code: 'INTERNAL_ERROR', path: completion.path.slice(0, depth), count: 1 });
  completion.explained += 1;
  return null;
}

/** A vendor led to somebody, and who that is the caller may not learn from it: null, or what that makes of a key that may not be null. */
export function withheld(complete: Complete, completion: Completion, depth: number): unknown {
  const { flaws } = completion;
  const { length } = flaws;
  const value = complete(null, completion, depth);
  flaws.length = length;
  flaws.push({ ...WITHHELD, path: completion.path.slice(0, depth), count: 1 });
  completion.explained += 1;
  return value;
}

const WITHHELD = {
  message: 'A plugin led to somebody, and who that is it tells of yourself and of whom you stand for alone.',
  code: 'FORBIDDEN',
} as const;

/** A null climbed to here, and stays. */
export function settled(completion: Completion): null {
  completion.explained += 1;
  return null;
}
