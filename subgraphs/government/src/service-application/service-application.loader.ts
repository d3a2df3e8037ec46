import { alignRows, defineLoader, findRows, pageLoader, type SubgraphContext } from '@citygraph/kit';
import { ServiceApplication } from './service-application.entity.ts';

export const serviceApplicationById = defineLoader<string, ServiceApplication, SubgraphContext>(async (ids, { em }) =>
  alignRows(ids, await findRows(em, ServiceApplication, { id: { $in: [...ids] } }), ({ id }) => id),
);

const order = [
  ['submittedAt', 'desc'],
  ['id', 'asc'],
] as const;

/** Applications of residents, newest first. */
export const residentApplicationPages = pageLoader(ServiceApplication, { parent: 'applicantResident', order });

/** Applications of legal entities, newest first. */
export const entityApplicationPages = pageLoader(ServiceApplication, { parent: 'applicantUscc', order });
