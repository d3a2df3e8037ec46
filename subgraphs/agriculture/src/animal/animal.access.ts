import { anyOf, type TypeAccess } from '@citygraph/kit';
import { type FarmSubject, farmOfficer, ofFarm, tendsFarm } from '../farm/farm.access.ts';

export interface AnimalSubject extends FarmSubject {
  readonly earTag: string;
  readonly farmId: string;
}

/** Who sees a farm sees its animals; an officer's case may name an ear tag alone. */
export const animalAccess: TypeAccess<AnimalSubject> = {
  about: ofFarm,
  default: anyOf<AnimalSubject>(
    tendsFarm,
    farmOfficer(
      ({ earTag, farmId, farmerId }) => [earTag, farmId, farmerId],
      ({ villageCode }) => villageCode,
    ),
  ),
};
