import { alignRows, defineLoader, type SubgraphContext } from '@citygraph/kit';
import { Agency } from './agency.entity.ts';

export const agencyByUscc = defineLoader<string, Agency, SubgraphContext>(async (usccs, { em }) =>
  alignRows(usccs, await em.find(Agency, { uscc: { $in: [...usccs] } }), ({ uscc }) => uscc),
);
