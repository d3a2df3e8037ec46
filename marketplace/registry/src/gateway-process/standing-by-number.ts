import { defineLoader, findRows, type SubgraphContext } from '@citygraph/kit';
import { GraphChange } from '../graph-set/graph-change.entity.ts';
import type { Standing } from './decision-standing.rules.ts';
import { readStandings } from './read-standings.ts';

/** Where decisions stand, by their numbers, once a request. */
export const standingByNumber = defineLoader<number, Standing, SubgraphContext>(async (numbers, { em, clock }) => {
  const changes = await findRows(em, GraphChange, { number: { $in: [...numbers] } });
  const standings = await readStandings(em, changes, clock.now());
  return numbers.map((number) => standings[changes.findIndex((change) => change.number === number)] ?? null);
});
