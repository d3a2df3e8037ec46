import { alignRows, defineLoader, findRows, pageLoader, type SubgraphContext } from '@citygraph/kit';
import { Farm } from './farm.entity.ts';

export const farmById = defineLoader<string, Farm, SubgraphContext>(async (ids, { em }) =>
  alignRows(ids, await findRows(em, Farm, { id: { $in: [...ids] } }), ({ id }) => id),
);

/** By name: a household's list is short and does not change by the day. */
export const FARM_ORDER = [
  ['name', 'asc'],
  ['id', 'asc'],
] as const;

export const farmsOf = pageLoader(Farm, { parent: 'farmerId', order: FARM_ORDER });
