import { alignRows, defineLoader, type SubgraphContext } from '@citygraph/kit';
import { Institution } from './institution.entity.ts';

export const institutionOf = defineLoader<string, Institution, SubgraphContext>(async (usccs, { em }) =>
  alignRows(usccs, await em.find(Institution, { uscc: { $in: [...usccs] } }), ({ uscc }) => uscc),
);
