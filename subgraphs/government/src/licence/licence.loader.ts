import { alignRows, defineLoader, findRows, pageLoader, type SubgraphContext } from '@citygraph/kit';
import { Licence } from './licence.entity.ts';

export const licenceById = defineLoader<string, Licence, SubgraphContext>(async (ids, { em }) =>
  alignRows(ids, await findRows(em, Licence, { id: { $in: [...ids] } }), ({ id }) => id),
);

/** Licences of entities, newest first. */
export const licencePages = pageLoader(Licence, {
  parent: 'holderUscc',
  order: [
    ['validFrom', 'desc'],
    ['id', 'asc'],
  ],
});
