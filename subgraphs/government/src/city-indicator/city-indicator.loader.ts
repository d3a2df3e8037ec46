import { alignRows, defineLoader, findRows, pageLoader, type SubgraphContext } from '@citygraph/kit';
import { CityIndicator } from './city-indicator.entity.ts';

/** The latest year first, then by theme and code. */
export const INDICATOR_ORDER = [
  ['year', 'desc'],
  ['theme', 'asc'],
  ['code', 'asc'],
  ['id', 'asc'],
] as const;

export const cityIndicatorById = defineLoader<string, CityIndicator, SubgraphContext>(async (ids, { em }) =>
  alignRows(ids, await findRows(em, CityIndicator, { id: { $in: [...ids] } }), ({ id }) => id),
);

/** Indicators of divisions: of each division itself, not of those below. */
export const indicatorPages = pageLoader(CityIndicator, { parent: 'divisionCode', order: INDICATOR_ORDER });
