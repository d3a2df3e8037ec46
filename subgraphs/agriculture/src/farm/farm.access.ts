import { anyOf, type Keys, officer, representative, type SubjectRule, self, type TypeAccess } from '@citygraph/kit';

/** Food safety: traces produce back to the farm. */
export const MARKET_SUPERVISION = '11220100MB1C105785';
/** Farmland: what grows where. */
export const NATURAL_RESOURCES = '11220100MB1C105005';

/** What tells who a farm, or anything on it, belongs to. */
export interface FarmSubject {
  readonly farmerId: string;
  readonly operatorUscc?: string | null;
  readonly villageCode: string;
}

/** The farmer, and the representative of the cooperative that runs the farm. */
export const tendsFarm: SubjectRule<FarmSubject> = anyOf(
  self(({ farmerId }) => farmerId),
  representative(({ operatorUscc }) => operatorUscc),
);

/** Whose data a farm, and anything on it, is. */
export const ofFarm = ({ farmerId, operatorUscc }: FarmSubject): Keys => [farmerId, operatorUscc];

/**
 * The city has no bureau of agriculture among its thirteen. Competent are market supervision (food safety), natural resources
 * (city management of farmland), and whichever institution a crop-loss case was assigned to (insurer, disaster relief).
 */
export function farmOfficer<T>(
  subject: (object: T) => readonly string[],
  divisionOf: (object: T) => string | null,
): SubjectRule<T> {
  return anyOf(
    officer({ purposes: ['market-supervision'], agencies: [MARKET_SUPERVISION], subject, divisionOf }),
    officer({ purposes: ['city-management'], agencies: [NATURAL_RESOURCES], subject, divisionOf }),
    officer({ purposes: ['insurance-claim'], subject, divisionOf }),
  );
}

const insuranceOfficer = officer<FarmSubject & { id: string }>({
  purposes: ['insurance-claim'],
  subject: ({ id, farmerId }) => [id, farmerId],
  divisionOf: ({ villageCode }) => villageCode,
});

/** Claims are between the insured side and whoever works on them. */
const claimsOfFarm = anyOf<FarmSubject & { id: string }>(tendsFarm, insuranceOfficer);

export const farmAccess: TypeAccess<FarmSubject & { id: string }> = {
  default: anyOf<FarmSubject & { id: string }>(
    tendsFarm,
    farmOfficer(
      ({ id, farmerId }) => [id, farmerId],
      ({ villageCode }) => villageCode,
    ),
  ),
  about: ofFarm,
  fields: { claims: claimsOfFarm, claimsConnection: claimsOfFarm },
};

/** A resident's list of farms: the resident's own, and of an officer whose case names the resident. */
export const residentAccess: TypeAccess<{ id: string }> = {
  default: anyOf(
    self(({ id }) => id),
    officer({ purposes: ['market-supervision'], agencies: [MARKET_SUPERVISION], subject: ({ id }) => [id] }),
    officer({ purposes: ['city-management'], agencies: [NATURAL_RESOURCES], subject: ({ id }) => [id] }),
    officer({ purposes: ['insurance-claim'], subject: ({ id }) => [id] }),
  ),
  about: ({ id }) => [id],
};
