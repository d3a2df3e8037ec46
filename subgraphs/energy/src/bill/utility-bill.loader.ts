import { alignRows, defineLoader, pageLoader, type SubgraphContext } from '@citygraph/kit';
import { sql } from '@mikro-orm/core';
import { UtilityBill } from './utility-bill.entity.ts';

/** Everything billed to a point so far, in cents. */
export const billedCentsOf = defineLoader<string, number, SubgraphContext>(async (mrids, { em }) => {
  const sums = await em
    .createQueryBuilder(UtilityBill, 'bill')
    .select(['mrid', sql`sum(amount_cents)`.as('total')])
    .where({ mrid: { $in: [...mrids] } })
    .groupBy('mrid')
    .execute<{ mrid: string; total: string | number }[]>('all');
  return alignRows(mrids, sums, ({ mrid }) => mrid).map((sum) => Number(sum?.total ?? 0));
});

/** Pages of a point's bills, the latest first. */
export const billsOf = pageLoader(UtilityBill, {
  parent: 'mrid',
  order: [
    ['month', 'desc'],
    ['mrid', 'asc'],
  ],
});
