import { groupRows, pageLoader, type SubgraphContext } from '@citygraph/kit';
import DataLoader from 'dataloader';
import { RegisterReading } from './register-reading.entity.ts';

export const registersOf = pageLoader(RegisterReading, {
  parent: 'mrid',
  order: [
    ['at', 'desc'],
    ['mrid', 'asc'],
  ],
});

const spans = new WeakMap<SubgraphContext, Map<string, DataLoader<string, RegisterReading[]>>>();

/** Registers of a meter in [from, to), in order of time, and the one before the first: one statement a span for any number of meters. */
export async function registersBetween(
  mrid: string,
  from: Date,
  to: Date,
  context: SubgraphContext,
): Promise<RegisterReading[]> {
  const [inside, before] = await Promise.all([
    spanLoader(from, to, context).load(mrid),
    registersOf(context, { where: { at: { $lt: from } }, first: 1 }).load(mrid),
  ]);
  return [...before.nodes, ...inside];
}

function spanLoader(from: Date, to: Date, context: SubgraphContext): DataLoader<string, RegisterReading[]> {
  const own = spans.get(context) ?? new Map<string, DataLoader<string, RegisterReading[]>>();
  spans.set(context, own);
  const key = `${from.getTime()} ${to.getTime()}`;
  const known = own.get(key);
  if (known) return known;
  const loader = new DataLoader<string, RegisterReading[]>(
    async (mrids) =>
      groupRows(
        mrids,
        await context.em.find(
          RegisterReading,
          { mrid: { $in: [...mrids] }, at: { $gte: from, $lt: to } },
          { orderBy: { mrid: 'asc', at: 'asc' } },
        ),
        (row) => row.mrid,
      ),
    { maxBatchSize: 100 },
  );
  own.set(key, loader);
  return loader;
}
