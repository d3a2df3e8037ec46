import { anyOf, officer, representative, self, type TypeAccess } from '@citygraph/kit';
import type { LegalEntity } from './legal-entity.entity.ts';

/** What a rule reads of a legal entity. */
export type LegalEntitySubject = Pick<LegalEntity, 'uscc' | 'representativeId' | 'division'>;

/** The register of firms is public; who stands behind one is personal. */
export const legalEntityAccess: TypeAccess<LegalEntitySubject> = {
  about: ({ uscc, representativeId }) => [uscc, representativeId],
  default: anyOf(
    self(({ representativeId }) => representativeId),
    representative(({ uscc }) => uscc),
    officer({
      purposes: ['project-approval', 'market-supervision', 'credit-assessment', 'tax'],
      subject: ({ uscc }) => [uscc],
      divisionOf: ({ division }) => division,
    }),
  ),
  fields: {
    safetyHazards: anyOf(
      representative(({ uscc }) => uscc),
      officer({
        purposes: ['emergency-response', 'city-management', 'market-supervision'],
        subject: ({ uscc }) => [uscc],
        divisionOf: ({ division }) => division,
      }),
    ),
  },
};
