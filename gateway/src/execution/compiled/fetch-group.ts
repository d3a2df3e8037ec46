import type { ToldPerson } from '../engine.ts';
import type { Data } from './data.ts';
import { mergedBody, singleBody } from './merged-fetch.ts';
import type { WriteBody } from './request-body.ts';
import type { Subfetch } from './subfetch.ts';

/** What one fetch asks for in one run. */
export interface Demand {
  readonly fetch: Subfetch;
  /** Its number in the group. */
  readonly member: number;
  readonly targets: readonly Data[];
  /** For each target the index of its representation; -1: it has none. */
  readonly indices: readonly number[];
  /** JSON texts, each once. */
  readonly representations: readonly string[];
  /** Whom a vendor is told of by it. */
  readonly tells: readonly ToldPerson[];
}

/** Fetches to one subgraph that a plan starts together: those that have something to ask are sent as one request. */
export interface FetchGroup {
  readonly members: readonly Subfetch[];
  bodyOf(demands: readonly Demand[]): WriteBody;
}

/** Texts of a group are kept for so many of its combinations; conditions of a query can make more. */
const COMBINATIONS = 32;

export function fetchGroup(members: readonly Subfetch[]): FetchGroup {
  const bodies = new Map<string, WriteBody>();
  return {
    members,
    bodyOf(demands) {
      const key = demands.map(({ member }) => member).join();
      let body = bodies.get(key);
      if (!body) {
        const [only] = demands;
        body =
          demands.length === 1 && only
            ? singleBody(only.fetch)
            : mergedBody(
                demands.map(({ fetch }) => fetch),
                demands.map(({ member }) => member),
              );
        if (bodies.size < COMBINATIONS) bodies.set(key, body);
      }
      return body;
    },
  };
}
