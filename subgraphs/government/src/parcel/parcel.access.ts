import { allowed, anyOf, officer, refused, signedIn, subjectRule, type TypeAccess } from '@citygraph/kit';
import type { RightsHolder } from './rights-holder.entity.ts';

/** What a rule reads of a parcel. */
export interface ParcelSubject {
  readonly id: string;
  readonly realEstateUnitCode: string;
  readonly division: string | null;
  readonly holders: readonly Pick<RightsHolder, 'holder' | 'kind'>[];
}

/** Holders may see with whom they share the parcel, in person or for the entity they represent. */
const isHolder = subjectRule<ParcelSubject>('rights holder', ({ principal, standing }, { holders }) =>
  holders.some(({ kind, holder }) =>
    kind === 'resident' ? holder === principal.resident : standing?.represents.includes(holder),
  )
    ? allowed('rights holder')
    : refused('FORBIDDEN', 'You hold no right on this parcel.'),
);

export const parcelAccess: TypeAccess<ParcelSubject> = {
  about: ({ holders }) => holders.map(({ holder }) => holder),
  default: anyOf(
    isHolder,
    officer<ParcelSubject>({
      purposes: ['project-approval', 'social-assistance', 'emergency-response'],
      subject: ({ id, realEstateUnitCode, holders }) => [
        id,
        realEstateUnitCode,
        ...holders.map(({ holder }) => holder),
      ],
      divisionOf: ({ division }) => division,
    }),
  ),
  // The register's records are consulted by whoever gives a name (Art. 27), and no machine copies the map without one. Whose land it is, is another matter.
  fields: { geometry: signedIn },
};
