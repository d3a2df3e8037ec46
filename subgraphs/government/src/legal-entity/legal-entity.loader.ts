import { alignRows, defineLoader, findRows, groupRows, type SubgraphContext } from '@citygraph/kit';
import { LegalEntity } from './legal-entity.entity.ts';

export const legalEntityByUscc = defineLoader<string, LegalEntity, SubgraphContext>(async (usccs, { em }) =>
  alignRows(usccs, await findRows(em, LegalEntity, { uscc: { $in: [...usccs] } }), ({ uscc }) => uscc),
);

/** Entities a resident is the legal representative of. */
export const entitiesRepresentedBy = defineLoader<string, LegalEntity[], SubgraphContext>(async (residents, { em }) =>
  groupRows(
    residents,
    await findRows(em, LegalEntity, { representativeId: { $in: [...residents] } }, { orderBy: { uscc: 'asc' } }),
    ({ representativeId }) => representativeId ?? '',
  ),
);
