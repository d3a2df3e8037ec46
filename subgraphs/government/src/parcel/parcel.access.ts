import { anyOf, officer, type SubjectRule, type TypeAccess } from '@citygraph/kit';
import type { RightsHolder } from './rights-holder.entity.ts';

/** What a rule reads of a parcel. */
export interface ParcelSubject {
  readonly id: string;
  readonly realEstateUnitCode: string;
  readonly holders: readonly Pick<RightsHolder, 'holder' | 'kind'>[];
}

/** Holders may see with whom they share the parcel (Civil Code art. 218), in person or for the entity they represent. */
const isHolder: SubjectRule<ParcelSubject> = Object.assign(
  (
    ...[{ principal, standing }, { holders }]: Parameters<SubjectRule<ParcelSubject>>
  ): ReturnType<SubjectRule<ParcelSubject>> =>
    holders.some(({ kind, holder }) =>
      kind === 'resident' ? holder === principal.resident : standing?.represents.includes(holder),
    )
      ? { allowed: true, as: 'rights holder' }
      : { allowed: false, code: 'FORBIDDEN', message: 'You hold no right on this parcel.' },
  { rule: 'rights holder' },
);

export const parcelAccess: TypeAccess<ParcelSubject> = {
  default: anyOf(
    isHolder,
    officer<ParcelSubject>({
      purposes: ['project-approval', 'social-assistance', 'emergency-response'],
      subject: ({ id, realEstateUnitCode, holders }) => [
        id,
        realEstateUnitCode,
        ...holders.map(({ holder }) => holder),
      ],
    }),
  ),
};
