import { alignRows, defineLoader, findRows, pageLoader, type SubgraphContext } from '@citygraph/kit';
import { DistributedGenerator } from './distributed-generator.entity.ts';

export const generatorByMrid = defineLoader<string, DistributedGenerator, SubgraphContext>(async (mrids, { em }) =>
  alignRows(mrids, await findRows(em, DistributedGenerator, { mrid: { $in: [...mrids] } }), ({ mrid }) => mrid),
);

const NEWEST_FIRST = [
  ['appliedAt', 'desc'],
  ['mrid', 'asc'],
] as const;

export const generatorsOnParcel = pageLoader(DistributedGenerator, { parent: 'parcelId', order: NEWEST_FIRST });
export const applicationsTo = pageLoader(DistributedGenerator, { parent: 'operatorUscc', order: NEWEST_FIRST });
export const applicationsOf = pageLoader(DistributedGenerator, { parent: 'applicant', order: NEWEST_FIRST });
