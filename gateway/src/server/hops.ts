import { HttpProblem } from './http-problem.ts';

/** Says through how many hubs a request has come: a courtesy among those who keep to it. */
export const HOPS_HEADER = 'citygraph-hops';

/** A plugin may ask the hub something to answer it; what it then asks may not come here again. */
const MOST_HOPS = 2;

/** Hops that a request has behind it; absent: none. Throws an `HttpProblem` for what is no number of hops (400) and for one too many (508). */
export function hopsOf(said: string | readonly string[] | undefined): number {
  if (said === undefined) return 0;
  if (typeof said !== 'string' || !/^\d{1,2}$/.test(said.trim())) {
    throw new HttpProblem(
      400,
      'BAD_USER_INPUT',
      `The header ${HOPS_HEADER} holds the number of hubs behind a request: leave it out.`,
    );
  }
  const hops = Number(said);
  if (hops < MOST_HOPS) return hops;
  throw new HttpProblem(
    508,
    'BAD_USER_INPUT',
    `This request has come through the hub ${hops} times: a subgraph must not ask the hub for what the hub asks of it.`,
  );
}
