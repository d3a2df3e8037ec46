import { alignRows, defineLoader, groupRows, type SubgraphContext } from '@citygraph/kit';
import { Licence } from './licence.entity.ts';

export const licenceById = defineLoader<string, Licence, SubgraphContext>(async (ids, { em }) =>
  alignRows(ids, await em.find(Licence, { id: { $in: [...ids] } }), ({ id }) => id),
);

export const licencesOf = defineLoader<string, Licence[], SubgraphContext>(async (holders, { em }) =>
  groupRows(
    holders,
    await em.find(Licence, { holderUscc: { $in: [...holders] } }, { orderBy: { validFrom: 'desc', id: 'asc' } }),
    ({ holderUscc }) => holderUscc,
  ),
);
