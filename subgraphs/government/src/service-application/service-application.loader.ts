import { alignRows, defineLoader, groupRows, type SubgraphContext } from '@citygraph/kit';
import { ServiceApplication } from './service-application.entity.ts';

export const serviceApplicationById = defineLoader<string, ServiceApplication, SubgraphContext>(async (ids, { em }) =>
  alignRows(ids, await em.find(ServiceApplication, { id: { $in: [...ids] } }), ({ id }) => id),
);

/** Applications of residents, newest first. */
export const applicationsOf = defineLoader<string, ServiceApplication[], SubgraphContext>(async (residents, { em }) =>
  groupRows(
    residents,
    await em.find(
      ServiceApplication,
      { applicantResident: { $in: [...residents] } },
      { orderBy: { submittedAt: 'desc', id: 'asc' } },
    ),
    ({ applicantResident }) => applicantResident ?? '',
  ),
);
